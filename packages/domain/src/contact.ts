/** Did the device speak with the server after a scan and not mention it? (SPEC.md, SCAN8) */
import { correctClaim } from './time.ts';

/** A sync must have been sent this long after the scan to count as a missed opportunity. */
export const WITHHELD_AFTER_MS = 5_000;

/** One signed sync that counts as a contact (contact-memory.ts: neither late copies nor overtaken ones; no logins). */
export interface Contact {
  /** Raw device clock at sending. */
  readonly sentAt: number;
  /** Server clock at receipt. */
  readonly receivedAt: number;
  /** The server gave its answer. */
  readonly answered: boolean;
  /** The batch could have taken one more fact. */
  readonly hadRoom: boolean;
}

/**
 * Whether the last contact with room before the scan's receipt could have carried it and did not. Scans are sent
 * before other facts, so an honest device never leaves one behind. The contact must be later by the device's own
 * clock and by the server's: a clock that was put back leaves contacts in its future, which say nothing.
 * @param scan times as in `Claim`: `scannedAt` and `sentAt` raw device clock, `receivedAt` first receipt
 */
export function contactAfterScan(
  scan: { readonly scannedAt: number; readonly sentAt: number; readonly receivedAt: number },
  contacts: readonly Contact[],
): boolean {
  const last = contacts
    .filter(({ answered, hadRoom, receivedAt }) => answered && hadRoom && receivedAt < scan.receivedAt)
    .toSorted((a, b) => a.receivedAt - b.receivedAt)
    .at(-1);
  return last !== undefined && isAfterScan(scan, last);
}

/** The same for one contact that is known to have had room and to lie before the receipt. */
export function isAfterScan(
  scan: { readonly scannedAt: number; readonly sentAt: number; readonly receivedAt: number },
  contact: Pick<Contact, 'sentAt' | 'receivedAt'>,
): boolean {
  const scannedAt = correctClaim({ ...scan, claimedAt: scan.scannedAt });
  return (
    contact.sentAt > scan.scannedAt + WITHHELD_AFTER_MS && contact.receivedAt > scannedAt + WITHHELD_AFTER_MS
  );
}
