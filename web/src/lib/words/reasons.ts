/**
 * What was observed, in words, for every reason that a scan or a fact can be given.
 * The sentences state what was seen and never accuse (SCAN16); a missing one is a type error.
 */
import type { ScanReason } from '@hazri/domain';

/** Reasons of facts other than scans, and of requests. */
export type FactReason =
  | 'not_staff'
  | 'approval_pending'
  | 'fact_malformed'
  | 'fact_id_conflict'
  | 'field_forbidden'
  | 'kind_unknown'
  | 'session_conflict'
  | 'session_unknown'
  | 'login_required'
  | 'device_revoked'
  | 'not_found'
  | 'too_many_waiting';

export type Reason = ScanReason | FactReason;

const REASONS: Readonly<Record<Reason, string>> = {
  token_malformed: 'The code could not be read completely.',
  token_noncanonical: 'The code could not be read cleanly.',
  token_unsupported: 'The code was of a kind that the server doesn’t know.',
  token_unknown_key: 'The code was made by a device that the server doesn’t know.',
  token_bad_mac: 'The code doesn’t match what was shown on the screen.',
  pending_session: 'The session has not reached the server yet. The scan is kept and decided when it does.',
  pending_key: 'The screen that showed the code is not registered at the moment. The scan is kept.',
  issuer_not_staff: 'The screen that showed the code did not belong to staff of this class at that time.',
  token_expired: 'The code was read after it had left the screen.',
  outside_session: 'The code was shown before the session opened or after it closed.',
  not_enrolled:
    'You are not on the roster of this class yet. The scan is kept and counts once you are added.',
  liveness_weak: 'The code was not seen changing on the screen, so a member of staff looks at it.',
  scan_withheld: 'This phone was in touch with the server after the scan, but the scan arrived later.',
  device_shared: 'The same phone was used for more than one account in this session.',
  clock_suspect: 'The clock of this phone and the time of the code don’t agree.',
  scan_late: 'The scan reached the server more than a day after the session.',
  issuer_revoked: 'The screen that showed the code had been signed off when the scan arrived.',
  nonce_not_displayed: 'The screen has no note of showing this code.',
  offline_policy: 'In this class, scans that arrive later are looked at by staff.',
  typed_late: 'The digits arrived after they had left the screen, so a member of staff looks at them.',
  short_code_wrong: 'The digits are not those that were shown at that time.',
  short_code_tries: 'The three tries for this class were used up. Ask for roll call.',
  rejected_by_staff: 'A member of staff decided not to count this scan.',
  not_staff: 'Only staff of the class can record this.',
  approval_pending: 'Your account is waiting for an administrator’s approval. The record is kept.',
  fact_malformed: 'The server could not read this record.',
  fact_id_conflict: 'A different record with the same number arrived first.',
  field_forbidden: 'The record held something that it may not hold.',
  kind_unknown: 'The server doesn’t know this kind of record yet. It is kept.',
  session_conflict: 'A session with the same number belongs to another class.',
  session_unknown: 'The session has not reached the server yet. The record is kept.',
  login_required: 'You need to sign in again. The record is kept on this device.',
  device_revoked: 'This device was signed off. Sign in again to register it.',
  not_found: 'The server doesn’t know what this record is about.',
  too_many_waiting: 'Many records are waiting already. This one stays on the device.',
};

const UNKNOWN_REASON = 'The server gave a reason that this version of the app doesn’t know.';

function isReason(reason: string): reason is Reason {
  return Object.hasOwn(REASONS, reason);
}

/** The sentence for a reason; a newer server's unknown reason gets a plain one too. */
export function sayReason(reason: string): string {
  return isReason(reason) ? REASONS[reason] : UNKNOWN_REASON;
}
