/** What does one seed show? Its history run, and when it breaks a rule cut short and put into words. */
import { knownFault } from './found-faults.ts';
import { BUGS } from './planted-bugs.ts';
import type { BugName } from './planted-bugs.ts';
import { makePlan } from './plan.ts';
import type { Plan } from './plan.ts';
import { tellFailure } from './report.ts';
import { runPlan } from './run.ts';
import type { Outcome } from './run.ts';
import { shrink } from './shrink.ts';

export interface SeedResult {
  readonly seed: number;
  /** The rule that it breaks. */
  readonly rule: string | null;
  /** The failure in words. */
  readonly told: string | null;
  /** Why it is no news, when the fault is one that waits to be mended. */
  readonly known: string | null;
  /** How often each kind of act and of message fate occurred. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface SeedOptions {
  readonly bug: BugName | null;
  /** Histories tried to shorten a failing one; 0: it is told whole. */
  readonly shrinkTries: number;
  /** Tells known faults like new ones. */
  readonly tellsKnown: boolean;
}

export async function simulateSeed(seed: number, options: SeedOptions): Promise<SeedResult> {
  const { bug, shrinkTries, tellsKnown } = options;
  const run = (plan: Plan): Promise<Outcome> => runPlan(plan, bug === null ? {} : BUGS[bug]());
  const plan = makePlan(seed);
  const outcome = await run(plan);
  const counts = Object.fromEntries(outcome.counts);
  const { violation } = outcome;
  if (violation === null) return { seed, rule: null, told: null, known: null, counts };
  const known = tellsKnown ? undefined : knownFault(violation, plan);
  if (known) return { seed, rule: violation.rule, told: null, known: known.why, counts };
  const shrunk = shrinkTries === 0 ? { plan, outcome } : await shrink(plan, outcome, run, shrinkTries);
  const told = tellFailure(plan, shrunk.plan, shrunk.outcome);
  return { seed, rule: violation.rule, told, known: null, counts };
}
