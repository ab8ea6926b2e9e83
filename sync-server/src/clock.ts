/** Time and chance as the server is given them, so that tests can move the one and repeat the other. */
import { randomBytes } from 'node:crypto';

export interface Clock {
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Random bytes of the length asked for. */
export type Random = (length: number) => Uint8Array;

export const systemClock: Clock = { now: () => Date.now() };
export const systemRandom: Random = (length) => randomBytes(length);
