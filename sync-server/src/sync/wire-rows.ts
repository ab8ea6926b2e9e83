/** Rows of the database as they travel: integer keys become UUIDs, staff rows carry the names they need (SYNC5). */
import type { Person, Row, RowOf } from '@hazri/sync-protocol';
import { accountOf, asUserId } from '../auth/accounts.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type {
  AttendanceRow,
  EnrolmentRow,
  HeadcountRow,
  NotificationRow,
  RequestRow,
  ScanRow,
  UserRow,
} from './rows.ts';
import { asClassId, asFactId, asSessionId } from './session-state.ts';

export type WireRow = Row;

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

export function enrolmentRow({ catalogue }: Known, names: Names, row: EnrolmentRow): RowOf<'enrolment'>[] {
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

export function attendanceRow({ catalogue }: Known, names: Names, row: AttendanceRow): RowOf<'attendance'>[] {
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
] as const satisfies readonly (keyof ScanRow)[];

export function scanRow(
  { catalogue }: Known,
  names: Names,
  row: Pick<ScanRow, (typeof SCAN_ON_WIRE)[number]>,
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
  row: RequestRow,
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

export function headcountRow({ catalogue }: Known, names: Names, row: HeadcountRow): RowOf<'headcount'>[] {
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
  row: NotificationRow,
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
