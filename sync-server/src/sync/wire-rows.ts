/** Rows of the database as they travel: integer keys become UUIDs, staff rows carry the names they need (SYNC5). */
import type { SQL } from 'drizzle-orm';
import { and, asc, eq, gt, lte, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { Person, Row, RowOf } from '@hazri/sync-protocol';
import { accountOf, asUserId } from '../auth/accounts.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import { attendance, enrolments, headcounts, notifications, scans, sessions, users } from '../db/schema.ts';
import type { ReadDeps, Span } from './read-span.ts';
import { asClassId, asFactId, asSessionId } from './session-state.ts';

export type WireRow = Row;
type UserRow = typeof users.$inferSelect;

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
  const told = await orm
    .select()
    .from(notifications)
    .where(and(eq(notifications.userId, userId), within(notifications.rev, span)))
    .orderBy(asc(notifications.rev))
    .limit(span.limit);
  const names = await readNames(deps, {
    users: [userId, ...told.map((row) => row.studentId)],
    sessions: [...attended, ...scanned, ...told].flatMap((row) => row.sessionId ?? []),
  });
  return [
    ...profile.map((row): RowOf<'user'> => ({ type: 'user', rev: row.rev, ...accountOf(row) })),
    ...enrolled.flatMap((row) => enrolmentRow(deps, names, row)),
    ...attended.flatMap((row) => attendanceRow(deps, names, row)),
    ...scanned.flatMap((row) => scanRow(deps, names, row, false)),
    ...told.flatMap((row) => notificationRow(deps, names, row)),
  ];
}

/** Scope `class:<id>`: the class with its staff's kids, and its sessions. */
export async function classRows(deps: ReadDeps, classId: number, span: Span): Promise<readonly WireRow[]> {
  const { orm } = deps.database;
  const found = deps.catalogue.classById(classId);
  if (!found) return [];
  const changed = await orm
    .select()
    .from(sessions)
    .where(and(eq(sessions.classId, classId), within(sessions.rev, span)))
    .orderBy(asc(sessions.rev))
    .limit(span.limit);
  const own = found.rev > span.from && found.rev <= span.upTo ? [await classRow(deps, found)] : [];
  return [...own, ...changed.map((row) => sessionRow(found, row))];
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
  const counts = await orm
    .select()
    .from(headcounts)
    .where(and(eq(headcounts.classId, classId), within(headcounts.rev, span)))
    .orderBy(asc(headcounts.rev))
    .limit(span.limit);
  const names = await readNames(deps, {
    users: [...roster, ...attended, ...scanned].map((row) => row.studentId),
    sessions: [...attended, ...scanned, ...counts].flatMap((row) => row.sessionId ?? []),
  });
  return [
    ...roster.flatMap((row) => enrolmentRow(deps, names, row)),
    ...attended.flatMap((row) => attendanceRow(deps, names, row)),
    ...scanned.flatMap((row) => scanRow(deps, names, row, true)),
    ...counts.flatMap((row) => headcountRow(deps, names, row)),
  ];
}

