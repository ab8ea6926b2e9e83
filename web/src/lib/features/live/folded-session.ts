/** What a session is now: its confirmed row with this device's unsent facts folded over it (DEV3). */
import {
  foldSession,
  type DeviceId,
  type Fact,
  type LifecycleFact,
  type ReceivedFact,
  type SessionId,
  type SessionState,
  type UserId,
} from '@hazri/domain';
import type { SessionRow } from './records.ts';

export interface Author {
  readonly userId: UserId;
  /** Server-anchored time, standing in for the receipt that is still to come. */
  readonly nowMs: number;
}

function isLifecycle(fact: Fact): fact is LifecycleFact {
  return fact.kind.startsWith('session.');
}

/** The session, or null when neither the replica nor the outbox knows it. */
export function foldedSession(
  sessionId: SessionId,
  row: SessionRow | null,
  pending: readonly Fact[],
  author: Author,
): SessionState | null {
  const facts = pending
    .filter(isLifecycle)
    .filter((fact) => fact.body.sessionId === sessionId)
    .map((fact) => asReceived(fact, author));
  return foldSession(row, facts);
}

/** Every session of `rows` and those that only the outbox knows yet. */
export function foldedSessions(
  rows: readonly SessionRow[],
  pending: readonly Fact[],
  author: Author,
): readonly SessionState[] {
  const rowsById = new Map(rows.map((row) => [row.id, row]));
  const opened = pending.filter((fact) => fact.kind === 'session.opened').map((fact) => fact.body.sessionId);
  const ids = new Set<SessionId>([...rowsById.keys(), ...opened]);
  return [...ids].flatMap((id) => foldedSession(id, rowsById.get(id) ?? null, pending, author) ?? []);
}

function asReceived(fact: LifecycleFact, { userId, nowMs }: Author): ReceivedFact<LifecycleFact> {
  const device: DeviceId | null = null;
  return { fact, author: userId, device, receivedAt: Math.max(nowMs, fact.madeAt), sentAt: fact.madeAt };
}
