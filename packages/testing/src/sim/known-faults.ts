/**
 * Faults that histories have shown and that are not mended yet. The sweep passes over them; a test says when one no
 * longer occurs, so that its entry goes.
 */
import type { ActKind } from './acts.ts';
import type { Plan } from './plan.ts';
import type { Violation } from './violation.ts';

export interface KnownFault {
  readonly rule: string;
  /** What the violation's message looks like, */
  readonly like: RegExp;
  /** and what must have happened before. */
  readonly after: ActKind;
  /** A history that shows it, cut to what it needs. */
  readonly seed: number;
  readonly only: readonly number[];
  readonly why: string;
}

export const KNOWN_FAULTS: readonly KnownFault[] = [
  {
    rule: 'replica_is_fresh_pull',
    like: /: class:[0-9a-f-]+ class:[0-9a-f-]+: given .*"kids"/,
    after: 'revoke',
    seed: 20,
    only: [29],
    why: 'Revoking a staff device takes its kid out of the class row without a new rev: nobody who has the row hears of it.',
  },
  {
    rule: 'record_is_reference',
    like: /: scan [0-9a-f-]+: server .*"scan_withheld"/,
    after: 'restore',
    seed: 4,
    only: [38, 46, 47, 56],
    why: 'A scan sent again after a restore counts as withheld: contacts of the new life are held against its first receipt in the old one.',
  },
];

export function knownFault(violation: Violation, plan: Plan): KnownFault | undefined {
  return KNOWN_FAULTS.find(
    ({ rule, like, after }) =>
      rule === violation.rule && like.test(violation.message) && plan.acts.some(({ kind }) => kind === after),
  );
}
