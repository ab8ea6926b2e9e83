/** Every record of a class as a line for a spreadsheet, a session at a time so that no memory holds them all. */
import { and, asc, eq, sql } from 'drizzle-orm';
import { localDate, localDateTime } from '@hazri/domain';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import type { Database } from '../db/open-database.ts';
import { attendance, facts, users } from '../db/schema.ts';
import type { HeldSession } from './report-sessions.ts';

/** Text of people, or a number. */
export type Cell = string | number;

/** The older system's columns, in its order, and two more. */
export const RECORD_COLUMNS = [
  'Date',
  'Course Code',
  'Course Name',
  'Session Number',
  'Student ID',
  'Student Name',
  'Student Email',
  'Status',
  'Scanned At',
  'Minutes Late',
  'Trust',
  'Reason',
] as const;

/** Lines of one session after the other; times in the class's zone. */
export async function* recordLines(
  { orm }: Database,
  ofClass: ClassRecord,
  held: readonly HeldSession[],
): AsyncGenerator<readonly (readonly Cell[])[]> {
  const { timeZone, course, title } = ofClass;
  for (const { row: session, number } of held) {
    const rows = await orm
      .select({
        record: attendance,
        student: users,
        reason: sql<string | null>`json_extract(${facts.json}, '$.body.reason')`,
      })
      .from(attendance)
      .innerJoin(users, eq(users.id, attendance.studentId))
      // The words of a mark stand in its fact.
      .leftJoin(facts, eq(facts.id, sql`json_extract(${attendance.mark}, '$.factId')`))
      .where(and(eq(attendance.sessionId, session.id)))
      .orderBy(asc(users.givenName), asc(users.familyName), asc(users.id));
    const date = localDate(session.startsAt, timeZone);
    yield rows.map(({ record, student, reason }) => [
      date,
      course,
      title,
      number,
      student.studentNo ?? '',
      `${student.givenName} ${student.familyName}`.trim(),
      student.email ?? '',
      record.status,
      record.scanTokenTime === null ? '' : localDateTime(record.scanTokenTime, timeZone),
      record.minutesLate,
      record.trust ?? '',
      reason ?? (record.needsReview ? 'needs review' : ''),
    ]);
  }
}
