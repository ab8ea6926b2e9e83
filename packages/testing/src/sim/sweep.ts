/** Many histories on all cores: hands seeds in order to processes of their own, since a run borrows its process's clock. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { SeedOptions, SeedResult } from './simulate-seed.ts';

const WORKER = join(import.meta.dirname, 'sweep-worker.ts');
export const MAX_JOBS = 16;

export interface SweepOptions extends SeedOptions {
  readonly from: number;
  readonly count: number;
  /** Processes; as many as there are cores unless given. */
  readonly jobs?: number;
  /** Hands out no more seeds once one has broken a rule. */
  readonly stopsAtFailure?: boolean;
  readonly hear?: (result: SeedResult) => void;
}

export interface Swept {
  readonly histories: number;
  readonly counts: ReadonlyMap<string, number>;
  /** Seeds that broke a rule and aren't known, smallest first. */
  readonly failures: readonly SeedResult[];
}

/** @throws when a process ends before its time */
export async function sweep(options: SweepOptions): Promise<Swept> {
  const { from, count, jobs = availableParallelism(), stopsAtFailure = false, hear } = options;
  const counts = new Map<string, number>();
  const failures: SeedResult[] = [];
  let next = from;
  let histories = 0;
  const seeds = (): number | null => {
    const isOver = next >= from + count || (stopsAtFailure && failures.length > 0);
    return isOver ? null : next++;
  };
  const note = (result: SeedResult): void => {
    histories += 1;
    for (const [what, times] of Object.entries(result.counts))
      counts.set(what, (counts.get(what) ?? 0) + times);
    if (result.told !== null) failures.push(result);
    hear?.(result);
  };
  await Promise.all(
    Array.from({ length: Math.min(jobs, count, MAX_JOBS) }, () => work(options, seeds, note)),
  );
  return { histories, counts, failures: failures.toSorted((a, b) => a.seed - b.seed) };
}

function work(
  { bug, shrinkTries, tellsKnown }: SeedOptions,
  nextSeed: () => number | null,
  note: (result: SeedResult) => void,
): Promise<void> {
  const options: SeedOptions = { bug, shrinkTries, tellsKnown };
  const worker: ChildProcess = fork(WORKER, [JSON.stringify(options)], { execArgv: [] });
  const giveNext = (): void => {
    const seed = nextSeed();
    if (seed === null) worker.disconnect();
    else worker.send(seed);
  };
  return new Promise((resolve, reject) => {
    worker.on('message', (message: SeedResult) => {
      note(message);
      giveNext();
    });
    worker.on('error', reject);
    worker.on('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`a process of the sweep ended with ${code ?? 'a signal'}`));
    });
    giveNext();
  });
}
