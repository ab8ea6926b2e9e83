/** Rows of the database as they travel: integer keys become UUIDs, staff rows carry the names they need (SYNC5). */
import type { Person, Row, RowOf } from '@hazri/sync-protocol';
import { accountOf, asUserId } from '../auth/accounts.ts';
import type { Catalogue, ClassRecord, StaffRecord } from '../catalogue/catalogue.ts';
import type {
  attendance,
  enrolments,
  headcounts,
  notifications,
  requests,
  scans,
  sessions,
  users,
} from '../db/schema.ts';
import { asClassId, asFactId, asSessionId } from './session-state.ts';

export type WireRow = Row;
type UserRow = typeof users.$inferSelect;

/** The UUIDs and names behind integer keys. */
export interface Names {
  readonly user: (id: number) => UserRow | undefined;
  readonly sessionUuid: (id: number) => string | undefined;
}

/** What classes are called is in memory. */
interface Known {
  readonly catalogue: Catalogue;
}

function personOf({ givenName, familyName, studentNo }: UserRow): Person {
  return { givenName, familyName, studentNo };
}

/** Devices forget the rows of a walk-in whose account is known by now: the account has them. */
function mergedAway({ state }: UserRow): { readonly deleted?: true } {
  return state === 'merged' ? { deleted: true } : {};
}

export function profileRow(row: UserRow): RowOf<'user'> {
  return { type: 'user', rev: row.rev, ...accountOf(row) };
}

/**
 * No join code: the row is held by every member, and a code is given out by staff alone.
 * @param people those whose keys are among the members'
 * @param lowPercent the institution's line
 */
export function classRow(
  { catalogue }: Known,
  found: ClassRecord,
  people: readonly UserRow[],
  lowPercent: number,
): RowOf<'class'> {
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
    staff: staffNow(catalogue, found.id).flatMap((record, index) => {
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
    archivedAt: found.archivedAt,
    lowPercent: found.lowPercent ?? lowPercent,
  };
}

export function staffNow(catalogue: Catalogue, classId: number): readonly StaffRecord[] {
  return catalogue.staffOf(classId).filter((record) => record.until === null);
}

export function sessionRow(found: ClassRecord, row: typeof sessions.$inferSelect): RowOf<'session'> {
  return {
    type: 'session',
    rev: row.rev,
    ...(row.removedAt === null ? {} : { deleted: true }),
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
    ...(row.plan === 'single' ? { single: true } : {}),
    ...(row.cancelReason === null ? {} : { cancelReason: row.cancelReason }),
  };
}

export function enrolmentRow(
  { catalogue }: Known,
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
      ...mergedAway(student),
      classId: asClassId(ofClass.uuid),
      studentId: asUserId(student.uuid),
      from: row.from,
      until: row.until,
      addedAt: row.addedAt,
      person: personOf(student),
    },
  ];
}

export function attendanceRow(
  { catalogue }: Known,
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
      ...mergedAway(student),
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

/** What travels of a scan. */
export const SCAN_ON_WIRE = [
  'uuid',
  'studentId',
  'sessionId',
  'classId',
  'outcome',
  'reason',
  'trust',
  'tokenTime',
  'notBefore',
  'notAfter',
  'scannedAt',
  'receivedAt',
  'how',
  'rev',
] as const satisfies readonly (keyof typeof scans.$inferSelect)[];

export function scanRow(
  { catalogue }: Known,
  names: Names,
  row: Pick<typeof scans.$inferSelect, (typeof SCAN_ON_WIRE)[number]>,
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

/** @param named with the student's name, for staff */
export function requestRow(
  { catalogue }: Known,
  names: Names,
  row: typeof requests.$inferSelect,
  named: boolean,
): RowOf<'request'>[] {
  const ofClass = catalogue.classById(row.classId);
  const student = names.user(row.studentId);
  const sessionUuid = row.sessionId === null ? undefined : names.sessionUuid(row.sessionId);
  if (!ofClass || !student) return [];
  const { rev, uuid, kind, from, until, reason, receivedAt, decision, note, decided } = row;
  return [
    {
      type: 'request',
      rev,
      id: asFactId(uuid),
      kind,
      classId: asClassId(ofClass.uuid),
      studentId: asUserId(student.uuid),
      sessionId: sessionUuid === undefined ? null : asSessionId(sessionUuid),
      from,
      until,
      reason,
      receivedAt,
      decision,
      note,
      stamp: decided && decided.stamp,
      student: named ? personOf(student) : null,
    },
  ];
}

export function headcountRow(
  { catalogue }: Known,
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

export function notificationRow(
  { catalogue }: Known,
  names: Names,
  row: typeof notifications.$inferSelect,
): RowOf<'notification'>[] {
  const ofClass = row.classId === null ? null : catalogue.classById(row.classId);
  const student = row.studentId === null ? null : names.user(row.studentId);
  const sessionUuid = row.sessionId === null ? null : names.sessionUuid(row.sessionId);
  if (ofClass === undefined || student === undefined || sessionUuid === undefined) return [];
  const { rev, uuid, kind, at, before, after, percent, readAt } = row;
  return [
    {
      type: 'notification',
      rev,
      ...(row.removedAt === null ? {} : { deleted: true }),
      id: uuid,
      kind,
      at,
      classId: ofClass && asClassId(ofClass.uuid),
      sessionId: sessionUuid === null ? null : asSessionId(sessionUuid),
      studentId: student && asUserId(student.uuid),
      studentName: student && `${student.givenName} ${student.familyName}`.trim(),
      before,
      after,
      percent,
      readAt,
    },
  ];
}
