/** What people and devices were promised in a round. */
import type { FactId, SessionRef } from '@hazri/domain';

export interface Ledger {
  /** Facts that a device heard a final answer for. */
  readonly acknowledged: Set<FactId>;
  /** Facts in the outbox of a phone that was never killed: they must arrive. */
  readonly stated: Set<FactId>;
  /** Scans that a person saw "saved" for, on a phone that may have been killed the next moment. */
  readonly saved: { readonly email: string; readonly ref: SessionRef }[];
}

export const newLedger = (): Ledger => ({ acknowledged: new Set(), stated: new Set(), saved: [] });
