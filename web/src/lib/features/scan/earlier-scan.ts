/** Has this person scanned the session of a code before, in a way that still stands? Pure. */
import { sessionRef, type FactId, type SessionRef } from '@hazri/domain';
import type { MyFact, ScanRow } from '../live/records.ts';
import { isScan, tokenOfScan } from '../receipts/scan-story.ts';

export interface EarlierScan {
  readonly id: FactId;
  /** Raw device time. */
  readonly scannedAt: number;
}

/** The scan that already states this very token, whatever became of it: reloading a link states nothing new. */
export function scanOfToken(tokenText: string, facts: readonly MyFact[]): EarlierScan | null {
  const same = facts.filter(isScan).find(({ fact: { body } }) => {
    return body.how !== 'typed' && body.tokens.some(({ text }) => text === tokenText);
  });
  return same === undefined ? null : { id: same.fact.id, scannedAt: same.fact.body.scannedAt };
}

/**
 * The first scan of the session that isn't rejected or in review: those may be made again, with better evidence.
 * A scan that the server hasn't answered stands too.
 */
export function earlierScan(
  ref: SessionRef,
  facts: readonly MyFact[],
  rows: readonly ScanRow[],
): EarlierScan | null {
  const mine = facts.filter(isScan).flatMap((scan) => {
    if (tokenOfScan(scan)?.ref !== ref) return [];
    const verdict = rows.find((row) => row.id === scan.fact.id)?.outcome ?? scan.answer?.outcome ?? null;
    return [{ id: scan.fact.id, scannedAt: scan.fact.body.scannedAt, verdict }];
  });
  const confirmed = rows
    .filter((row) => row.sessionId !== null && sessionRef(row.sessionId) === ref)
    .map((row) => ({ id: row.id, scannedAt: row.scannedAt, verdict: row.outcome }));
  const standing = [...mine, ...confirmed]
    .filter(({ verdict }) => verdict !== 'rejected' && verdict !== 'review')
    .toSorted((a, b) => a.scannedAt - b.scannedAt);
  const [first] = standing;
  return first === undefined ? null : { id: first.id, scannedAt: first.scannedAt };
}
