/** Which moment does a local date begin at, and which date is it at a moment? For edges only (SPEC.md, TIME1). */

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** 400 years, after which the calendar repeats; days from 1 March of year 0 to 1970. */
const DAYS_OF_ERA = 146_097;
const DAYS_TO_1970 = 719_468;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Local time minus UTC in the zone at that moment, ms. @param timeZone IANA */
export function zoneOffsetMs(atMs: number, timeZone: string): number {
  const parts = partsIn(timeZone).formatToParts(atMs);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const days = daysBefore(read('year'), read('month'), read('day'));
  const seconds = (read('hour') * 60 + read('minute')) * 60 + read('second');
  return days * DAY_MS + seconds * SECOND_MS - Math.floor(atMs / SECOND_MS) * SECOND_MS;
}

/**
 * The moment at which clocks in the zone show `localMs` (a local time as if it were UTC). Where they skip it, the
 * moment that far after the change.
 */
export function fromLocal(localMs: number, timeZone: string): number {
  const offset = zoneOffsetMs(localMs, timeZone);
  const other = zoneOffsetMs(localMs - offset, timeZone);
  const at = localMs - other;
  return zoneOffsetMs(at, timeZone) === other ? at : localMs - Math.min(offset, other);
}

/** The local date as `2026-11-23`. */
export function localDate(atMs: number, timeZone: string): string {
  const { year, month, day } = dateOf(Math.floor((atMs + zoneOffsetMs(atMs, timeZone)) / DAY_MS));
  return `${String(year).padStart(4, '0')}-${twoDigits(month)}-${twoDigits(day)}`;
}

/** The local date and time as `2026-11-23 10:05`. */
export function localDateTime(atMs: number, timeZone: string): string {
  const local = atMs + zoneOffsetMs(atMs, timeZone);
  const minutes = Math.floor((((local % DAY_MS) + DAY_MS) % DAY_MS) / MINUTE_MS);
  return `${localDate(atMs, timeZone)} ${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

/** When the local date begins, epoch ms; null for what is no date. @param date `2026-11-23` */
export function startOfDate(date: string, timeZone: string): number | null {
  const midnight = readDate(date);
  return midnight === null ? null : fromLocal(midnight, timeZone);
}

/** When the local date ends, which is when the next one begins. */
export function endOfDate(date: string, timeZone: string): number | null {
  const midnight = readDate(date);
  return midnight === null ? null : fromLocal(midnight + DAY_MS, timeZone);
}

/** Midnight of the date as if it were UTC; null for 30 February. */
function readDate(text: string): number | null {
  const [year, month, day] = (DATE.exec(text) ?? []).slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined) return null;
  const days = daysBefore(year, month, day);
  const real = dateOf(days);
  return real.year === year && real.month === month && real.day === day ? days * DAY_MS : null;
}

/** Days from 1 January 1970 to the date, with years that begin in March (howardhinnant.github.io/date_algorithms). */
function daysBefore(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * DAYS_OF_ERA + yearOfEra * 365 + leapDays + dayOfYear - DAYS_TO_1970;
}

interface CalendarDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function dateOf(days: number): CalendarDate {
  const shifted = days + DAYS_TO_1970;
  const era = Math.floor(shifted / DAYS_OF_ERA);
  const dayOfEra = shifted - era * DAYS_OF_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = ((fromMarch + 2) % 12) + 1;
  return {
    year: era * 400 + yearOfEra + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1,
  };
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** Making one takes a hundred times as long as using it; there are as many as zones that classes are in. */
const formats = new Map<string, Intl.DateTimeFormat>();
const MAX_FORMATS = 100;

function partsIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  if (formats.size >= MAX_FORMATS) formats.clear();
  formats.set(timeZone, made);
  return made;
}
