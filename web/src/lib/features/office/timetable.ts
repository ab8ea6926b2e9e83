/** A weekly timetable as it is typed and read: minutes of the day as `09:30`, weekdays by name. Pure. */
import type { Meeting } from '@hazri/sync-protocol';
import { speech } from '../../words/dictionary.ts';

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 1_440;
/** A Monday; days after it give the other weekdays their names. */
const A_MONDAY = Date.UTC(2026, 10, 23);
const DAY_MS = 86_400_000;

export function weekdayName(weekday: number, style: 'long' | 'short' = 'long'): string {
  return new Intl.DateTimeFormat(speech().locale, { weekday: style, timeZone: 'UTC' }).format(
    A_MONDAY + (weekday - 1) * DAY_MS,
  );
}

/** `09:30`; past midnight it goes on at `00:00`. */
export function timeOf(minute: number): string {
  const within = minute % DAY_MINUTES;
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(within / HOUR_MINUTES))}:${two(within % HOUR_MINUTES)}`;
}

/** Minutes since midnight; null for what is no time of day. */
export function minuteOf(time: string): number | null {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)/.exec(time) ?? [];
  return hour === undefined || minute === undefined ? null : Number(hour) * HOUR_MINUTES + Number(minute);
}

/** From begin to end; an end before the begin is on the next day, the same time a whole day. */
export function durationBetween(startMinute: number, endMinute: number): number {
  return ((endMinute - startMinute + DAY_MINUTES - 1) % DAY_MINUTES) + 1;
}

/** A further meeting: the hour of the last one on the next day that has none. */
export function nextMeeting(timetable: readonly Meeting[]): Meeting {
  const last = timetable.at(-1) ?? {
    weekday: 7,
    startMinute: 9 * HOUR_MINUTES,
    durationMinutes: HOUR_MINUTES,
  };
  const taken = new Set(timetable.map(({ weekday }) => weekday));
  const days = WEEKDAYS.map((step) => ((last.weekday - 1 + step) % WEEKDAYS.length) + 1);
  return { ...last, weekday: days.find((day) => !taken.has(day)) ?? days[0] ?? 1 };
}

/** `Mon 10:00–11:00`, in the order of the week. */
export function timetableText(timetable: readonly Meeting[]): string {
  return timetable
    .toSorted((a, b) => a.weekday - b.weekday || a.startMinute - b.startMinute)
    .map(
      ({ weekday, startMinute, durationMinutes }) =>
        `${weekdayName(weekday, 'short')} ${timeOf(startMinute)}–${timeOf(startMinute + durationMinutes)}`,
    )
    .join(', ');
}
