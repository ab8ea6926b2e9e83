/** What witnesses tell of scans (SCAN13): which of them count, and what a scan is that is known from them alone. */
import type { FactFor, ReceivedFact, ScanEvidence, SessionState } from '@hazri/domain';
import { byReceipt, parseReceipt, witnessCounts } from '@hazri/domain';
import { receivedFacts } from './received-fact.ts';
import { witnessSubject } from './taking/subjects.ts';
import type { ScanRow, SessionRow } from './rows.ts';
import type { WorkingSet } from './working-set.ts';

/** A session as the rules take it; null where it has no class. */
export type StateReader = (row: SessionRow) => SessionState | null;

/** What a scan is that nobody but an unheeded witness tells of. */
export const NOT_WITNESSED = { outcome: 'rejected', reason: 'outside_session', trust: null } as const;

/** Without the phone's own scan it all hangs on the witness, who must have stood in the session (SCAN13). */
export function uncounted(
  scan: ScanRow,
  session: SessionState | null,
  witnesses: readonly ReceivedFact<FactFor<'witness'>>[],
): boolean {
  return !scan.ownReceipt && session !== null && session.openedAt !== null && witnesses.length === 0;
}

/** Nobody but an unheeded witness tells of it: no scan to share a phone with (SCAN9). */
export function isUnheeded(stateOf: StateReader, set: WorkingSet, scan: ScanRow): boolean {
  if (scan.ownReceipt || scan.sessionId === null) return false;
  const row = set.sessions.get(scan.sessionId);
  const session = row ? stateOf(row) : null;
  return session !== null && uncounted(scan, session, countingWitnesses(set, scan, session));
}

/** A scan known from witnesses alone is dated by the first of them that counts. */
export function claimOf(
  scan: ScanRow,
  witnesses: readonly ReceivedFact<FactFor<'witness'>>[],
): Pick<ScanEvidence, 'scannedAt' | 'sentAt' | 'receivedAt'> {
  const [first] = scan.ownReceipt ? [] : witnesses;
  if (first) return { scannedAt: first.fact.madeAt, sentAt: first.sentAt, receivedAt: first.receivedAt };
  const { scannedAt, sentAt, receivedAt } = scan;
  return { scannedAt, sentAt, receivedAt };
}

export function countingWitnesses(
  set: WorkingSet,
  scan: ScanRow,
  session: SessionState,
): readonly ReceivedFact<FactFor<'witness'>>[] {
  if (!scan.hasWitness) return [];
  return receivedFacts(set, set.factsAbout(witnessSubject(scan.studentId, scan.uuid)), ['witness'])
    .filter((witness) => {
      const receipt = parseReceipt(witness.fact.body.receipt);
      return (
        receipt.ok &&
        receipt.value.token.ref === session.id.replaceAll('-', '').slice(16) &&
        witnessCounts(session, witness)
      );
    })
    .toSorted(byReceipt);
}
