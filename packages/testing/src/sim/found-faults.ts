/**
 * Faults that histories have found, each with one that shows it. While one isn't mended the sweep passes over it;
 * afterwards its history stays and must not break anything any more.
 */
import type { Act, ActKind } from './acts.ts';
import type { Plan } from './plan.ts';
import type { Violation } from './violation.ts';

export interface FoundFault {
  readonly rule: string;
  /** What the violation's message looks like, */
  readonly like: RegExp;
  /** and what the history must contain. */
  readonly within: (acts: readonly Act[]) => boolean;
  /** A history that shows it, cut to what it needs. */
  readonly seed: number;
  readonly only: readonly number[];
  readonly why: string;
  readonly mended: boolean;
}

const has =
  (...kinds: readonly ActKind[]) =>
  (acts: readonly Act[]): boolean =>
    kinds.every((wanted) => acts.some(({ kind }) => kind === wanted));

export const FOUND_FAULTS: readonly FoundFault[] = [
  {
    rule: 'replica_is_fresh_pull',
    like: /: class:[0-9a-f-]+ class:[0-9a-f-]+: given .*"kids"/,
    within: has('revoke'),
    seed: 20,
    only: [29],
    why: 'Revoking a staff device takes its kid out of the class row without a new rev: nobody who has the row hears of it.',
    mended: true,
  },
  {
    rule: 'record_is_reference',
    like: /: scan [0-9a-f-]+: server .*"scan_withheld"/,
    within: has('restore'),
    seed: 4,
    only: [38, 46, 47, 56],
    why: 'A scan sent again after a restore counts as withheld: contacts of the new life are held against its first receipt in the old one.',
    mended: true,
  },
  {
    rule: 'nobody_withheld',
    like: /"reason":"scan_withheld"/,
    within: has('clock_step'),
    seed: 5033,
    only: [1, 7, 8, 10],
    why: 'A phone whose clock is put back keeps contacts in its future: an honest scan then seems to have been held back (SCAN8).',
    mended: true,
  },
  {
    rule: 'nobody_withheld',
    like: /"reason":"scan_withheld"/,
    within: (acts) => acts.some((act) => act.kind === 'weather' && act.weather === 'proxy'),
    seed: 5052,
    only: [3, 11, 16, 17],
    why: 'After a refusal the engine sends smaller batches, also when a proxy refused: the server takes what was left behind for held back (SCAN8).',
    mended: true,
  },
  {
    rule: 'nothing_lost',
    like: /./,
    within: has('restore', 'wipe'),
    seed: 2321,
    only: [2, 3, 35, 40],
    why: 'Facts that another life of the server puts back into the outbox are not journalled again: a wipe before they are sent loses them (DEV8).',
    mended: true,
  },
];

export function knownFault(violation: Violation, { acts }: Plan): FoundFault | undefined {
  return FOUND_FAULTS.find(
    ({ rule, like, within, mended }) =>
      !mended && rule === violation.rule && like.test(violation.message) && within(acts),
  );
}
