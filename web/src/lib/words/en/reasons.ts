/**
 * What was observed, in words, for every reason that a scan, a fact or a request can be given.
 * The sentences state what was seen and never accuse (SCAN16). A test reads the reasons from the server's source.
 */
import type { ScanReason } from '@hazri/domain';

export const reasons = {
  'reason.token_malformed': 'The code could not be read completely.',
  'reason.token_noncanonical': 'The code could not be read cleanly.',
  'reason.token_unsupported': 'The code was of a kind that the server doesn’t know.',
  'reason.token_unknown_key': 'The code was made by a device that the server doesn’t know.',
  'reason.token_bad_mac': 'The code doesn’t match what was shown on the screen.',
  'reason.pending_session':
    'The session has not reached the server yet. The scan is kept and decided when it does.',
  'reason.pending_key': 'The screen that showed the code is not registered at the moment. The scan is kept.',
  'reason.issuer_not_staff':
    'The screen that showed the code did not belong to staff of this class at that time.',
  'reason.token_expired': 'The code was read after it had left the screen.',
  'reason.outside_session': 'The code was shown before the session opened or after it closed.',
  'reason.not_enrolled':
    'You are not on the roster of this class yet. The scan is kept and counts once you are added.',
  'reason.liveness_weak': 'The code was not seen changing on the screen, so a member of staff looks at it.',
  'reason.scan_withheld':
    'This phone was in touch with the server after the scan, but the scan arrived later.',
  'reason.device_shared': 'The same phone was used for more than one account in this session.',
  'reason.clock_suspect': 'The clock of this phone and the time of the code don’t agree.',
  'reason.scan_late': 'The scan reached the server more than a day after the session.',
  'reason.issuer_revoked': 'The screen that showed the code had been signed off when the scan arrived.',
  'reason.nonce_not_displayed': 'The screen has no note of showing this code.',
  'reason.offline_policy': 'In this class, scans that arrive later are looked at by staff.',
  'reason.typed_late':
    'The digits arrived after they had left the screen, so a member of staff looks at them.',
  'reason.short_code_wrong': 'The digits are not those that were shown at that time.',
  'reason.short_code_tries': 'The three tries for this class were used up. Ask for roll call.',
  'reason.rejected_by_staff': 'A member of staff decided not to count this scan.',
  'reason.not_staff': 'Only staff of the class can record this.',
  'reason.approval_pending': 'Your account is waiting for an administrator’s approval. The record is kept.',
  'reason.fact_malformed': 'The server could not read this record.',
  'reason.fact_id_conflict': 'A different record with the same number arrived first.',
  'reason.field_forbidden': 'The record held something that it may not hold.',
  'reason.kind_unknown': 'The server doesn’t know this kind of record yet. It is kept.',
  'reason.session_conflict': 'A session with the same number belongs to another class.',
  'reason.session_unknown': 'The session has not reached the server yet. The record is kept.',
  'reason.login_required': 'You need to sign in again. The record is kept on this device.',
  'reason.device_revoked': 'This device was signed off. Sign in again to register it.',
  'reason.not_found': 'The server doesn’t know what this record is about.',
  'reason.waiting_full':
    'Many of your records wait for others to arrive. This one stays on the device and is sent again.',
  'reason.pending_student':
    'The server doesn’t know this student yet. The record is kept and applied when it does.',
  'reason.pending_scan': 'The scan that this is about has not reached the server yet. The record is kept.',
  'reason.receipt_malformed': 'The receipt could not be read completely.',
  'reason.receipt_unsupported': 'The receipt is of a kind that the server doesn’t know.',
  'reason.receipt_mismatch': 'The receipt names another student than the scan that it is about.',
  'reason.receipt_signature_invalid': 'The receipt doesn’t match the phone that it names.',
  'reason.class_unknown': 'This class doesn’t exist.',
  'reason.pending_request':
    'The request that this is about has not reached the server yet. The record is kept.',
  'reason.body_malformed': 'The server could not read the request.',
  'reason.invalid_credentials': 'E-mail or password is wrong.',
  'reason.device_unknown': 'The server doesn’t know this device yet. It registers at the next sign-in.',
  'reason.device_signature_invalid': 'The signature of this device could not be confirmed. Sign in again.',
  'reason.logged_out': 'This device was signed out. Sign in again to send what waits.',
  'reason.password_changed': 'The password was changed. Sign in again to send what waits.',
  'reason.account_deactivated': 'This account is closed. Ask an administrator.',
  'reason.csrf_failed': 'The request did not come from this app.',
  'reason.recent_login_required': 'Sign in again first: keys are given only after a recent sign-in.',
  'reason.address_forbidden': 'In demo mode the server answers its own machine only.',
  'reason.session_not_active': 'The session isn’t running.',
  'reason.device_limit': 'Your account has too many devices. Remove one you don’t use.',
  'reason.body_too_large': 'The request was larger than the server takes.',
  'reason.batch_too_large': 'Too many records were sent at once.',
  'reason.unsupported_media_type': 'The server could not read the request.',
  'reason.password_unfit': 'This password can’t be used.',
  'reason.too_many_tries': 'Too many tries. Wait a little and try again.',
  'reason.server_trouble': 'The server made a mistake. Nothing is lost; it is tried again.',
  'reason.overloaded': 'The server is busy. It is tried again by itself.',
  'reason.database_unavailable':
    'The server can’t store anything at the moment. It is tried again by itself.',
  'reason.query_malformed': 'The server could not read the address.',
  'reason.role_forbidden': 'This is for another kind of account.',
  'reason.import_running': 'Another import into this class is under way. Wait until it has ended.',
  'reason.file_unreadable': 'The file could not be read. Save it again as CSV or XLSX.',
  'reason.person_unfit': 'This person can’t be put on the roster.',
  'reason.unknown': 'The server gave a reason that this version of the app doesn’t know.',
} as const satisfies Readonly<Record<`reason.${ScanReason | 'unknown'}`, string> & Record<string, string>>;
