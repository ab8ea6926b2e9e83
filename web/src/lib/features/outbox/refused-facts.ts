/** Which statements of this device did the server refuse lately? Scans have receipts that say so; nothing else has. Pure. */
import type { FactRecord } from '../../db/outbox-db.ts';

const DAY_MS = 86_400_000;
/** Long enough to be seen after a weekend, and then it is history. */
export const REFUSED_SHOWN_MS = 4 * DAY_MS;

export interface Refused {
  readonly count: number;
  /** Each once, in the order of the facts. */
  readonly reasons: readonly string[];
  /** When the newest of them was stated, by this device's clock. */
  readonly lastMadeAt: number;
}

/** Lists of shown codes come with every session: they are no statement of somebody's. */
const SILENT = new Set(['scan', 'codes.shown']);

/** @param records acknowledged facts; @returns null where none was refused */
export function refusedFacts(records: readonly FactRecord[], nowMs: number): Refused | null {
  const refused = records.filter(
    ({ kind, outcome, receivedAt }) =>
      outcome === 'rejected' &&
      !SILENT.has(kind) &&
      receivedAt !== null &&
      nowMs - receivedAt < REFUSED_SHOWN_MS,
  );
  if (refused.length === 0) return null;
  return {
    count: refused.length,
    reasons: [...new Set(refused.flatMap(({ reason }) => (reason === null ? [] : [reason])))],
    lastMadeAt: Math.max(...refused.map(({ madeAt }) => madeAt)),
  };
}
