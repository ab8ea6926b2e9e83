/** Many students get one status at once, and what undoes it. */
import type { MarkStatus, SessionId } from '@hazri/domain';
import type { Device } from '../../device/device.ts';
import type { LiveEntry } from './attendance-view.ts';
import { markStudent } from './session-actions.ts';

/** A fact each, one after the other: each is durable before the next. @param status null clears earlier marks */
export async function markMany(
  device: Device,
  sessionId: SessionId,
  entries: readonly LiveEntry[],
  status: MarkStatus | null,
  reason: string,
): Promise<void> {
  for (const { studentId } of entries) await markStudent(device, sessionId, studentId, status, reason);
}

/** Back to what was: the mark that stood before, or none, so that the scan counts again. */
export async function unmarkMany(
  device: Device,
  sessionId: SessionId,
  entries: readonly LiveEntry[],
  reason: string,
): Promise<void> {
  for (const entry of entries)
    await markStudent(device, sessionId, entry.studentId, markBefore(entry), reason);
}

/** The mark that an entry rests on; null where nobody has set one. */
export function markBefore({
  attendance: { source, status },
}: Pick<LiveEntry, 'attendance'>): MarkStatus | null {
  if (source !== 'mark') return null;
  return status === 'present' || status === 'late' || status === 'absent' || status === 'excused'
    ? status
    : null;
}
