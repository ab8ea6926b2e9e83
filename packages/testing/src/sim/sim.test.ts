import { afterAll, expect, test } from 'vitest';
import { readSummary, summaryFile } from '../reliability/committed.ts';
import { FOUND_FAULTS, knownFault } from './found-faults.ts';
import { BUGS, isBugName } from './planted-bugs.ts';
import { makePlan, pinnedPlan } from './plan.ts';
import type { Plan } from './plan.ts';
import { tellFailure } from './report.ts';
import { runPlan } from './run.ts';
import type { Outcome } from './run.ts';
import { closeSchool } from './school.ts';
import { shrink } from './shrink.ts';

const TIMEOUT_MS = 600_000;
const SHRINKING_TRIES = 60;

afterAll(closeSchool);

function cut(plan: Plan, only: readonly number[]): Plan {
  return { ...plan, acts: plan.acts.filter(({ number }) => only.includes(number)) };
}

/** The failing history, shortened and told; null when nothing is wrong that isn't known. */
async function told(plan: Plan, outcome: Outcome): Promise<string | null> {
  if (outcome.violation === null || knownFault(outcome.violation, plan)) return null;
  const shrunk = await shrink(plan, outcome, (shorter) => runPlan(shorter), SHRINKING_TRIES);
  return tellFailure(plan, shrunk.plan, shrunk.outcome);
}

test('the same seed gives the same history, message by message', { timeout: TIMEOUT_MS }, async () => {
  for (const seed of [1, 2, 3]) {
    const first = await runPlan(makePlan(seed));
    const second = await runPlan(makePlan(seed));
    expect(second.history).toEqual(first.history);
    expect(second.hash).toBe(first.hash);
  }
});

const [mended, open] = [true, false].map((done) => FOUND_FAULTS.filter((fault) => fault.mended === done));

test.each(mended ?? [])(
  'mended, seed $seed: $why',
  { timeout: TIMEOUT_MS },
  async ({ seed, acts, isLive }) => {
    const plan = pinnedPlan(seed, acts, isLive);
    expect(await told(plan, await runPlan(plan))).toBeNull();
  },
);

test.each(open ?? [])('to be mended, seed $seed: $why', { timeout: TIMEOUT_MS }, async (fault) => {
  const plan = pinnedPlan(fault.seed, fault.acts, fault.isLive);
  const { violation } = await runPlan(plan);
  expect(violation && knownFault(violation, plan), 'set `mended` in found-faults.ts').toBe(fault);
});

/** The seeds that docs/reliability.md names: found by `pnpm sim --planted`. */
const planted = readSummary(summaryFile('planted'));
const found = planted.suite === 'planted' ? planted.bugs : [];

test.each(found)(
  'the planted bug $name is found at seed $seed',
  { timeout: TIMEOUT_MS },
  async ({ name, seed, rule }) => {
    if (!isBugName(name) || seed === null) expect.fail(name);
    const plan = makePlan(seed);
    const { violation } = await runPlan(plan, BUGS[name]());
    expect(violation?.rule, 'run `pnpm sim --planted --json f`, then `pnpm reliability f`').toBe(rule);
    expect((await runPlan(plan)).violation).toBeNull();
  },
);

test(
  'a failing history is cut to what it needs and can be played again',
  { timeout: TIMEOUT_MS },
  async () => {
    const plan = makePlan(found.find(({ name }) => name === 'outbox_cleared_on_4xx')?.seed ?? 0);
    const run = (shorter: Plan) => runPlan(shorter, BUGS.outbox_cleared_on_4xx());
    const failing = await run(plan);
    const shrunk = await shrink(plan, failing, run, SHRINKING_TRIES);
    expect(shrunk.plan.acts.length).toBeLessThan(plan.acts.length / 3);
    expect(shrunk.outcome.violation?.rule).toBe(failing.violation?.rule);
    const again = await run(
      cut(
        plan,
        shrunk.plan.acts.map(({ number }) => number),
      ),
    );
    expect(again.hash).toBe(shrunk.outcome.hash);
    const text = tellFailure(plan, shrunk.plan, shrunk.outcome);
    expect(text).toContain(`pnpm sim --from ${plan.seed} --seeds 1 --only `);
  },
);
