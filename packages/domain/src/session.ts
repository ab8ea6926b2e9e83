/**
 * What state is a session in? The newest lifecycle fact alone decides (SPEC.md, SES1, SES5, SES6):
 * ```
 * scheduled ──opened──▶ active ──completed──▶ completed
 *     │                 ▲    │                    │
 *     │              reopened└──────cancelled─────┤
 *     │                 │                         ▼
 *     └────────────cancelled────────────────▶ cancelled
 * ```
 */
import { assertNever } from './assert.ts';
import type { SessionState, SessionStatus } from './attendance-types.ts';
import type { FactFor, ReceivedFact, Stamp } from './facts.ts';
import type { ClassId, FactId, UserId } from './ids.ts';
import { byReceipt } from './receipt-order.ts';
import { clampStamp, compareStamped, newer } from './stamp.ts';
import { correctClaim } from './time.ts';

/** How long before its scheduled time a session may be opened (SES2). */
export const OPEN_EARLY_MS = 15 * 60_000;

export type OpenedFact = FactFor<'session.opened'>;
export type LifecycleFact =
  OpenedFact | FactFor<'session.completed'> | FactFor<'session.reopened'> | FactFor<'session.cancelled'>;

interface Stated {
  readonly received: ReceivedFact<LifecycleFact>;
  readonly stamp: Stamp;
  readonly factId: FactId;
  readonly author: UserId;
}

/**
 * The session that these facts make, in any order and with any repetition (FACT1).
 * @param base the session of the timetable, or null for one started ad hoc. A device may pass what the server folded
 * already and its own unsent facts: an opened base keeps its startsAt and policy, and its newest fact takes part.
 * @param facts lifecycle facts of this session whose authors were entitled to state them (SES4)
 * @returns null while nothing says which class it belongs to: its facts wait (FACT5)
 */
export function foldSession(
  base: SessionState | null,
  facts: readonly ReceivedFact<LifecycleFact>[],
): SessionState | null {
  const classId = bindingClass(base, facts);
  if (classId === null) return null;
  const ordered = facts
    .filter(({ fact }) => !isSessionConflict(fact, classId))
    .map(withStamp)
    .toSorted(compareStamped);
  const openings = ordered.map(({ received }) => received).filter(isOpening);
  const [first] = openings;
  const start =
    first === undefined || (base !== null && base.openedAt !== null) ? base : openedState(base, first.fact);
  if (start === null) return null;
  const openedAt = earliest([base?.openedAt ?? null, ...openings.map(correctedLifecycleTime)]);
  const last = ordered.at(-1);
  if (last === undefined) return base;
  if (base !== null && base.lifecycle !== null && newer(base.lifecycle, last)) {
    const { status, closedAt, lifecycle, cancelReason } = base;
    return { ...start, openedAt, status, closedAt, lifecycle, cancelReason };
  }
  const status = statusAfter(last.received.fact);
  return {
    ...start,
    status,
    openedAt,
    closedAt: status === 'active' ? null : correctedLifecycleTime(last.received),
    lifecycle: { stamp: last.stamp, factId: last.factId },
    cancelReason: reasonOf(last.received.fact),
  };
}

/**
 * The class that a session id belongs to (SES6): the timetable's, else that of the opening received first
 * (received in the same millisecond: the smaller id, then author). null without either.
 */
export function bindingClass(
  base: Pick<SessionState, 'classId'> | null,
  facts: readonly ReceivedFact<LifecycleFact>[],
): ClassId | null {
  if (base !== null) return base.classId;
  const [first] = facts.filter(isOpening).toSorted(byReceipt);
  return first?.fact.body.classId ?? null;
}

/** Whether the fact opens the session for another class than the one it is bound to: `session_conflict` (SES6). */
export function isSessionConflict(fact: LifecycleFact, classId: ClassId): boolean {
  return fact.kind === 'session.opened' && fact.body.classId !== classId;
}

/** Whether a session may be opened at `nowMs` (SES2); a screen asks this, facts are not refused by it. */
export function mayOpen(startsAt: number, nowMs: number): boolean {
  return nowMs >= startsAt - OPEN_EARLY_MS;
}

/**
 * When a lifecycle fact happened, in server time (TIME4): the device's clock plus the offset it states, never
 * later than its receipt. A cancellation states no offset and is corrected like any claim (TIME3).
 */
export function correctedLifecycleTime({ fact, sentAt, receivedAt }: ReceivedFact<LifecycleFact>): number {
  switch (fact.kind) {
    case 'session.opened':
      return Math.min(receivedAt, fact.madeAt + fact.body.clockOffsetMs);
    case 'session.completed':
    case 'session.reopened':
      return Math.min(receivedAt, fact.body.at + fact.body.clockOffsetMs);
    case 'session.cancelled':
      return correctClaim({ claimedAt: fact.body.at, sentAt, receivedAt });
    default:
      return assertNever(fact);
  }
}

function openedState(base: SessionState | null, { body }: OpenedFact): SessionState {
  return {
    id: body.sessionId,
    classId: body.classId,
    status: 'active',
    startsAt: body.startsAt,
    openedAt: null,
    closedAt: null,
    policy: body.policy,
    room: body.room ?? base?.room ?? null,
    title: body.title ?? base?.title ?? null,
    lifecycle: null,
  };
}

function earliest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function reasonOf(fact: LifecycleFact): string | undefined {
  return fact.kind === 'session.cancelled' && fact.body.reason !== '' ? fact.body.reason : undefined;
}

function statusAfter(fact: LifecycleFact): SessionStatus {
  switch (fact.kind) {
    case 'session.opened':
    case 'session.reopened':
      return 'active';
    case 'session.completed':
      return 'completed';
    case 'session.cancelled':
      return 'cancelled';
    default:
      return assertNever(fact);
  }
}

function withStamp(received: ReceivedFact<LifecycleFact>): Stated {
  const { fact, author, receivedAt } = received;
  return { received, stamp: clampStamp(fact.hlc, receivedAt), factId: fact.id, author };
}

function isOpening(received: ReceivedFact<LifecycleFact>): received is ReceivedFact<OpenedFact> {
  return received.fact.kind === 'session.opened';
}
