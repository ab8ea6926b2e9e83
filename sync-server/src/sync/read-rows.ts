/** The rows of a scope that changed within a span of revs, read from the database (SYNC4). */
import type { SQL } from 'drizzle-orm';
import { and, asc, eq, gt, lte, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import {
  attendance,
  enrolments,
  headcounts,
  notifications,
  requests,
  scans,
  sessions,
  users,
} from '../db/schema.ts';
import type { ReadDeps, Span } from './read-span.ts';
import type { Names, WireRow } from './wire-rows.ts';
import {
  attendanceRow,
  enrolmentRow,
  headcountRow,
  notificationRow,
  profileRow,
  requestRow,
  scanRow,
} from './wire-rows.ts';

const within = (rev: SQLiteColumn, { from, upTo }: Span): SQL | undefined =>
  and(gt(rev, from), lte(rev, upTo));

/** Scope `me`: profile, own enrolments, attendance, verdicts, notifications. */
export async function myRows(deps: ReadDeps, userId: number, span: Span): Promise<readonly WireRow[]> {
  const { orm } = deps.database;
  const profile = await orm
    .select()
    .from(users)
    .where(and(eq(users.id, userId), within(users.rev, span)));
  const enrolled = await orm
    .select()
    .from(enrolments)
    .where(and(eq(enrolments.studentId, userId), within(enrolments.rev, span)))
    .orderBy(asc(enrolments.rev))
    .limit(span.limit);
  const attended = await orm
    .select()
    .from(attendance)
    .where(and(eq(attendance.studentId, userId), within(attendance.rev, span)))
    .orderBy(asc(attendance.rev))
    .limit(span.limit);
  const scanned = await orm
    .select()
    .from(scans)
    .where(and(eq(scans.studentId, userId), within(scans.rev, span)))
    .orderBy(asc(scans.rev))
    .limit(span.limit);
  const asked = await orm
    .select()
    .from(requests)
    .where(and(eq(requests.studentId, userId), within(requests.rev, span)))
    .orderBy(asc(requests.rev))
    .limit(span.limit);
  const told = await orm
    .select()
    .from(notifications)
    .where(and(eq(notifications.userId, userId), within(notifications.rev, span)))
    .orderBy(asc(notifications.rev))
    .limit(span.limit);
  const names = await readNames(deps, {
    users: [userId, ...told.map((row) => row.studentId)],
    sessions: [...attended, ...scanned, ...asked, ...told].flatMap((row) => row.sessionId ?? []),
  });
  return [
    ...profile.map(profileRow),
    ...enrolled.flatMap((row) => enrolmentRow(deps, names, row)),
    ...attended.flatMap((row) => attendanceRow(deps, names, row)),
    ...scanned.flatMap((row) => scanRow(deps, names, row, false)),
    ...asked.flatMap((row) => requestRow(deps, names, row, false)),
    ...told.flatMap((row) => notificationRow(deps, names, row)),
  ];
}

/** Scope `staff:<id>`: roster, attendance, verdicts, headcounts. */
export async function staffRows(deps: ReadDeps, classId: number, span: Span): Promise<readonly WireRow[]> {
  const { orm } = deps.database;
  const roster = await orm
    .select()
    .from(enrolments)
    .where(and(eq(enrolments.classId, classId), within(enrolments.rev, span)))
    .orderBy(asc(enrolments.rev))
    .limit(span.limit);
  const attended = await orm
    .select()
    .from(attendance)
    .where(and(eq(attendance.classId, classId), within(attendance.rev, span)))
    .orderBy(asc(attendance.rev))
    .limit(span.limit);
  const scanned = await orm
    .select()
    .from(scans)
    .where(and(eq(scans.classId, classId), within(scans.rev, span)))
    .orderBy(asc(scans.rev))
    .limit(span.limit);
  const asked = await orm
    .select()
    .from(requests)
    .where(and(eq(requests.classId, classId), within(requests.rev, span)))
    .orderBy(asc(requests.rev))
    .limit(span.limit);
  const counts = await orm
    .select()
    .from(headcounts)
    .where(and(eq(headcounts.classId, classId), within(headcounts.rev, span)))
    .orderBy(asc(headcounts.rev))
    .limit(span.limit);
  const names = await readNames(deps, {
    users: [...roster, ...attended, ...scanned, ...asked].map((row) => row.studentId),
    sessions: [...attended, ...scanned, ...asked, ...counts].flatMap((row) => row.sessionId ?? []),
  });
  return [
    ...roster.flatMap((row) => enrolmentRow(deps, names, row)),
    ...attended.flatMap((row) => attendanceRow(deps, names, row)),
    ...scanned.flatMap((row) => scanRow(deps, names, row, true)),
    ...asked.flatMap((row) => requestRow(deps, names, row, true)),
    ...counts.flatMap((row) => headcountRow(deps, names, row)),
  ];
}

async function readNames(
  { database }: ReadDeps,
  ids: { readonly users: readonly number[]; readonly sessions: readonly number[] },
): Promise<Names> {
  const { orm } = database;
  const among = (column: SQLiteColumn, values: readonly number[]) =>
    sql`${column} in (select value from json_each(${JSON.stringify([...new Set(values)])}))`;
  const people =
    ids.users.length === 0 ? [] : await orm.select().from(users).where(among(users.id, ids.users));
  const held =
    ids.sessions.length === 0
      ? []
      : await orm
          .select({ id: sessions.id, uuid: sessions.uuid })
          .from(sessions)
          .where(among(sessions.id, ids.sessions));
  const byId = new Map(people.map((row) => [row.id, row]));
  const uuidById = new Map(held.map((row) => [row.id, row.uuid]));
  return { user: (id) => byId.get(id), sessionUuid: (id) => uuidById.get(id) };
}
