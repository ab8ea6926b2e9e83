/** Ends the cookie of somebody who logged out, now or as soon as there is a network. */
import type { HazriDb } from '../db/hazri-db.ts';
import { post } from '../sync/post.ts';

/** A person who logs out doesn't wait longer than this for the server. */
const LOGOUT_TIMEOUT_MS = 3_000;

/** Never rejects; what couldn't be done is noted and done at the next start. */
export async function endCookie(hazri: HazriDb, fetchRequest: typeof fetch): Promise<void> {
  const answer = await post(fetchRequest, '/api/auth/logout', '{}', { timeoutMs: LOGOUT_TIMEOUT_MS });
  // 401: the cookie had ended by itself.
  const ended = answer.kind === 'answered' && (answer.status < 300 || answer.status === 401);
  try {
    if (ended) await hazri.settings.delete('logout_pending');
    else await hazri.settings.put({ key: 'logout_pending' });
  } catch {
    // The database is gone or full; the cookie ends at the next login instead.
  }
}

/** Does a logout that was asked for offline. */
export async function endPendingCookie(hazri: HazriDb, fetchRequest: typeof fetch): Promise<void> {
  const pending = await hazri.settings.get('logout_pending');
  if (pending !== undefined) await endCookie(hazri, fetchRequest);
}
