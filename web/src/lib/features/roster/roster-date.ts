/** Dates of a roster as people choose them, and the moments that they mean in the class's zone. */
import { localDate, startOfDate } from '@hazri/domain';

export function today(nowMs: number, timeZone: string): string {
  return localDate(nowMs, timeZone);
}

/** On the roster for all sessions of that date; null for no date. */
export function beginning(date: string, timeZone: string): number | null {
  return startOfDate(date, timeZone);
}

/** Off the roster from that date on; today means now, so that sessions of this morning still count. */
export function ending(date: string, nowMs: number, timeZone: string): number | null {
  return date === localDate(nowMs, timeZone) ? Math.round(nowMs) : startOfDate(date, timeZone);
}
