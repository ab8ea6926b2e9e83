/** The attendance of one student in one class, session by session. */
import { and, eq } from 'drizzle-orm';
import { tallyOf } from '@hazri/domain';
import type { StudentReport } from '@hazri/sync-protocol/api/report';
import { asUserId } from '../auth/accounts.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import { attendance, enrolments, tallies, users } from '../db/schema.ts';
import { asSessionId } from '../sync/session-state.ts';
import type { ReportGround } from './class-report.ts';
import type { HeldSession } from './report-sessions.ts';
import { countRemaining } from './report-sessions.ts';
import { NO_TALLY, standingOf } from './standing.ts';

/** null: the person never was on the roster. */
export async function readStudentReport(
  { database, policy, now }: ReportGround,
  ofClass: ClassRecord,
  studentUuid: string,
  held: readonly HeldSession[],
): Promise<StudentReport | null> {
  const { orm } = database;
  const [found] = await orm
    .select()
    .from(enrolments)
    .innerJoin(users, eq(users.id, enrolments.studentId))
    .leftJoin(tallies, and(eq(tallies.classId, enrolments.classId), eq(tallies.studentId, users.id)))
    .where(and(eq(enrolments.classId, ofClass.id), eq(users.uuid, studentUuid)));
  if (!found) return null;
  const records = await orm
    .select()
    .from(attendance)
    .where(and(eq(attendance.classId, ofClass.id), eq(attendance.studentId, found.users.id)));
  const recordBySession = new Map(records.map((record) => [record.sessionId, record]));
  const sessions = held.flatMap(({ row, number }): StudentReport['sessions'] => {
    const record = recordBySession.get(row.id);
    if (!record || record.status === 'void') return [];
    const { status, minutesLate } = record;
    return [{ sessionId: asSessionId(row.uuid), number, startsAt: row.startsAt, status, minutesLate }];
  });
  const remaining = await countRemaining(database, ofClass.id, now);
  const { uuid, givenName, familyName, studentNo } = found.users;
  return {
    timeZone: ofClass.timeZone,
    thresholdPercent: policy.thresholdPercent,
    remaining,
    studentId: asUserId(uuid),
    givenName,
    familyName,
    studentNo,
    ...standingOf(
      tallyOf(sessions.map(({ status }) => status)),
      found.tallies ?? NO_TALLY,
      policy,
      remaining,
    ),
    sessions,
  };
}
