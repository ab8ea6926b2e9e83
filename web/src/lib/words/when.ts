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
  return new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', ...zone(timeZone) }).format(atMs);
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
  return new Intl.DateTimeFormat(speech().locale, { ...options, hourCycle: 'h23', ...zone(timeZone) });
}

function zone(timeZone: Zone): { timeZone?: string } {
  return timeZone === undefined ? {} : { timeZone };
}
