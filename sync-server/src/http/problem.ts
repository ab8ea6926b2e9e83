/** What an HTTP error says: RFC 9457 with a stable machine `reason`. */

interface Kind {
  readonly status: number;
  readonly title: string;
}

const KINDS = {
  body_malformed: { status: 400, title: 'The body can’t be read' },
  query_malformed: { status: 400, title: 'The address can’t be read' },
  login_required: { status: 401, title: 'Please sign in' },
  invalid_credentials: { status: 401, title: 'E-mail or password is wrong' },
  device_unknown: { status: 401, title: 'This device isn’t registered for the account' },
  device_revoked: { status: 401, title: 'This device was removed from the account' },
  device_signature_invalid: { status: 401, title: 'The device’s signature is wrong' },
  logged_out: { status: 401, title: 'This device was signed out' },
  password_changed: { status: 401, title: 'The password was changed since' },
  account_deactivated: { status: 401, title: 'The account is closed' },
  email_unverified: { status: 403, title: 'The e-mail address isn’t proven yet' },
  csrf_failed: { status: 403, title: 'The request comes from another site' },
  recent_login_required: { status: 403, title: 'Please sign in again first' },
  role_forbidden: { status: 403, title: 'Not for this kind of account' },
  not_staff: { status: 403, title: 'Only for staff' },
  approval_pending: { status: 403, title: 'The account waits for approval' },
  field_forbidden: { status: 403, title: 'This isn’t yours to change' },
  address_forbidden: { status: 403, title: 'Demo mode answers this machine only' },
  not_found: { status: 404, title: 'Not found' },
  join_code_unknown: { status: 404, title: 'No class has this code' },
  session_not_active: { status: 409, title: 'The session isn’t running' },
  import_running: { status: 409, title: 'An import into this class is under way' },
  last_administrator: { status: 409, title: 'Somebody has to stay administrator' },
  number_taken: { status: 409, title: 'Another account has this number' },
  nothing_to_decide: { status: 409, title: 'Nothing waits for a decision here' },
  class_archived: { status: 409, title: 'The class was put away: restore it first' },
  class_full: { status: 409, title: 'The class has no place left' },
  entry_limit: { status: 409, title: 'There are as many of these as can be kept' },
  join_closed: { status: 409, title: 'The time to join this class is over' },
  join_ended: { status: 409, title: 'Staff took you off this class: ask them' },
  last_professor: { status: 409, title: 'A class keeps at least one professor' },
  session_has_record: { status: 409, title: 'Something was recorded in this session: cancel it instead' },
  device_limit: { status: 409, title: 'The account has too many devices' },
  body_too_large: { status: 413, title: 'The body is too large' },
  batch_too_large: { status: 413, title: 'Too many facts in one batch' },
  unsupported_media_type: { status: 415, title: 'Only application/json is understood' },
  code_refused: { status: 422, title: 'This is no code of ours that could be used' },
  fact_refused: { status: 409, title: 'This can’t be stated now' },
  file_unreadable: { status: 422, title: 'The file can’t be read' },
  person_unfit: { status: 422, title: 'This person can’t be put on the roster' },
  email_invalid: { status: 422, title: 'Not an e-mail address of the institution' },
  code_invalid: { status: 422, title: 'The code is wrong or too old' },
  name_required: { status: 422, title: 'A name is needed' },
  fields_refused: { status: 422, title: 'Some fields can’t be taken as they are' },
  password_unfit: { status: 422, title: 'This password can’t be used' },
  too_many_tries: { status: 429, title: 'Too many tries: please wait' },
  server_trouble: { status: 500, title: 'The server made a mistake' },
  overloaded: { status: 503, title: 'The server is busy: please try again' },
  database_unavailable: { status: 503, title: 'The database can’t be written' },
} as const satisfies Record<string, Kind>;

export type ProblemReason = keyof typeof KINDS;

/** Every reason with its status and what it says to people. */
export const PROBLEMS: Readonly<Record<ProblemReason, Kind>> = KINDS;

/** What is wrong with one field of a body or a query. */
export interface Issue {
  /** Dotted; empty for the whole. */
  readonly path: string;
  /** A stable word. */
  readonly code: string;
}

interface Extra {
  readonly detail?: string;
  readonly issues?: readonly Issue[];
  readonly retryAfterSeconds?: number;
}

const reasons = new WeakMap<Response, ProblemReason>();

/** Why an answer was refused; null for any other answer. */
export function reasonOf(answer: Response): ProblemReason | null {
  return reasons.get(answer) ?? null;
}

export function problem(reason: ProblemReason, { detail, issues, retryAfterSeconds }: Extra = {}): Response {
  const { status, title } = KINDS[reason];
  const body = {
    type: `urn:hazri:problem:${reason}`,
    title,
    status,
    reason,
    ...(detail ? { detail } : {}),
    ...(issues && issues.length > 0 ? { issues } : {}),
  };
  const headers = new Headers({ 'content-type': 'application/problem+json', 'cache-control': 'no-store' });
  if (retryAfterSeconds !== undefined)
    headers.set('retry-after', String(Math.max(1, Math.ceil(retryAfterSeconds))));
  const answer = new Response(JSON.stringify(body), { status, headers });
  reasons.set(answer, reason);
  return answer;
}
