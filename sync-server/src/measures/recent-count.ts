/** How often did something happen within the last minute? */
import type { Clock } from '../clock.ts';

const SLOTS = 60;
const SLOT_MS = 1_000;

export interface RecentCount {
  readonly add: (count: number) => void;
  readonly total: () => number;
}

/** Sixty slots of a second each; one is emptied when its second comes round again. */
export function makeRecentCount(clock: Clock): RecentCount {
  const counts = new Array<number>(SLOTS).fill(0);
  const seconds = new Array<number>(SLOTS).fill(-1);
  const secondNow = () => Math.floor(clock.now() / SLOT_MS);
  return {
    add: (count) => {
      const second = secondNow();
      const slot = second % SLOTS;
      counts[slot] = (seconds[slot] === second ? (counts[slot] ?? 0) : 0) + count;
      seconds[slot] = second;
    },
    total: () => {
      const now = secondNow();
      return counts.reduce((sum, count, slot) => {
        const age = now - (seconds[slot] ?? -SLOTS);
        return age >= 0 && age < SLOTS ? sum + count : sum;
      }, 0);
    },
  };
}
