/** What staff do to a session and its people: each is one fact, durable before it counts as done. */
import type { FactId, MarkStatus, SessionId, ClassId, UserId } from '@hazri/domain';
import type { Device } from '../../device/device.ts';

function moved(device: Device, sessionId: SessionId) {
  return { sessionId, at: device.clock.deviceNow(), clockOffsetMs: device.clock.offsetMs() };
}

export async function completeSession(device: Device, sessionId: SessionId): Promise<void> {
  await device.state('session.completed', moved(device, sessionId));
}

export async function reopenSession(device: Device, sessionId: SessionId): Promise<void> {
  await device.state('session.reopened', moved(device, sessionId));
}

/** @param reason kept in the record; '' for none */
export async function cancelSession(device: Device, sessionId: SessionId, reason: string): Promise<void> {
  await device.state('session.cancelled', { sessionId, at: device.clock.deviceNow(), reason });
}

/** @param status null clears an earlier mark */
export async function markStudent(
  device: Device,
  sessionId: SessionId,
  studentId: UserId,
  status: MarkStatus | null,
  reason: string,
): Promise<void> {
  const body = { sessionId, studentId, status };
  await device.state('mark', reason === '' ? body : { ...body, reason });
}

export async function reviewScan(
  device: Device,
  { scanId, studentId }: { readonly scanId: FactId; readonly studentId: UserId },
  decision: 'accept' | 'reject',
): Promise<void> {
  await device.state('review', { scanId, studentId, decision });
}

/** A walk-in joins the class from the session's start, so that the scan counts (SES3). */
export async function addToClass(
  device: Device,
  classId: ClassId,
  studentId: UserId,
  fromMs: number,
): Promise<void> {
  await device.state('enrolment.added', { classId, studentId, from: Math.round(fromMs) });
}
