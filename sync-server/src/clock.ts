/** Time and chance as the server is given them, so that tests can move the one and repeat the other. */
import { randomBytes } from 'node:crypto';

export interface Clock {
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Random bytes of the length asked for. */
export type Random = (length: number) => Uint8Array;

export const systemClock: Clock = { now: () => Date.now() };
/** What is secret (keys, tokens, codes) is drawn here, each on its own. */
export const systemRandom: Random = randomBytes;

const POOL_BYTES = 4_096;

/**
 * For ids alone, of which a push may need hundreds: one call into the system's generator serves many. What lies ready
 * in memory can be read before it is used, so nothing secret may come from here. Each byte is handed out once and
 * wiped from the pool.
 */
export function makePooledRandom(fresh: Random): Random {
  let pool: Uint8Array = new Uint8Array(0);
  let used = 0;
  return (length) => {
    if (length > POOL_BYTES) return fresh(length);
    if (used + length > pool.length) {
      pool = fresh(POOL_BYTES);
      used = 0;
    }
    const share = pool.subarray(used, used + length);
    const bytes = new Uint8Array(share);
    share.fill(0);
    used += length;
    return bytes;
  };
}
