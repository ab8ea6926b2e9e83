/** Which sessions does a report tell of? Those that were held, numbered over the whole class. */
import { and, asc, eq, gt, inArray, isNull } from 'drizzle-orm';
import { endOfDate, startOfDate } from '@hazri/domain';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import type { Database } from '../db/open-database.ts';
import { sessions } from '../db/class-schema.ts';
import type { SessionRow } from '../sync/rows.ts';

/** Local dates of the class, both included; absent: no bound. */
export interface DateRange {
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}

export interface HeldSession {
  readonly row: SessionRow;
  readonly status: 'active' | 'completed';
  /** From 1, in the order of their beginning; the same in every range. */
  readonly number: number;
}

/** null: a date that isn't in the calendar. */
export async function heldSessions(
  { orm }: Database,
  ofClass: ClassRecord,
  { from, until }: DateRange,
): Promise<readonly HeldSession[] | null> {
  const begin = from === undefined ? Number.NEGATIVE_INFINITY : startOfDate(from, ofClass.timeZone);
  const end = until === undefined ? Number.POSITIVE_INFINITY : endOfDate(until, ofClass.timeZone);
  if (begin === null || end === null) return null;
  const rows = await orm
    .select()
    .from(sessions)
    .where(and(eq(sessions.classId, ofClass.id), inArray(sessions.status, ['active', 'completed'])))
    .orderBy(asc(sessions.startsAt), asc(sessions.id));
  return rows
    .flatMap((row, index): HeldSession[] => {
      const { status } = row;
      return status === 'active' || status === 'completed' ? [{ row, status, number: index + 1 }] : [];
    })
    .filter(({ row }) => row.startsAt >= begin && row.startsAt < end);
}

/** Sessions of the timetable that are still to come. */
export function countRemaining({ orm }: Database, classId: number, now: number): Promise<number> {
  return orm.$count(
    sessions,
    and(
      eq(sessions.classId, classId),
      eq(sessions.status, 'scheduled'),
      isNull(sessions.openedAt),
      gt(sessions.startsAt, now),
    ),
  );
}