/** The UUIDs and names behind integer keys. */
interface Names {
  readonly user: (id: number) => UserRow | undefined;
  readonly sessionUuid: (id: number) => string | undefined;
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

function personOf({ givenName, familyName, studentNo }: UserRow): Person {
  return { givenName, familyName, studentNo };
}

async function classRow({ database, catalogue }: ReadDeps, found: ClassRecord): Promise<RowOf<'class'>> {
  const members = catalogue.staffOf(found.id).filter((record) => record.until === null);
  const among = sql`${users.id} in (select value from json_each(${JSON.stringify(members.map((record) => record.userId))}))`;
  const people = await database.orm.select().from(users).where(among);
  const own = catalogue.serverKid();
  const { uuid, course, title, section, term, room, timeZone, policy, timetable, rev } = found;
  return {
    type: 'class',
    rev,
    id: asClassId(uuid),
    course,
    title,
    section,
    term,
    room,
    timeZone,
    policy,
    timetable: [...timetable],
    staff: members.flatMap((record, index) => {
      const person = people.find((row) => row.id === record.userId);
      if (!person) return [];
      const kids = catalogue
        .kidsOf(record.userId)
        .filter((kid) => kid.revokedAt === null)
        .map(({ kid }) => kid);
      const { givenName, familyName } = person;
      // Sessions shown by the server are the first professor's, as far as a phone can tell.
      const all = index === 0 && own ? [...kids, own.kid] : kids;
      return [{ userId: asUserId(person.uuid), givenName, familyName, role: record.role, kids: all }];
    }),
  };
}

function sessionRow(found: ClassRecord, row: typeof sessions.$inferSelect): RowOf<'session'> {
  return {
    type: 'session',
    rev: row.rev,
    id: asSessionId(row.uuid),
    classId: asClassId(found.uuid),
    status: row.status,
    startsAt: row.startsAt,
    endsAt: row.plannedEndsAt,
    openedAt: row.openedAt,
    closedAt: row.closedAt,
    room: row.room,
    title: row.title,
    policy: row.policy,
    lifecycle: row.lifecycle && { stamp: row.lifecycle.stamp, factId: asFactId(row.lifecycle.factId) },
  };
}

function enrolmentRow(
  { catalogue }: ReadDeps,
  names: Names,
  row: typeof enrolments.$inferSelect,
): RowOf<'enrolment'>[] {
  const ofClass = catalogue.classById(row.classId);
  const student = names.user(row.studentId);
  if (!ofClass || !student) return [];
  return [
    {
      type: 'enrolment',
      rev: row.rev,
      classId: asClassId(ofClass.uuid),
      studentId: asUserId(student.uuid),
      from: row.from,
      until: row.until,
      addedAt: row.addedAt,
      person: personOf(student),
    },
  ];
}

function attendanceRow(
  { catalogue }: ReadDeps,
  names: Names,
  row: typeof attendance.$inferSelect,
): RowOf<'attendance'>[] {
  const ofClass = catalogue.classById(row.classId);
  const sessionUuid = names.sessionUuid(row.sessionId);
  const student = names.user(row.studentId);
  if (!ofClass || !student || sessionUuid === undefined) return [];
  const {
    rev,
    status,
    source,
    at,
    minutesLate,
    trust,
    needsReview,
    excused,
    onRoster,
    mark,
    scanTokenTime,
    scanTrust,
  } = row;
  return [
    {
      type: 'attendance',
      rev,
      sessionId: asSessionId(sessionUuid),
      classId: asClassId(ofClass.uuid),
      studentId: asUserId(student.uuid),
      status,
      source,
      at,
      minutesLate,
      trust,
      needsReview,
      mark: mark && { status: mark.status, stamp: mark.stamp, factId: asFactId(mark.factId) },
      scan:
        scanTokenTime === null || scanTrust === null ? null : { tokenTime: scanTokenTime, trust: scanTrust },
      excused,
      onRoster,
    },
  ];
}

function scanRow(
  { catalogue }: ReadDeps,
  names: Names,
  row: typeof scans.$inferSelect,
  named: boolean,
): RowOf<'scan'>[] {
  const student = names.user(row.studentId);
  if (!student) return [];
  const sessionUuid = row.sessionId === null ? undefined : names.sessionUuid(row.sessionId);
  const ofClass = row.classId === null ? undefined : catalogue.classById(row.classId);
  const { rev, outcome, reason, trust, tokenTime, notBefore, notAfter, scannedAt, receivedAt, how } = row;
  return [
    {
      type: 'scan',
      rev,
      id: asFactId(row.uuid),
      sessionId: sessionUuid === undefined ? null : asSessionId(sessionUuid),
      classId: ofClass ? asClassId(ofClass.uuid) : null,
      studentId: asUserId(student.uuid),
      outcome,
      reason,
      trust,
      tokenTime,
      notBefore,
      notAfter,
      scannedAt,
      receivedAt,
      how,
      student: named ? personOf(student) : null,
    },
  ];
}

function headcountRow(
  { catalogue }: ReadDeps,
  names: Names,
  row: typeof headcounts.$inferSelect,
): RowOf<'headcount'>[] {
  const ofClass = catalogue.classById(row.classId);
  const sessionUuid = names.sessionUuid(row.sessionId);
  if (!ofClass || sessionUuid === undefined) return [];
  return [
    {
      type: 'headcount',
      rev: row.rev,
      sessionId: asSessionId(sessionUuid),
      classId: asClassId(ofClass.uuid),
      count: row.count,
      stamp: row.made.stamp,
    },
  ];
}

function notificationRow(
  { catalogue }: ReadDeps,
  names: Names,
  row: typeof notifications.$inferSelect,
): RowOf<'notification'>[] {
  const ofClass = catalogue.classById(row.classId);
  const student = names.user(row.studentId);
  const sessionUuid = names.sessionUuid(row.sessionId);
  if (!ofClass || !student || sessionUuid === undefined) return [];
  const { rev, uuid, kind, at, before, after, readAt } = row;
  return [
    {
      type: 'notification',
      rev,
      id: uuid,
      kind,
      at,
      classId: asClassId(ofClass.uuid),
      sessionId: asSessionId(sessionUuid),
      studentId: asUserId(student.uuid),
      studentName: `${student.givenName} ${student.familyName}`.trim(),
      before,
      after,
      readAt,
    },
  ];
}
