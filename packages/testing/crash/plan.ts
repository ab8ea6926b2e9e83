/** What befalls a round, and when: all of it follows from the seed. */
import type { Chance } from '../src/sim/chance.ts';
import { chanceOf } from '../src/sim/chance.ts';

export interface Kill {
  /** After the one before, or after everybody is ready. */
  readonly afterMs: number;
  readonly what: 'server' | 'browser' | 'both';
  /** How long the server stays away. */
  readonly downMs: number;
}

export interface Plan {
  readonly seed: number;
  readonly kills: readonly Kill[];
  readonly phones: number;
  /** When the professor's laptop gets to state its session, after everybody is ready. */
  readonly openedAfterMs: number;
  /** Longest time between two scans of a phone. */
  readonly pauseMs: number;
}

export function makePlan(seed: number): Plan {
  const chance: Chance = chanceOf(seed, 'crash');
  return {
    seed,
    kills: Array.from({ length: chance.whole(2, 4) }, () => ({
      afterMs: chance.whole(100, 2_500),
      what: chance.pick(['server', 'server', 'browser', 'both'] as const),
      downMs: chance.whole(0, 800),
    })),
    phones: chance.whole(4, 10),
    openedAfterMs: chance.whole(0, 4_000),
    pauseMs: chance.pick([5, 40, 200]),
  };
}
