/** Did the device speak with the server after a scan and not mention it? (SPEC.md, SCAN8) */

/** A sync must have been sent this long after the scan to count as a missed opportunity. */
export const WITHHELD_AFTER_MS = 5_000;

/** One signed sync of a device, first seen (logins and replays are no contact). */
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
 * Whether an earlier contact could have carried the scan and did not. Scans are sent before other facts, so an
 * honest device never leaves one behind.
 * @param scan `scannedAt` raw device clock, `receivedAt` first receipt
 */
export function contactAfterScan(
  scan: { readonly scannedAt: number; readonly receivedAt: number },
  contacts: readonly Contact[],
): boolean {
  return contacts.some(
    (contact) =>
      contact.answered &&
      contact.hadRoom &&
      contact.receivedAt < scan.receivedAt &&
      contact.sentAt > scan.scannedAt + WITHHELD_AFTER_MS,
  );
}
