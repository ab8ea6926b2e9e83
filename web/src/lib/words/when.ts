/** How times and shares read: `Intl`, in the class's time zone where there is one. */
import { speech } from './dictionary.ts';

type Zone = string | undefined;

export function timeOfDay(atMs: number, timeZone?: Zone): string {
  return format({ hour: '2-digit', minute: '2-digit' }, timeZone).format(atMs);
}

export function dayOf(atMs: number, timeZone?: Zone): string {
  return format({ weekday: 'short', day: 'numeric', month: 'short' }, timeZone).format(atMs);
}

export function dayAndTime(atMs: number, timeZone?: Zone): string {
  return `${dayOf(atMs, timeZone)}, ${timeOfDay(atMs, timeZone)}`;
}

/** With its year: dates of a roster lie years apart. */
export function dateOf(atMs: number, timeZone?: Zone): string {
  return format({ day: 'numeric', month: 'short', year: 'numeric' }, timeZone).format(atMs);
}

/** Where many stand in a row: "3 Nov". */
export function dayOfMonth(atMs: number, timeZone?: Zone): string {
  return format({ day: 'numeric', month: 'short' }, timeZone).format(atMs);
}

/** The local date as `2026-11-22`, to compare days. */
export function dateKey(atMs: number, timeZone?: Zone): string {
  return kept('en-CA', { dateStyle: 'short' }, timeZone).format(atMs);
}

/** The time alone when it is today, else with its day. */
export function whenShort(atMs: number, nowMs: number, timeZone?: Zone): string {
  return dateKey(atMs, timeZone) === dateKey(nowMs, timeZone)
    ? timeOfDay(atMs, timeZone)
    : dayAndTime(atMs, timeZone);
}

/** A share as whole percent, rounded down so that 74.9 % never reads as 75 %. */
export function percent(share: number): string {
  return new Intl.NumberFormat(speech().locale, { style: 'percent', roundingMode: 'floor' }).format(share);
}

function format(options: Intl.DateTimeFormatOptions, timeZone: Zone): Intl.DateTimeFormat {
  return kept(speech().locale, { ...options, hourCycle: 'h23' }, timeZone);
}

/** A handful of ways to write in the zones of one person's classes. */
const MAX_KEPT = 100;
const formats = new Map<string, Intl.DateTimeFormat>();

/** Making one costs more than a hundred uses, and a list of a term's sessions asks for thousands. */
function kept(locale: string, options: Intl.DateTimeFormatOptions, timeZone: Zone): Intl.DateTimeFormat {
  // Without a zone it is the device's, which may travel while the app is open.
  const where = timeZone ?? `here ${new Date().getTimezoneOffset()}`;
  const name = `${locale} ${where} ${JSON.stringify(options)}`;
  const known = formats.get(name);
  if (known !== undefined) return known;
  if (formats.size >= MAX_KEPT) formats.clear();
  const made = new Intl.DateTimeFormat(locale, { ...options, ...zone(timeZone) });
  formats.set(name, made);
  return made;
}

function zone(timeZone: Zone): { timeZone?: string } {
  return timeZone === undefined ? {} : { timeZone };
}
