/** A session begins on this device, with or without a network: `session.opened` (SES2, SES6). */
import { fail, mayOpen, ok, uuidv7, type Policy, type Result, type SessionId } from '@hazri/domain';
import type { Device } from '../../device/device.ts';
import type { ClassRow } from '../live/records.ts';

export type StartFault = 'no_key' | 'not_saved';

/** A session of the timetable; ad hoc ones have none. */
export interface Planned {
  readonly id: SessionId;
  readonly startsAt: number;
  readonly policy: Policy;
  readonly room: string | null;
}

const SESSION_RANDOM_BYTES = 10;

/**
 * Lateness is counted from the planned time; from now when the session starts later than planned (nobody is late
 * because the professor was) or was moved forward by more than the early opening allows.
 */
export function startsAt(planned: Pick<Planned, 'startsAt'> | null, nowMs: number): number {
  if (planned === null || !mayOpen(planned.startsAt, nowMs)) return Math.round(nowMs);
  return Math.round(Math.max(planned.startsAt, nowMs));
}

export async function startSession(
  device: Device,
  classRow: ClassRow,
  planned: Planned | null,
): Promise<Result<SessionId, StartFault>> {
  const issuer = await device.issuer();
  if (issuer === null) return fail('no_key');
  const sessionId = planned?.id ?? newSessionId(device.clock.deviceNow());
  const { kept } = await device.state('session.opened', {
    sessionId,
    classId: classRow.id,
    startsAt: startsAt(planned, device.clock.now()),
    kid: issuer.kid,
    room: planned?.room ?? classRow.room,
    clockOffsetMs: device.clock.offsetMs(),
    policy: planned?.policy ?? classRow.policy,
  });
  return kept === 'disk' ? ok(sessionId) : fail('not_saved');
}

function newSessionId(nowMs: number): SessionId {
  return uuidv7<'session'>(nowMs, crypto.getRandomValues(new Uint8Array(SESSION_RANDOM_BYTES)));
}
