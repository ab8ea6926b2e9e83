/**
 * `pnpm sim --seeds N [--from S] [--only 3,7,12] [--bug name] [--history] [--known]`: simulates histories one after the other;
 * shortens and prints those that break a rule, and exits 1 when there were any.
 */
import { parseArgs } from 'node:util';
import { BUGS, isBugName } from '../src/sim/planted-bugs.ts';
import { makePlan } from '../src/sim/plan.ts';
import type { Plan } from '../src/sim/plan.ts';
import { knownFault } from '../src/sim/found-faults.ts';
import { tellFailure } from '../src/sim/report.ts';
import { runPlan } from '../src/sim/run.ts';
import type { Outcome } from '../src/sim/run.ts';
import { closeSchool } from '../src/sim/school.ts';
import { shrink } from '../src/sim/shrink.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    only: { type: 'string' },
    bug: { type: 'string' },
    /** Tells known faults like new ones. */
    known: { type: 'boolean', default: false },
    history: { type: 'boolean', default: false },
    /** Tells failures as they are. */
    whole: { type: 'boolean', default: false },
  },
});
const first = wholeNumber('--from', values.from);
const count = wholeNumber('--seeds', values.seeds);
const only = values.only === undefined ? null : new Set(values.only.split(',').map(Number));
const { bug } = values;
if (bug !== undefined && !isBugName(bug)) fail(`--bug is one of ${Object.keys(BUGS).join(', ')}`);

const run = (plan: Plan): Promise<Outcome> => runPlan(plan, bug === undefined ? {} : BUGS[bug]());
const totals = new Map<string, number>();
const failed: number[] = [];
const startedAt = performance.now();
for (let seed = first; seed < first + count; seed += 1) {
  const made = makePlan(seed);
  const plan = only === null ? made : { ...made, acts: made.acts.filter(({ number }) => only.has(number)) };
  const outcome = await run(plan);
  for (const [what, times] of outcome.counts) totals.set(what, (totals.get(what) ?? 0) + times);
  if (values.history) console.log(outcome.history.join('\n'));
  if (outcome.violation === null) continue;
  const known = knownFault(outcome.violation, plan);
  if (known && only === null && !values.known) {
    console.log(`seed ${seed}: known: ${known.why}`);
    continue;
  }
  failed.push(seed);
  const shrunk = values.whole || only !== null ? { plan, outcome } : await shrink(plan, outcome, run);
  console.log(`${tellFailure(made, shrunk.plan, shrunk.outcome)}\n`);
}
await closeSchool();
const perSeed = (performance.now() - startedAt) / count;
console.log(
  [...totals]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, times]) => `${what}: ${times}`)
    .join('\n'),
);
console.log(
  `${count} histories, ${perSeed.toFixed(0)} ms each; ${failed.length} broke a rule ${failed.join(' ')}`,
);
process.exitCode = failed.length > 0 ? 1 : 0;

function wholeNumber(option: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) fail(`${option} is a whole number`);
  return value;
}

function fail(why: string): never {
  console.error(why);
  process.exit(2);
}
