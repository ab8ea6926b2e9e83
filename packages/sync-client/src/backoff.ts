/** How long to wait before the next try (SYNC9). */
import { FIRST_RETRY_MS, LONGEST_RETRY_AFTER_MS, LONGEST_RETRY_MS } from './limits.ts';

/**
 * Full jitter: uniform between 0 and the doubled ceiling, so that a thousand phones that lost the same network
 * don't come back in step. Never earlier than the server asked for; what it asked for is spread as well.
 * @param attempt consecutive failures, from 1
 * @param unit uniform in [0, 1)
 * @returns milliseconds
 */
export function retryDelay(attempt: number, unit: number, retryAfterMs: number | null): number {
  const ceiling = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt - 1, 30));
  return Math.round(askedDelay(retryAfterMs ?? 0) + unit * ceiling);
}

/** How much of what the server asked for is believed. */
export function askedDelay(retryAfterMs: number): number {
  return Math.min(LONGEST_RETRY_AFTER_MS, retryAfterMs);
}
