/**
 * The attendance of a class: each session, each student, and who stands where. Four queries, whatever the size: the
 * records of a class come as one row a student, put together by SQLite, since handing over 60,000 rows one by one
 * would hold up everybody's scans.
 */
import { and, eq, gt, isNull, lt, or } from 'drizzle-orm';
import type { RatePolicy, Tally } from '@hazri/domain';
import { counted, rate } from '@hazri/domain';
import type { ClassReport, ReportSession, ReportStudent } from '@hazri/sync-protocol/api/report';
import { asUserId } from '../auth/accounts.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import type { Database } from '../db/open-database.ts';
import { enrolments } from '../db/class-schema.ts';
import { users } from '../db/people-schema.ts';
import { tallies } from '../db/record-schema.ts';
import { asSessionId } from '../sync/session-state.ts';
import type { HeldSession } from './report-sessions.ts';
import { countRemaining } from './report-sessions.ts';
import { NO_TALLY, standingOf } from './standing.ts';

export interface ReportGround {
  readonly database: Database;
  readonly policy: RatePolicy;
  /** Epoch ms. */
  readonly now: number;
}

const COUNTED = ['present', 'late', 'absent', 'excused'] as const;
const STATUS_OF_LETTER = { P: 'present', L: 'late', A: 'absent', E: 'excused' } as const;
const NO_RECORD = '-';

export async function readClassReport(
  ground: ReportGround,
  ofClass: ClassRecord,
  held: readonly HeldSession[],
): Promise<ClassReport> {
  const { database, policy, now } = ground;
  const { orm } = database;
  const first = held[0]?.row.startsAt ?? 0;
  const last = held.at(-1)?.row.startsAt ?? now;
  const remaining = await countRemaining(database, ofClass.id, now);
  const people = await orm
    .select({
      id: users.id,
      uuid: users.uuid,
      givenName: users.givenName,
      familyName: users.familyName,
      studentNo: users.studentNo,
      present: tallies.present,
      late: tallies.late,
      absent: tallies.absent,
      excused: tallies.excused,
    })
    .from(enrolments)
    .innerJoin(users, eq(users.id, enrolments.studentId))
    .leftJoin(tallies, and(eq(tallies.classId, enrolments.classId), eq(tallies.studentId, users.id)))
    .where(
      and(
        eq(enrolments.classId, ofClass.id),
        or(isNull(enrolments.until), gt(enrolments.until, first)),
        lt(enrolments.from, Math.max(last, now) + 1),
      ),
    );
  const lettersByStudent = await readLetters(database, held);
  const perSession = held.map(() => ({ ...NO_TALLY }));
  const students = people.map(({ id, uuid, givenName, familyName, studentNo, ...tally }): ReportStudent => {
    const letters = lettersByStudent.get(id) ?? new Map<number, string>();
    const statuses = held.map(({ row }) => letters.get(row.id) ?? NO_RECORD).join('');
    const shown = { ...NO_TALLY };
    for (const [index, session] of perSession.entries()) {
      const letter = statuses.charAt(index);
      if (!isLetter(letter)) continue;
      shown[STATUS_OF_LETTER[letter]] += 1;
      session[STATUS_OF_LETTER[letter]] += 1;
    }
    const standing = standingOf(shown, wholeTally(tally), policy, remaining);
    return { studentId: asUserId(uuid), givenName, familyName, studentNo, ...standing, statuses };
  });
  const sessions = held.map((session, index) => sessionOf(session, perSession[index] ?? NO_TALLY, policy));
  return {
    timeZone: ofClass.timeZone,
    thresholdPercent: policy.thresholdPercent,
    remaining,
    low: students.filter(({ low }) => low).length,
    rate: rateOfAll(sessions, policy),
    distribution: distributionOf(students),
    sessions,
    students: students.toSorted(lowestFirst),
  };
}

function sessionOf({ row, status, number }: HeldSession, tally: Tally, policy: RatePolicy): ReportSession {
  const { uuid, startsAt } = row;
  const ended = status === 'completed';
  return {
    sessionId: asSessionId(uuid),
    number,
    startsAt,
    status,
    ...tally,
    rate: ended ? rate(tally, policy) : null,
  };
}

function rateOfAll(sessions: readonly ReportSession[], policy: RatePolicy): number | null {
  const all = { ...NO_TALLY };
  for (const session of sessions) {
    if (session.status !== 'completed') continue;
    for (const status of COUNTED) all[status] += session[status];
  }
  return rate(all, policy);
}

function wholeTally(tally: Readonly<Record<keyof Tally, number | null>>): Tally {
  const { present, late, absent, excused } = tally;
  return { present: present ?? 0, late: late ?? 0, absent: absent ?? 0, excused: excused ?? 0 };
}

/** `P`, `L`, `A` or `E` of each student in each of the sessions. */
async function readLetters(
  { client }: Database,
  held: readonly HeldSession[],
): Promise<ReadonlyMap<number, ReadonlyMap<number, string>>> {
  const { rows } = await client.execute({
    sql: `SELECT student_id, group_concat(session_id || ' ' || upper(substr(status, 1, 1))) FROM attendance
          WHERE session_id IN (SELECT value FROM json_each(?))
            AND status IN (${COUNTED.map((status) => `'${status}'`).join(', ')})
          GROUP BY student_id`,
    args: [JSON.stringify(held.map(({ row }) => row.id))],
  });
  return new Map(
    rows.map((row) => {
      const pairs = typeof row[1] === 'string' ? row[1].split(',') : [];
      return [
        Number(row[0]),
        new Map(
          pairs.map((pair): [number, string] => {
            const space = pair.indexOf(' ');
            return [Number(pair.slice(0, space)), pair.slice(space + 1)];
          }),
        ),
      ];
    }),
  );
}

function isLetter(letter: string): letter is keyof typeof STATUS_OF_LETTER {
  return Object.hasOwn(STATUS_OF_LETTER, letter);
}

/** Below the line first, by rate; then by name. */
function lowestFirst(a: ReportStudent, b: ReportStudent): number {
  if (a.low !== b.low) return a.low ? -1 : 1;
  const byRate = a.low ? (a.rate ?? 1) - (b.rate ?? 1) : 0;
  return (
    byRate ||
    `${a.givenName} ${a.familyName}`.localeCompare(`${b.givenName} ${b.familyName}`) ||
    (a.studentId < b.studentId ? -1 : 1)
  );
}

const STEPS = 10;

function distributionOf(students: readonly ReportStudent[]): number[] {
  const distribution = Array.from({ length: STEPS }, () => 0);
  for (const student of students) {
    if (student.rate === null) continue;
    // By whole numbers: 0.7 of a float may lie just below its step.
    const attended = Math.round(student.rate * counted(student));
    const step = Math.min(STEPS - 1, Math.floor((attended * STEPS) / counted(student)));
    distribution[step] = (distribution[step] ?? 0) + 1;
  }
  return distribution;
}

/** The same without the names. */
export function summaryOf({ students, ...report }: ClassReport) {
  return { ...report, students: students.length };
}
