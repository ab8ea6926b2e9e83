/** What the server counts about itself, in memory: gone with the process. */
import type { FactResult } from '@hazri/sync-protocol';
import type { Clock } from '../clock.ts';
import { makeRecentCount } from './recent-count.ts';

export interface Measures {
  /** A push was answered with these outcomes. */
  readonly synced: (results: readonly Pick<FactResult, 'outcome'>[]) => void;
  readonly lastMinute: () => { readonly syncs: number; readonly facts: number };
}

export function makeMeasures(clock: Clock): Measures {
  const syncs = makeRecentCount(clock);
  const facts = makeRecentCount(clock);
  return {
    synced: (results) => {
      syncs.add(1);
      facts.add(results.length);
    },
    lastMinute: () => ({ syncs: syncs.total(), facts: facts.total() }),
  };
}
