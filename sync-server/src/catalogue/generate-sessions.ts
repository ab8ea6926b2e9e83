/** Which meetings does a weekly timetable give between two local dates? */
import { assert, fromLocal, localDate, startOfDate } from '@hazri/domain';
import type { Meeting } from '@hazri/sync-protocol';

/** A meeting on one day. */
export interface Slot {
  /** Local date, `2026-11-23`. */
  readonly day: string;
  readonly startsAt: number;
  readonly endsAt: number;
}

/** Local dates, both included. */
export interface DaySpan {
  readonly startsOn: string;
  readonly endsOn: string;
}

/** A term is at most this long: a bound on what one timetable can make. */
const MAX_TERM_DAYS = 400;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/**
 * In the order of time; two meetings that begin at the same moment are one.
 * @param timeZone IANA; meetings keep their local time when its offset changes
 * @param free days without meetings
 */
export function generateSessions(
  timetable: readonly Meeting[],
  timeZone: string,
  span: DaySpan,
  free: readonly DaySpan[] = [],
): readonly Slot[] {
  const slots = daysOf(span)
    .filter(({ day }) => !free.some((holiday) => isWithin(day, holiday)))
    .flatMap(({ day, midnight, weekday }) =>
      timetable
        .filter((meeting) => meeting.weekday === weekday)
        .map(({ startMinute, durationMinutes }): Slot => {
          const startsAt = fromLocal(midnight + startMinute * MINUTE_MS, timeZone);
          return { day, startsAt, endsAt: startsAt + durationMinutes * MINUTE_MS };
        }),
    );
  return [...new Map(slots.map((slot) => [slot.startsAt, slot])).values()].toSorted(
    (a, b) => a.startsAt - b.startsAt,
  );
}

/** ISO dates compare as text. */
export function isWithin(day: string, { startsOn, endsOn }: DaySpan): boolean {
  return startsOn <= day && day <= endsOn;
}

interface Day {
  readonly day: string;
  /** As if it were UTC. */
  readonly midnight: number;
  /** ISO, 1 Monday … 7 Sunday. */
  readonly weekday: number;
}

function daysOf({ startsOn, endsOn }: DaySpan): readonly Day[] {
  const first = midnightOf(startsOn);
  const count = Math.min(MAX_TERM_DAYS, (midnightOf(endsOn) - first) / DAY_MS + 1);
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const midnight = first + index * DAY_MS;
    // 1 January 1970 was a Thursday, ISO weekday 4.
    return { day: localDate(midnight, 'UTC'), midnight, weekday: ((midnight / DAY_MS + 3) % 7) + 1 };
  });
}

function midnightOf(date: string): number {
  const at = startOfDate(date, 'UTC');
  assert(at !== null, `${date} is a date`);
  return at;
}
