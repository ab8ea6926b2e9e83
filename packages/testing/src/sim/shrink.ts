/** What is the shortest history that breaks the same rule? Leaves acts out, faults first, while it still does. */
import type { Act } from './acts.ts';
import { FAULT_KINDS } from './acts.ts';
import { knownFault } from './found-faults.ts';
import type { Plan } from './plan.ts';
import type { Outcome } from './run.ts';

/** Histories tried at most: shortening is a courtesy, not a proof. */
export const MAX_TRIES = 150;

export interface Shrunk {
  readonly plan: Plan;
  readonly outcome: Outcome;
  readonly tries: number;
}

/** @param failing an outcome of `plan` with a violation */
export async function shrink(
  plan: Plan,
  failing: Outcome,
  run: (plan: Plan) => Promise<Outcome>,
  maxTries: number = MAX_TRIES,
): Promise<Shrunk> {
  const wanted = faultOf(plan, failing);
  let best: Shrunk = { plan, outcome: failing, tries: 0 };
  let tries = 0;

  /** Keeps the shorter history when it breaks the same rule. */
  async function without(dropped: ReadonlySet<Act>): Promise<boolean> {
    if (dropped.size === 0 || tries >= maxTries) return false;
    tries += 1;
    const shorter = { ...plan, acts: best.plan.acts.filter((act) => !dropped.has(act)) };
    const outcome = await run(shorter);
    if (faultOf(shorter, outcome) !== wanted) return false;
    best = { plan: shorter, outcome, tries };
    return true;
  }

  await without(new Set(plan.acts.filter(({ kind }) => FAULT_KINDS.has(kind))));
  for (let size = Math.ceil(best.plan.acts.length / 2); size >= 1; size = Math.floor(size / 2)) {
    let at = 0;
    while (at < best.plan.acts.length && tries < maxTries) {
      const done = await without(new Set(best.plan.acts.slice(at, at + size)));
      if (!done) at += size;
    }
  }
  return { ...best, tries };
}

/** A fault that is known must not pass for a new one that breaks the same rule. */
function faultOf(plan: Plan, { violation }: Outcome): string | null {
  return violation && `${violation.rule} ${knownFault(violation, plan)?.why ?? ''}`;
}
