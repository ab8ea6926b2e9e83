/**
 * Asks our own server for what needs a connection: accounts, catalogue, rosters, reports. Facts never go this way;
 * they are stated to the outbox.
 */
import { problem } from '@hazri/sync-protocol';
import { send } from '../sync/post.ts';

/** Why a call came to nothing. Whatever was typed is kept by the screen. */
export type Trouble =
  /** No network, a time-out, or a captive portal that answered instead of us. */
  | { readonly kind: 'offline' }
  /** The server is busy or in trouble; it may be asked again, after `retryAfterMs` if it said so. */
  | { readonly kind: 'busy'; readonly reason: string; readonly retryAfterMs: number | null }
  /** It won't: `reason` is the stable word, `issues` say what is wrong with which field (dotted path). */
  | {
      readonly kind: 'refused';
      readonly status: number;
      readonly reason: string;
      readonly detail: string | null;
      readonly issues: readonly { readonly path: string; readonly code: string }[];
      readonly retryAfterMs: number | null;
    };

export type Asked<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly trouble: Trouble };

/** A message schema of the protocol. */
export interface Shape<T> {
  readonly safeParse: (
    value: unknown,
  ) => { readonly success: true; readonly data: T } | { readonly success: false };
}

interface Question<T> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  /** Begins with `/api/`; parts that people typed are encoded by the caller. */
  readonly path: string;
  readonly body?: unknown;
  /** Shape of the answer; null: the answer has no body (204). */
  readonly answer: Shape<T> | null;
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 15_000;
const NO_CONTENT = 204;
const SERVER_FAULTS = 500;

export async function call<T = null>(
  { method, path, body, answer, timeoutMs = TIMEOUT_MS }: Question<T>,
  fetchRequest: typeof fetch = fetch,
): Promise<Asked<T>> {
  const withBody =
    body === undefined
      ? { headers: {} }
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const answered = await send(fetchRequest, path, { method, ...withBody }, timeoutMs);
  if (answered.kind === 'unreachable') return { ok: false, trouble: { kind: 'offline' } };
  const { status, body: given, retryAfterMs } = answered;
  if (status >= 200 && status < 300) {
    // A captive portal answers 200 with something else; for the person that is no network.
    if (answer === null) {
      return status === NO_CONTENT
        ? { ok: true, value: null as T }
        : { ok: false, trouble: { kind: 'offline' } };
    }
    const parsed = answer.safeParse(given);
    return parsed.success ? { ok: true, value: parsed.data } : { ok: false, trouble: { kind: 'offline' } };
  }
  const told = problem.safeParse(given);
  if (!told.success) {
    const trouble: Trouble =
      status >= SERVER_FAULTS
        ? { kind: 'busy', reason: 'server_trouble', retryAfterMs }
        : { kind: 'offline' };
    return { ok: false, trouble };
  }
  const { reason, detail = null, issues = [] } = told.data;
  return status >= SERVER_FAULTS
    ? { ok: false, trouble: { kind: 'busy', reason, retryAfterMs } }
    : { ok: false, trouble: { kind: 'refused', status, reason, detail, issues, retryAfterMs } };
}
