/** Chance that repeats: the demo data is the same at every first start. */
import type { Random } from '../clock.ts';

export interface DemoRandom {
  /** 0 ≤ x < 1 */
  readonly fraction: () => number;
  readonly bytes: Random;
}

/** mulberry32: small and good enough for names and minutes, never for keys. */
export function makeDemoRandom(seed: number): DemoRandom {
  let state = seed >>> 0;
  function fraction(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  return { fraction, bytes: (length) => Uint8Array.from({ length }, () => Math.floor(fraction() * 256)) };
}
