/** One valid message of every kind: tests change one thing and see it refused. */
import type { FactKind } from '@hazri/domain';
import { DEFAULT_POLICY } from '@hazri/domain';
import type { RowType } from '../rows/row.ts';

export const ID = '01a2008c-fed0-7501-b48f-f3e04b55e9dd';
export const OTHER_ID = '01a2008d-7400-784b-b2c0-49438eadcbd7';
export const NOW = Date.UTC(2026, 10, 22, 9);

const person = { givenName: 'Asha', familyName: 'Rao', studentNo: '21A91A0501' };

export const BODIES: { readonly [Kind in FactKind]: Readonly<Record<string, unknown>> } = {
  'session.opened': {
    sessionId: ID,
    classId: OTHER_ID,
    startsAt: NOW,
    kid: 0xffff_ffff,
    room: 'B 12',
    title: 'Signals',
    clockOffsetMs: -12.5,
    policy: DEFAULT_POLICY,
  },
  'session.completed': { sessionId: ID, at: NOW, clockOffsetMs: 0 },
  'session.reopened': { sessionId: ID, at: NOW, clockOffsetMs: 0 },
  'session.cancelled': { sessionId: ID, at: NOW, reason: 'ill' },
  'codes.shown': { sessionId: ID, kid: 7, clockOffsetMs: 3, steps: [[NOW / 1000, '0a0b0c0d']] },
  scan: { tokens: [{ text: 'AEAA', gapMs: 0 }], scannedAt: NOW, how: 'camera' },
  mark: { sessionId: ID, studentId: OTHER_ID, status: 'present', reason: 'saw her' },
  witness: { receipt: 'AEAA' },
  review: { scanId: ID, studentId: OTHER_ID, decision: 'accept', reason: 'saw her' },
  headcount: { sessionId: ID, count: 57 },
  'enrolment.added': { classId: ID, from: NOW, studentId: OTHER_ID },
  'enrolment.ended': { classId: ID, studentId: OTHER_ID, until: NOW },
  excuse: { excuseId: ID, classId: OTHER_ID, from: NOW, until: NOW, reason: 'wedding' },
  appeal: { appealId: ID, sessionId: OTHER_ID, reason: 'I was there' },
  'excuse.decided': { excuseId: ID, studentId: OTHER_ID, decision: 'approve', note: 'fine' },
  'appeal.decided': { appealId: ID, studentId: OTHER_ID, decision: 'decline' },
};

export const TYPED_SCAN = { classId: ID, shortCode: '01234567', scannedAt: NOW, how: 'typed' };
export const WALK_IN = { classId: ID, from: NOW, person: { personId: OTHER_ID, ...person } };

/** A whole fact as JSON carries it. */
export function wireFact(kind: string, body: unknown, changes: Readonly<Record<string, unknown>> = {}) {
  return { id: ID, kind, v: 1, madeAt: NOW, hlc: [NOW, 0], body, ...changes };
}

export const ROWS: { readonly [Type in RowType]: Readonly<Record<string, unknown>> } = {
  user: { type: 'user', rev: 1, id: ID, email: 'student@acem.ac.in', role: 'student', ...person },
  class: {
    type: 'class',
    rev: 2,
    id: ID,
    course: 'EC301',
    title: 'Signals',
    section: 'A',
    term: '2026-2',
    room: 'B 12',
    timeZone: 'Asia/Kolkata',
    policy: DEFAULT_POLICY,
    timetable: [{ weekday: 1, startMinute: 540, durationMinutes: 50 }],
    staff: [{ userId: ID, givenName: 'P', familyName: 'R', role: 'professor', kids: [7] }],
  },
  session: {
    type: 'session',
    rev: 3,
    id: ID,
    classId: OTHER_ID,
    status: 'active',
    startsAt: NOW,
    endsAt: null,
    openedAt: NOW + 0.5,
    closedAt: null,
    room: null,
    title: null,
    policy: DEFAULT_POLICY,
    lifecycle: { stamp: [NOW, 0], factId: ID },
  },
  enrolment: {
    type: 'enrolment',
    rev: 4,
    classId: ID,
    studentId: OTHER_ID,
    from: NOW,
    until: null,
    addedAt: NOW,
    person,
  },
  attendance: {
    type: 'attendance',
    rev: 5,
    sessionId: ID,
    classId: ID,
    studentId: OTHER_ID,
    status: 'late',
    source: 'scan',
    at: NOW,
    minutesLate: 7,
    trust: 'live',
    needsReview: false,
    mark: { status: null, stamp: [NOW, 1], factId: ID },
    scan: { tokenTime: NOW, trust: 'live' },
    excused: false,
    onRoster: true,
  },
  scan: {
    type: 'scan',
    rev: 6,
    id: ID,
    sessionId: null,
    classId: null,
    studentId: OTHER_ID,
    outcome: 'waiting',
    reason: 'pending_session',
    trust: null,
    tokenTime: null,
    notBefore: null,
    notAfter: NOW,
    scannedAt: NOW,
    receivedAt: NOW,
    how: 'camera',
    student: person,
  },
  headcount: { type: 'headcount', rev: 7, sessionId: ID, classId: OTHER_ID, count: 57, stamp: [NOW, 0] },
  request: {
    type: 'request',
    rev: 9,
    id: ID,
    kind: 'excuse',
    classId: ID,
    studentId: OTHER_ID,
    sessionId: null,
    from: NOW,
    until: NOW,
    reason: 'wedding',
    receivedAt: NOW,
    decision: null,
    note: null,
    stamp: null,
    student: person,
  },
  notification: {
    type: 'notification',
    rev: 8,
    id: ID,
    kind: 'attendance_changed',
    at: NOW,
    classId: ID,
    sessionId: ID,
    studentId: OTHER_ID,
    studentName: 'Asha Rao',
    before: 'absent',
    after: 'late',
    percent: null,
    readAt: null,
  },
};
