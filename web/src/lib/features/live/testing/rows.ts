/** Rows and states for tests, complete and plausible; a test names only what it is about. */
import {
  DEFAULT_POLICY,
  uuidv7,
  type ClassId,
  type FactId,
  type SessionId,
  type SessionState,
  type UserId,
} from '@hazri/domain';
import type { AttendanceRow, ClassRow, EnrolmentRow, ScanRow, SessionRow } from '../records.ts';

export const NOW = Date.parse('2026-11-22T04:30:00Z');

let made = 0;
/** A new id of any kind, the same sequence in every run. */
export function testId<Name extends string>() {
  made += 1;
  return uuidv7<Name>(NOW, Uint8Array.of(0, 0, 0, 0, 0, 0, 0, made >> 8, made & 255, 0));
}

export const CLASS_ID: ClassId = testId<'class'>();
export const STUDENT_ID: UserId = testId<'user'>();
export const KID = 7;

export function classRow(over: Partial<ClassRow> = {}): ClassRow {
  return {
    type: 'class',
    rev: 1,
    id: CLASS_ID,
    course: 'CS301',
    title: 'Operating Systems',
    section: 'A',
    term: '2026',
    room: 'B-204',
    timeZone: 'Asia/Kolkata',
    policy: DEFAULT_POLICY,
    timetable: [],
    staff: [
      { userId: testId<'user'>(), givenName: 'Asha', familyName: 'Rao', role: 'professor', kids: [KID] },
    ],
    ...over,
  };
}

export function sessionState(over: Partial<SessionState> = {}): SessionState {
  return {
    id: testId<'session'>(),
    classId: CLASS_ID,
    status: 'scheduled',
    startsAt: NOW,
    openedAt: null,
    closedAt: null,
    policy: DEFAULT_POLICY,
    room: 'B-204',
    title: null,
    lifecycle: null,
    ...over,
  };
}

export function sessionRow(over: Partial<SessionState> = {}): SessionRow {
  return { type: 'session', rev: 1, endsAt: null, ...sessionState(over) };
}

export function enrolmentRow(
  studentId: UserId,
  givenName: string,
  over: Partial<EnrolmentRow> = {},
): EnrolmentRow {
  return {
    type: 'enrolment',
    rev: 1,
    classId: CLASS_ID,
    studentId,
    from: NOW - 86_400_000,
    until: null,
    addedAt: NOW - 86_400_000,
    person: { givenName, familyName: 'Kumar', studentNo: '21CS001' },
    ...over,
  };
}

export function attendanceRow(sessionId: SessionId, over: Partial<AttendanceRow> = {}): AttendanceRow {
  return {
    type: 'attendance',
    rev: 1,
    sessionId,
    classId: CLASS_ID,
    studentId: STUDENT_ID,
    status: 'expected',
    source: 'none',
    at: null,
    minutesLate: 0,
    trust: null,
    needsReview: false,
    mark: null,
    scan: null,
    excused: false,
    onRoster: true,
    ...over,
  };
}

export function scanRow(over: Partial<ScanRow> = {}): ScanRow {
  return {
    type: 'scan',
    rev: 1,
    id: testId<'fact'>(),
    sessionId: null,
    classId: CLASS_ID,
    studentId: STUDENT_ID,
    outcome: 'accepted',
    reason: null,
    trust: 'live',
    tokenTime: NOW,
    notBefore: NOW,
    notAfter: NOW,
    scannedAt: NOW,
    receivedAt: NOW,
    how: 'camera',
    student: null,
    ...over,
  };
}

export function factId(): FactId {
  return testId<'fact'>();
}
