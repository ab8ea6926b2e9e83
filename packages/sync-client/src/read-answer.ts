/** What an answer means, before anything is stored (SYNC1, SYNC9). Only a schema-valid 200 acknowledges. */
import { problem, syncResponse } from '@hazri/sync-protocol';
import type { SyncResponse } from '@hazri/sync-protocol';
import type { Answer } from './ports.ts';

export type ReadAnswer =
  | { readonly kind: 'response'; readonly response: SyncResponse }
  | { readonly kind: 'refused' | 'signed_out' | 'device_unknown' | 'unreadable' | 'unreachable' }
  | { readonly kind: 'busy'; readonly retryAfterMs: number | null };

/** Reasons of a 401 or 403 that registering the device again can mend (SYNC6). */
const DEVICE_REASONS: ReadonlySet<string> = new Set(['device_unknown', 'device_signature_invalid']);

export function readAnswer(answer: Answer): ReadAnswer {
  if (answer.kind === 'unreachable') return { kind: 'unreachable' };
  switch (answer.status) {
    case 200: {
      const parsed = syncResponse.safeParse(answer.body);
      return parsed.success ? { kind: 'response', response: parsed.data } : { kind: 'unreadable' };
    }
    case 400:
    case 413:
      // A proxy's refusal says nothing about our facts: only the server's own problem does.
      return problem.safeParse(answer.body).success ? { kind: 'refused' } : { kind: 'unreadable' };
    case 401:
    case 403:
      return readLoginFault(answer.body);
    case 429:
      return { kind: 'busy', retryAfterMs: answer.retryAfterMs };
    default:
      return answer.status >= 500
        ? { kind: 'busy', retryAfterMs: answer.retryAfterMs }
        : { kind: 'unreadable' };
  }
}

/** A portal may answer 401 or 403 too; only the server's own problem means that somebody must log in. */
function readLoginFault(body: unknown): ReadAnswer {
  const parsed = problem.safeParse(body);
  if (!parsed.success) return { kind: 'unreadable' };
  return DEVICE_REASONS.has(parsed.data.reason) ? { kind: 'device_unknown' } : { kind: 'signed_out' };
}
