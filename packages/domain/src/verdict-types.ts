/** What the server concluded about a scan, and the words it may give (SPEC.md, SCAN1–SCAN18). */

export type ScanOutcome = 'accepted' | 'review' | 'waiting' | 'rejected';

/** live: received within the step; deferred: possession is proven, presence is not; witnessed: staff confirmed. */
export type Trust = 'live' | 'deferred' | 'witnessed';

export type TokenFault =
  'token_malformed' | 'token_noncanonical' | 'token_unsupported' | 'token_unknown_key' | 'token_bad_mac';

export type ScanReason =
  | TokenFault
  | 'pending_session'
  | 'pending_key'
  | 'issuer_not_staff'
  | 'token_expired'
  | 'outside_session'
  | 'not_enrolled'
  | 'liveness_weak'
  | 'scan_withheld'
  | 'device_shared'
  | 'clock_suspect'
  | 'scan_late'
  | 'issuer_revoked'
  | 'nonce_not_displayed'
  | 'offline_policy'
  | 'typed_late'
  | 'short_code_wrong'
  | 'short_code_tries'
  | 'rejected_by_staff';

export interface Verdict {
  readonly outcome: ScanOutcome;
  /** null exactly when accepted without remark. */
  readonly reason: ScanReason | null;
  readonly trust: Trust | null;
  /** Epoch ms at which the token's frame began on the issuer's screen; null while nothing valid was read. */
  readonly tokenTime: number | null;
  /** The interval that the server can defend (SCAN15). */
  readonly notBefore: number | null;
  readonly notAfter: number;
}
