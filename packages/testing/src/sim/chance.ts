/**
 * All chance of a run, split into named streams: leaving one event out of a history doesn't change the luck of the
 * others, so that a history can be shortened (shrink.ts).
 */
import { seededRandom } from '@hazri/sync-client/testing';

export interface Chance {
  /** Uniform in [0, 1). */
  unit(): number;
  /** Whole, from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  happens(probability: number): boolean;
  /** @param list not empty */
  pick<T>(list: readonly T[]): T;
  bytes(length: number): Uint8Array;
}

export function chanceOf(seed: number, ...names: readonly (string | number)[]): Chance {
  const random = seededRandom(mixed(`${seed}/${names.join('/')}`));
  // The first draws of neighbouring states are alike.
  for (let index = 0; index < 4; index += 1) random.unit();
  const chance: Chance = {
    unit: () => random.unit(),
    whole: (least, most) => least + Math.floor(random.unit() * (most - least + 1)),
    happens: (probability) => random.unit() < probability,
    pick: (list) => {
      const picked = list[Math.floor(random.unit() * list.length)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
    bytes: (length) => random.bytes(length),
  };
  return chance;
}

/** FNV-1a, 32 bits. */
function mixed(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return hash;
}
