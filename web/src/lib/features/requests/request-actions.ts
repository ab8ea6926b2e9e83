/** What students ask and staff decide: each is one fact, durable before it counts as done. */
import { uuidv7, type ClassId, type FactId, type SessionId } from '@hazri/domain';
import type { Device } from '../../device/device.ts';
import { browserRandom } from '../../platform/random.ts';
import type { Request } from './requests-view.ts';

const UUID_RANDOM_BYTES = 10;

function newId(device: Device): FactId {
  return uuidv7<'fact'>(device.clock.deviceNow(), browserRandom.bytes(UUID_RANDOM_BYTES));
}

export async function askToBeExcused(
  device: Device,
  classId: ClassId,
  span: { readonly from: number; readonly until: number },
  reason: string,
): Promise<void> {
  await device.state('excuse', { excuseId: newId(device), classId, ...span, reason });
}

export async function appeal(device: Device, sessionId: SessionId, reason: string): Promise<void> {
  await device.state('appeal', { appealId: newId(device), sessionId, reason });
}

/** Approving an appeal changes no attendance by itself: `present` marks the student as well. */
export async function decideRequest(
  device: Device,
  { id, kind, studentId, sessionId }: Request,
  decision: 'approve' | 'decline',
  note: string,
): Promise<void> {
  const body = { studentId, decision, ...(note === '' ? {} : { note }) };
  if (kind === 'excuse') {
    await device.state('excuse.decided', { excuseId: id, ...body });
    return;
  }
  if (decision === 'approve' && sessionId !== null) {
    const reason = note === '' ? {} : { reason: note };
    await device.state('mark', { sessionId, studentId, status: 'present', ...reason });
  }
  await device.state('appeal.decided', { appealId: id, ...body });
}
