/** What must be known about a scan to judge it? The server gathers it, `judgeScan` concludes. */
import type { SessionState } from './attendance-types.ts';
import type { ScanHow } from './facts.ts';
import type { Reading } from './readings.ts';
import type { ClockJump } from './time.ts';

/** All that is known about a scan when it is judged. Times in ms. */
export interface ScanEvidence {
  /** `api`: the server's own route for other clients, without a device. */
  readonly how: ScanHow | 'api';
  /** Raw device clock of the last reading. */
  readonly scannedAt: number;
  /** Raw device clock of the exchange that first carried it. */
  readonly sentAt: number;
  /** Server clock of the first receipt. */
  readonly receivedAt: number;
  /** The device says that its clock jumped since the exchange before the scan (TIME2). */
  readonly clockJumped: boolean;
  /** The jump that the server saw between the exchanges around the scan, or null (`clockJump`). */
  readonly clockJump: ClockJump | null;
  readonly readings: readonly Reading[];
  /** The session that the agreed readings name; null while unknown. */
  readonly session: SessionState | null;
  /** About the owner of the key of the judged token. `revokedAt`: server clock, or null. */
  readonly issuer: { readonly staffAtStep: boolean; readonly revokedAt: number | null };
  /** What `codes.shown` lists say for the judged token's step; null when none covers it (`nonceEvidence`). */
  readonly shownNonces: readonly string[] | null;
  /** Enrolled at the session's start or later (`countsByScan`). */
  readonly onRoster: boolean;
  /** An earlier sync could have carried the scan (`contactAfterScan`). */
  readonly contactAfterScan: boolean;
  /** The device or installation scanned for another account in this session. */
  readonly sharedDevice: boolean;
  /** A witness of this scan counts (`witnessCounts`). */
  readonly witnessed: boolean;
  /** The newest decision of staff about this scan. */
  readonly review: { readonly decision: 'accept' | 'reject' } | null;
  /** The server was restored from a backup and may not know every key yet. */
  readonly keysRestored: boolean;
  /** For `typed`: no step matches, or the tries are used up; null when a step matched or the session is unknown. */
  readonly typed?: 'wrong' | 'tries' | null | undefined;
  /**
   * The scan is known only from the receipt inside a witness: the phone's claim can't be corrected, so SCAN4 and
   * SCAN10 aren't asked, and `receivedAt` is the witness's.
   */
  readonly byWitnessOnly?: boolean | undefined;
}
