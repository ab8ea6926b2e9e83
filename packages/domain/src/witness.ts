/** Does a witness count? (SPEC.md, SCAN13) */
import type { SessionState } from './attendance-types.ts';
import type { FactFor, ReceivedFact } from './facts.ts';
import { correctClaim } from './time.ts';

/** A witness counts until this long after the session closed. */
export const WITNESS_AFTER_CLOSE_MS = 15 * 60_000;

/** Whether staff confirmed the receipt between the session's opening and its closing + 15 min, in server time. */
export function witnessCounts(
  session: Pick<SessionState, 'openedAt' | 'closedAt'>,
  { fact, sentAt, receivedAt }: ReceivedFact<FactFor<'witness'>>,
): boolean {
  if (session.openedAt === null) return false;
  const at = correctClaim({ claimedAt: fact.madeAt, sentAt, receivedAt });
  return (
    at >= session.openedAt && (session.closedAt === null || at <= session.closedAt + WITNESS_AFTER_CLOSE_MS)
  );
}
