/** Ends the cookie of somebody who logged out, now or as soon as there is a network. */
import { problem } from '@hazri/sync-protocol';
import type { HazriDb } from '../db/hazri-db.ts';
import { post } from '../sync/post.ts';

/** A person who logs out doesn't wait longer than this for the server. */
const LOGOUT_TIMEOUT_MS = 3_000;

/** Until the cookie has ended it is known that it is to. Never rejects. */
export async function noteLogout(hazri: HazriDb): Promise<void> {
  // The database is gone or full: the cookie ends now or at the next login.
  await hazri.settings.put({ key: 'logout_pending' }).catch(() => undefined);
}

/** Never rejects; what couldn't be done is noted and done at the next start. */
export async function endCookie(hazri: HazriDb, fetchRequest: typeof fetch): Promise<void> {
  const answer = await post(fetchRequest, '/api/auth/logout', '{}', { timeoutMs: LOGOUT_TIMEOUT_MS });
  const ended = answer.kind === 'answered' && hasEnded(answer.status, answer.body);
  try {
    if (ended) await hazri.settings.delete('logout_pending');
  } catch {
    // Asked for again at the next start, which does no harm.
  }
  if (!ended) await noteLogout(hazri);
}

/** 401: the cookie had ended by itself. A captive portal answers 200 or 401 too, with a page of its own. */
function hasEnded(status: number, body: unknown): boolean {
  return status === 204 || (status === 401 && problem.safeParse(body).success);
}

/** Does a logout that was asked for offline. */
export async function endPendingCookie(hazri: HazriDb, fetchRequest: typeof fetch): Promise<void> {
  const pending = await hazri.settings.get('logout_pending');
  if (pending !== undefined) await endCookie(hazri, fetchRequest);
}
