/** A local date as people read it, with its year. */
import { startOfDate } from '@hazri/domain';
import { speech } from '../../words/dictionary.ts';

/** @param date `2026-11-23`; what is no date is given back as it is */
export function calendarDay(date: string): string {
  const at = startOfDate(date, 'UTC');
  if (at === null) return date;
  return new Intl.DateTimeFormat(speech().locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(at);
}
