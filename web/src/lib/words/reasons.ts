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
  | 'waiting_full'
  | 'pending_student'
  | 'pending_scan'
  | 'receipt_malformed'
  | 'receipt_unsupported'
  | 'receipt_mismatch'
  | 'receipt_signature_invalid';

/** Why the server refused a whole request (RFC 9457 problems). */
export type RequestReason =
  | 'body_malformed'
  | 'invalid_credentials'
  | 'device_unknown'
  | 'device_signature_invalid'
  | 'logged_out'
  | 'password_changed'
  | 'account_deactivated'
  | 'csrf_failed'
  | 'recent_login_required'
  | 'address_forbidden'
  | 'session_not_active'
  | 'device_limit'
  | 'body_too_large'
  | 'batch_too_large'
  | 'unsupported_media_type'
  | 'password_unfit'
  | 'too_many_tries'
  | 'server_trouble'
  | 'overloaded'
  | 'database_unavailable';

export type Reason = ScanReason | FactReason | RequestReason;

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
  waiting_full:
    'Many of your records wait for others to arrive. This one stays on the device and is sent again.',
  pending_student: 'The server doesn’t know this student yet. The record is kept and applied when it does.',
  pending_scan: 'The scan that this is about has not reached the server yet. The record is kept.',
  receipt_malformed: 'The receipt could not be read completely.',
  receipt_unsupported: 'The receipt is of a kind that the server doesn’t know.',
  receipt_mismatch: 'The receipt names another student than the scan that it is about.',
  receipt_signature_invalid: 'The receipt doesn’t match the phone that it names.',
  body_malformed: 'The server could not read the request.',
  invalid_credentials: 'E-mail or password is wrong.',
  device_unknown: 'The server doesn’t know this device yet. It registers at the next sign-in.',
  device_signature_invalid: 'The signature of this device could not be confirmed. Sign in again.',
  logged_out: 'This device was signed out. Sign in again to send what waits.',
  password_changed: 'The password was changed. Sign in again to send what waits.',
  account_deactivated: 'This account is closed. Ask an administrator.',
  csrf_failed: 'The request did not come from this app.',
  recent_login_required: 'Sign in again first: keys are given only after a recent sign-in.',
  address_forbidden: 'In demo mode the server answers its own machine only.',
  session_not_active: 'The session isn’t running.',
  device_limit: 'Your account has too many devices. Remove one you don’t use.',
  body_too_large: 'The request was larger than the server takes.',
  batch_too_large: 'Too many records were sent at once.',
  unsupported_media_type: 'The server could not read the request.',
  password_unfit: 'This password can’t be used.',
  too_many_tries: 'Too many tries. Wait a little and try again.',
  server_trouble: 'The server made a mistake. Nothing is lost; it is tried again.',
  overloaded: 'The server is busy. It is tried again by itself.',
  database_unavailable: 'The server can’t store anything at the moment. It is tried again by itself.',
};

const UNKNOWN_REASON = 'The server gave a reason that this version of the app doesn’t know.';

function isReason(reason: string): reason is Reason {
  return Object.hasOwn(REASONS, reason);
}

/** The sentence for a reason; a newer server's unknown reason gets a plain one too. */
export function sayReason(reason: string): string {
  return isReason(reason) ? REASONS[reason] : UNKNOWN_REASON;
}
