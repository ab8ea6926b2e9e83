/** What entries of the audit log say, and how days become a span of time. */
import type { audit as english } from '../../words/en/audit.ts';
import { speech } from '../../words/dictionary.ts';
import { say } from '../../words/say.ts';

export const AUDIT_AREAS = [
  'account',
  'login',
  'device',
  'class',
  'staff',
  'session',
  'record',
  'key',
  'roster',
  'report',
  'alerts',
  'department',
  'term',
  'course',
  'holiday',
  'server',
] as const;

type DoneKey = Extract<keyof typeof english, `audit.done.${string}`>;

/** A newer server's action stands as its own word. */
export function doneWords(action: string): string {
  const key = `audit.done.${action}`;
  return isDone(key) ? say(key) : action;
}

function isDone(key: string): key is DoneKey {
  return Object.hasOwn(speech().words, key);
}

/** From the first moment of one day to the last of the other, in this device's zone; '' leaves an end open. */
export function dayBounds(from: string, until: string): { readonly from: string; readonly until: string } {
  return { from: startOf(from, 0), until: startOf(until, 1) };
}

function startOf(date: string, daysLater: number): string {
  const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(date) ?? [];
  if (year === undefined || month === undefined || day === undefined) return '';
  return String(new Date(Number(year), Number(month) - 1, Number(day) + daysLater).getTime());
}
