/** How a failing history is told: its seed, what broke, what is left of it, and the command that plays it again. */
import { describeAct } from './acts.ts';
import type { Plan } from './plan.ts';
import { START } from './school.ts';
import type { Outcome } from './run.ts';

/** The end of a history says most. */
const LINES_SHOWN = 40;
const LINE_LENGTH = 400;

export function replayCommand({ seed, acts }: Plan, isWhole: boolean): string {
  const only = isWhole ? '' : ` --only ${acts.map(({ number }) => number).join(',') || 'none'}`;
  return `pnpm sim --from ${seed} --seeds 1${only}`;
}

export function tellFailure(whole: Plan, shrunk: Plan, { violation, history }: Outcome): string {
  const shown = history.slice(-LINES_SHOWN).map((line) => `  ${line.slice(0, LINE_LENGTH)}`);
  return [
    `seed ${whole.seed} breaks ${violation?.message ?? 'nothing'}`,
    `shortened from ${whole.acts.length} to ${shrunk.acts.length} acts:`,
    ...shrunk.acts.map((act) => `  ${describeAct(act, START)}`),
    `what happened, the last ${shown.length} of ${history.length} lines:`,
    ...shown,
    `again: ${replayCommand(shrunk, shrunk.acts.length === whole.acts.length)}`,
  ].join('\n');
}
