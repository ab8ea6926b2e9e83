/** Keeps what became of a scan beside its fact. */
import type { WorkingSet } from './working-set.ts';
import { ownKey } from './rows.ts';

/**
 * The outcome of a scan fact is its verdict, kept beside it for a later duplicate, and so that a scan which waited
 * stops counting against what its author may have waiting. Facts of earlier flushes are read for that.
 */
export async function nameScanOutcomes(set: WorkingSet): Promise<void> {
  await set.loadFacts(
    set.scans
      .changed()
      .filter(({ studentId, uuid }) => !set.facts.named(ownKey(studentId, uuid)))
      .map(({ studentId, uuid }) => [studentId, uuid] as const),
  );
  for (const scan of set.scans.all()) {
    // What only a witness told of is no verdict on a fact of the phone's that was refused.
    const row = scan.ownReceipt ? set.facts.named(ownKey(scan.studentId, scan.uuid)) : undefined;
    if (row?.kind !== 'scan' || (row.outcome === scan.outcome && row.reason === scan.reason)) continue;
    set.facts.put({ ...row, outcome: scan.outcome, reason: scan.reason });
  }
}
