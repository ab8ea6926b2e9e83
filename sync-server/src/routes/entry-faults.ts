/** What can be wrong with an entry of the catalogue, each with the word that forms know. */
import { startOfDate } from '@hazri/domain';
import { MAX_SPAN_DAYS } from '@hazri/sync-protocol/api/catalogue';
import type { DaySpan } from '../catalogue/generate-sessions.ts';
import type { Issue } from '../http/problem.ts';

const DAY_MS = 86_400_000;

/** Codes and names are told apart by people: case doesn't count. */
export function takenFault<Field extends string>(
  field: Field,
  row: Readonly<Record<Field, string>>,
  others: readonly Readonly<Record<Field, string>>[],
): readonly Issue[] {
  const same = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
  return others.some((other) => same(other[field], row[field])) ? [{ path: field, code: 'taken' }] : [];
}

export function spanFaults({ startsOn, endsOn }: DaySpan): readonly Issue[] {
  if (endsOn < startsOn) return [{ path: 'endsOn', code: 'before_start' }];
  const days = ((startOfDate(endsOn, 'UTC') ?? 0) - (startOfDate(startsOn, 'UTC') ?? 0)) / DAY_MS + 1;
  return days > MAX_SPAN_DAYS ? [{ path: 'endsOn', code: 'too_long' }] : [];
}
