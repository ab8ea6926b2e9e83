/**
 * Faults that histories have shown and that are not mended yet. The sweep passes over them; a test says when one no
 * longer occurs, so that its entry goes.
 */
import type { Violation } from './violation.ts';

export interface KnownFault {
  readonly rule: string;
  /** What the violation's message looks like. */
  readonly like: RegExp;
  /** A history that shows it, cut to what it needs. */
  readonly seed: number;
  readonly only: readonly number[];
  readonly why: string;
}

export const KNOWN_FAULTS: readonly KnownFault[] = [
  {
    rule: 'replica_is_fresh_pull',
    like: /: class:[0-9a-f-]+ class:[0-9a-f-]+: given .*"kids"/,
    seed: 20,
    only: [],
    why: 'Revoking a staff device takes its kid out of the class row without a new rev: nobody who has the row hears of it.',
  },
];

export function knownFault(violation: Violation): KnownFault | undefined {
  return KNOWN_FAULTS.find(({ rule, like }) => rule === violation.rule && like.test(violation.message));
}
