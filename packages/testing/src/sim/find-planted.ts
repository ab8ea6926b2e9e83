/** Which seed is the first to show each planted bug, and as the breach of which rule? */
import { BUGS, BUG_MEANINGS, isBugName } from './planted-bugs.ts';
import type { BugName } from './planted-bugs.ts';
import { sweep } from './sweep.ts';

/** A bug that so many histories don't show counts as missed. */
export const MAX_SEEDS_PER_BUG = 1_000;

export interface PlantedFind {
  readonly name: BugName;
  readonly meaning: string;
  readonly seed: number | null;
  readonly rule: string | null;
}

export async function findPlanted(options: {
  readonly from: number;
  readonly jobs: number;
}): Promise<readonly PlantedFind[]> {
  const found: PlantedFind[] = [];
  for (const name of Object.keys(BUGS).filter(isBugName)) {
    const { failures } = await sweep({
      ...options,
      count: MAX_SEEDS_PER_BUG,
      bug: name,
      shrinkTries: 0,
      tellsKnown: true,
      stopsAtFailure: true,
    });
    const [first] = failures;
    found.push({ name, meaning: BUG_MEANINGS[name], seed: first?.seed ?? null, rule: first?.rule ?? null });
  }
  return found;
}

export function plantedTable(found: readonly PlantedFind[]): string {
  const width = Math.max(...found.map(({ name }) => name.length));
  return found
    .map(({ name, seed, rule }) =>
      seed === null
        ? `${name.padEnd(width)}  not found within ${MAX_SEEDS_PER_BUG} seeds`
        : `${name.padEnd(width)}  seed ${String(seed).padStart(4)}  ${rule ?? ''}`,
    )
    .join('\n');
}
