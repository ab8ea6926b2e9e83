/**
 * How good attendance is in each of some classes, over the whole term, from the tallies: what a list of classes shows
 * must not read every record of them.
 */
import { and, eq, inArray } from 'drizzle-orm';
import type { RatePolicy } from '@hazri/domain';
import { isLow, rate } from '@hazri/domain';
import type { TaughtRates } from '@hazri/sync-protocol/api/report';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import type { Database } from '../db/open-database.ts';
import { enrolments, sessions } from '../db/class-schema.ts';
import { attendance, tallies } from '../db/record-schema.ts';
import { asClassId } from '../sync/session-state.ts';
import { NO_TALLY } from './standing.ts';

const COUNTED = ['present', 'late', 'absent', 'excused'] as const;

export async function readTaughtRates(
  { orm }: Database,
  classes: readonly ClassRecord[],
  policyOf: (ofClass: ClassRecord) => RatePolicy,
): Promise<TaughtRates> {
  const ids = classes.map(({ id }) => id);
  const ofStudents = await orm
    .select({ tally: tallies })
    .from(tallies)
    .innerJoin(
      enrolments,
      and(eq(enrolments.classId, tallies.classId), eq(enrolments.studentId, tallies.studentId)),
    )
    .where(inArray(tallies.classId, ids));
  // A session that runs has no absences yet (see `rate` of the report).
  const running = await orm
    .select({ classId: attendance.classId, status: attendance.status })
    .from(sessions)
    .innerJoin(attendance, eq(attendance.sessionId, sessions.id))
    .innerJoin(
      enrolments,
      and(eq(enrolments.classId, attendance.classId), eq(enrolments.studentId, attendance.studentId)),
    )
    .where(and(inArray(sessions.classId, ids), eq(sessions.status, 'active')));
  return {
    classes: classes.map((ofClass) => {
      const policy = policyOf(ofClass);
      const here = ofStudents.filter(({ tally }) => tally.classId === ofClass.id);
      const all = { ...NO_TALLY };
      for (const { tally } of here) for (const status of COUNTED) all[status] += tally[status];
      for (const { classId, status } of running) {
        if (classId === ofClass.id && status !== 'expected' && status !== 'void') all[status] -= 1;
      }
      return {
        classId: asClassId(ofClass.uuid),
        rate: rate(all, policy),
        low: here.filter(({ tally }) => isLow(tally, policy)).length,
        thresholdPercent: policy.thresholdPercent,
      };
    }),
  };
}
