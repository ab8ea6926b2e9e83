/** Rows as they are before anything is known. */
import type { SessionRow } from '../rows.ts';
import type { WorkingSet } from '../working-set.ts';
import { NO_REV } from '../rows.ts';

/** Nobody has said anything about the student in this session yet. */
export function emptyAttendance(
  session: SessionRow,
  studentId: number,
): ReturnType<WorkingSet['attendance']['all']>[number] {
  return {
    sessionId: session.id,
    studentId,
    classId: session.classId,
    status: 'expected',
    source: 'none',
    at: null,
    minutesLate: 0,
    trust: null,
    needsReview: false,
    mark: null,
    scanTokenTime: null,
    scanTrust: null,
    excused: false,
    onRoster: false,
    rev: NO_REV,
  };
}

export function emptyScan(
  id: number,
  uuid: string,
  studentId: number,
): ReturnType<WorkingSet['scans']['all']>[number] {
  return {
    id,
    uuid,
    studentId,
    deviceId: null,
    installation: null,
    how: 'camera',
    tokens: [],
    shortCode: null,
    typedClassId: null,
    ref: null,
    sessionId: null,
    classId: null,
    scannedAt: 0,
    sentAt: 0,
    receivedAt: 0,
    clockJumped: false,
    jumpBeforeMs: null,
    jumpAfterMs: null,
    contactAfter: false,
    ownReceipt: false,
    hasWitness: false,
    review: null,
    reviewStamp: null,
    outcome: 'waiting',
    reason: 'pending_session',
    trust: null,
    tokenTime: null,
    notBefore: null,
    notAfter: 0,
    rev: NO_REV,
  };
}
