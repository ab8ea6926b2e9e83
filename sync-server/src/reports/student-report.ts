/** The attendance of one student in one class, session by session. */
import { and, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { AttendanceStatus } from '@hazri/domain';
import { tallyOf } from '@hazri/domain';
import type { StudentReport, ToldSession, ToldStudentReport } from '@hazri/sync-protocol/api/report';
import { asUserId } from '../auth/accounts.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import { enrolments } from '../db/class-schema.ts';
import { users } from '../db/people-schema.ts';
import { attendance, tallies } from '../db/record-schema.ts';
import { asSessionId } from '../sync/session-state.ts';
import type { ReportGround } from './class-report.ts';
import { markFact } from './mark-fact.ts';
import type { HeldSession } from './report-sessions.ts';
import { countRemaining } from './report-sessions.ts';
import { NO_TALLY, standingOf } from './standing.ts';

/** null: the person never was on the roster. */
export async function readStudentReport(
  { database, policy, now }: ReportGround,
  ofClass: ClassRecord,
  studentUuid: string,
  held: readonly HeldSession[],
): Promise<ToldStudentReport | null> {
  const { orm } = database;
  const [found] = await orm
    .select()
    .from(enrolments)
    .innerJoin(users, eq(users.id, enrolments.studentId))
    .leftJoin(tallies, and(eq(tallies.classId, enrolments.classId), eq(tallies.studentId, users.id)))
    .where(and(eq(enrolments.classId, ofClass.id), eq(users.uuid, studentUuid)));
  if (!found) return null;
  const records = await readRecords(database, ofClass.id, found.users.id);
  const recordBySession = new Map(records.map((record) => [record.sessionId, record]));
  const sessions = held.flatMap(({ row, number }): ToldSession[] => {
    const record = recordBySession.get(row.id);
    if (!record || record.status === 'void') return [];
    const { status, minutesLate, trust, needsReview, scannedAt, mark } = record;
    const session = { sessionId: asSessionId(row.uuid), number, startsAt: row.startsAt };
    return [{ ...session, status, minutesLate, scannedAt, trust, needsReview, mark }];
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

/** The same without what the statuses rest on: a mark's reason is a note among staff. */
export function ownReportOf({ sessions, ...report }: ToldStudentReport): StudentReport {
  return {
    ...report,
    sessions: sessions.map(({ sessionId, number, startsAt, status, minutesLate }) => ({
      sessionId,
      number,
      startsAt,
      status,
      minutesLate,
    })),
  };
}

interface StudentRecord extends Pick<ToldSession, 'minutesLate' | 'trust' | 'needsReview' | 'scannedAt'> {
  readonly sessionId: number;
  readonly status: AttendanceStatus;
  readonly mark: ToldSession['mark'];
}

const WORDS = `json_array(json_extract(f.json, '$.body.reason'), trim(m.given_name || ' ' || m.family_name), f.received_at)`;

async function readRecords(
  { orm }: ReportGround['database'],
  classId: number,
  studentId: number,
): Promise<readonly StudentRecord[]> {
  // The alias is what `markFact` names.
  const a = alias(attendance, 'a');
  const rows = await orm
    .select({ row: a, stated: sql<string | null>`${sql.raw(markFact(WORDS))}` })
    .from(a)
    .where(and(eq(a.classId, classId), eq(a.studentId, studentId)));
  return rows.map(({ row, stated }) => {
    const { sessionId, status, minutesLate, trust, needsReview, scanTokenTime, mark } = row;
    const scannedAt = scanTokenTime === null ? null : Math.trunc(scanTokenTime);
    const told = mark && stated !== null ? { status: mark.status, ...readWords(stated) } : null;
    return { sessionId, status, minutesLate, trust, needsReview, scannedAt, mark: told };
  });
}

/** What `WORDS` puts together. */
function readWords(text: string): { reason: string | null; by: string | null; at: number } {
  const [reason, by, at] = JSON.parse(text) as readonly [string | null, string | null, number];
  return { reason, by, at };
}
