/** Chance from the browser's cryptographic source. */
import type { Random } from '@hazri/sync-client';

export const browserRandom: Random = {
  unit: () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) / 2 ** 32,
  bytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
};
