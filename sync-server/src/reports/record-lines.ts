/** Every record of a class as a line for a spreadsheet, a session at a time so that no memory holds them all. */
import { localDate, localDateTime } from '@hazri/domain';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import type { Database } from '../db/open-database.ts';
import { markFact } from './mark-fact.ts';
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

/**
 * A session's records as one JSON text: handed over cell by cell they take ten times as long. The words of a mark
 * stand in its fact, which is its author's: anybody may have stated another with the same id (FACT4).
 */
const records = (ofWhom: string): string => `
  SELECT json_group_array(json_array(no, given, family, email, status, scanned, late, trust, review, reason)) FROM (
    SELECT u.student_no AS no, u.given_name AS given, u.family_name AS family, u.email AS email, a.status AS status,
      CAST(a.scan_token_time AS INTEGER) AS scanned, a.minutes_late AS late, a.trust AS trust,
      a.needs_review AS review, ${markFact(`json_extract(f.json, '$.body.reason')`)} AS reason
    FROM attendance a
    JOIN users u ON u.id = a.student_id
    WHERE a.session_id = ?1 ${ofWhom}
    ORDER BY u.given_name, u.family_name, u.id)`;

const OF_ALL = records('');
const OF_ONE = records('AND a.student_id = (SELECT id FROM users WHERE uuid = ?2)');

type RecordTuple = readonly [
  studentNo: string | null,
  givenName: string,
  familyName: string,
  email: string | null,
  status: string,
  scannedAt: number | null,
  minutesLate: number,
  trust: string | null,
  needsReview: 0 | 1,
  reason: string | null,
];

/** Lines of one session after the other; times in the class's zone. @param student UUID; null: everybody's */
export async function* recordLines(
  { client }: Pick<Database, 'client'>,
  { timeZone, course, title }: ClassRecord,
  held: readonly HeldSession[],
  student: string | null,
): AsyncGenerator<readonly (readonly Cell[])[]> {
  for (const { row: session, number } of held) {
    const { rows } = await client.execute({
      sql: student === null ? OF_ALL : OF_ONE,
      args: student === null ? [session.id] : [session.id, student],
    });
    const date = localDate(session.startsAt, timeZone);
    yield readRecords(rows[0]?.[0]).map(
      ([
        studentNo,
        givenName,
        familyName,
        email,
        status,
        scannedAt,
        minutesLate,
        trust,
        needsReview,
        reason,
      ]) => [
        date,
        course,
        title,
        number,
        studentNo ?? '',
        `${givenName} ${familyName}`.trim(),
        email ?? '',
        status,
        scannedAt === null ? '' : localDateTime(scannedAt, timeZone),
        minutesLate,
        trust ?? '',
        reason ?? (needsReview === 1 ? 'needs review' : ''),
      ],
    );
  }
}

/** What the query above puts together. */
function readRecords(text: unknown): readonly RecordTuple[] {
  return typeof text === 'string' ? (JSON.parse(text) as readonly RecordTuple[]) : [];
}
