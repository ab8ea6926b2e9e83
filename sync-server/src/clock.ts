/** Time and chance as the server is given them, so that tests can move the one and repeat the other. */
import { randomBytes } from 'node:crypto';

export interface Clock {
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Random bytes of the length asked for. */
export type Random = (length: number) => Uint8Array;

export const systemClock: Clock = { now: () => Date.now() };
export const systemRandom: Random = makePooledRandom(randomBytes);

const POOL_BYTES = 4_096;

/** One call into the system's generator serves many small wishes; what was handed out is wiped from the pool. */
export function makePooledRandom(fresh: Random): Random {
  let pool = new Uint8Array(0);
  let used = 0;
  return (length) => {
    if (length > POOL_BYTES / 8) return fresh(length);
    if (used + length > pool.length) {
      pool = Uint8Array.from(fresh(POOL_BYTES));
      used = 0;
    }
    const bytes = pool.slice(used, used + length);
    pool.fill(0, used, used + length);
    used += length;
    return bytes;
  };
}
