/**
 * `pnpm sim --seeds N [--from S] [--jobs J] [--bug name] [--known] [--whole] [--json file]`: simulates histories on
 * all cores; shortens and prints those that break a rule, and exits 1 when there were any.
 * `--only 3,7,12 | --history`: one after the other in this process, with these acts only, telling all that happens.
 * `--planted`: looks for each planted bug and says which seed shows it first.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { BUGS, isBugName } from '../src/sim/planted-bugs.ts';
import type { BugName } from '../src/sim/planted-bugs.ts';
import { findPlanted, MAX_SEEDS_PER_BUG, plantedTable } from '../src/sim/find-planted.ts';
import { makePlan } from '../src/sim/plan.ts';
import { tellFailure } from '../src/sim/report.ts';
import { runPlan } from '../src/sim/run.ts';
import { closeSchool } from '../src/sim/school.ts';
import { MAX_TRIES } from '../src/sim/shrink.ts';
import { MAX_JOBS, sweep } from '../src/sim/sweep.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(Math.min(availableParallelism(), MAX_JOBS)) },
    only: { type: 'string' },
    bug: { type: 'string' },
    /** Tells known faults like new ones. */
    known: { type: 'boolean', default: false },
    history: { type: 'boolean', default: false },
    /** Tells failures as they are. */
    whole: { type: 'boolean', default: false },
    planted: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});
const from = wholeNumber('--from', values.from);
const count = wholeNumber('--seeds', values.seeds);
const jobs = wholeNumber('--jobs', values.jobs, 1);
const bug = bugName(values.bug);
const { only, json } = values;

let isGood: boolean;
if (values.planted) isGood = await lookForBugs();
else if (only !== undefined || values.history) isGood = await playHere(only);
else isGood = await sweepAll();
process.exitCode = isGood ? 0 : 1;

async function sweepAll(): Promise<boolean> {
  const startedAt = performance.now();
  const { counts, failures, histories } = await sweep({
    from,
    count,
    jobs,
    bug,
    shrinkTries: values.whole ? 0 : MAX_TRIES,
    tellsKnown: values.known,
    hear: ({ seed, told, known }) => {
      if (told !== null) console.log(`${told}\n`);
      if (known !== null) console.log(`seed ${seed}: known: ${known}`);
    },
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  const sorted = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  console.log(sorted.map(([what, times]) => `${what}: ${times}`).join('\n'));
  const failed = failures.map(({ seed }) => seed);
  console.log(
    `${histories} histories in ${seconds.toFixed(0)} s by ${jobs} processes; ${failed.length} broke a rule ${failed.join(' ')}`,
  );
  write({ suite: 'simulation', from, histories, counts: Object.fromEntries(sorted), failed });
  return failed.length === 0;
}

async function playHere(numbers: string | undefined): Promise<boolean> {
  const wanted = numbers === undefined ? null : new Set(numbers.split(',').map(Number));
  let isUnbroken = true;
  for (let seed = from; seed < from + count; seed += 1) {
    const whole = makePlan(seed);
    const plan =
      wanted === null ? whole : { ...whole, acts: whole.acts.filter(({ number }) => wanted.has(number)) };
    const outcome = await runPlan(plan, bug === null ? {} : BUGS[bug]());
    if (values.history) console.log(outcome.history.join('\n'));
    if (outcome.violation !== null) console.log(`${tellFailure(whole, plan, outcome)}\n`);
    else console.log(`seed ${seed} breaks no rule`);
    isUnbroken &&= outcome.violation === null;
  }
  await closeSchool();
  return isUnbroken;
}

async function lookForBugs(): Promise<boolean> {
  const bugs = await findPlanted({ from, jobs });
  console.log(plantedTable(bugs));
  write({ suite: 'planted', from, limit: MAX_SEEDS_PER_BUG, bugs });
  return bugs.every(({ seed }) => seed !== null);
}

function bugName(text: string | undefined): BugName | null {
  if (text === undefined || isBugName(text)) return text ?? null;
  return fail(`--bug is one of ${Object.keys(BUGS).join(', ')}`);
}

function write(summary: object): void {
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(summary, null, 2)}\n`);
}

function wholeNumber(option: string, text: string, least = 0): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) fail(`${option} is a whole number from ${least}`);
  return value;
}

function fail(why: string): never {
  console.error(why);
  process.exit(2);
}
