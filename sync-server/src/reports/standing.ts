/** How a student stands by a tally, as reports say it (ATT8). */
import type { RatePolicy, Tally } from '@hazri/domain';
import { canStillMiss, isLow, mustAttendInARow, rate } from '@hazri/domain';

export interface Standing extends Tally {
  readonly rate: number | null;
  readonly low: boolean;
  readonly canStillMiss: number;
  readonly mustAttend: number | null;
}

export const NO_TALLY: Tally = { present: 0, late: 0, absent: 0, excused: 0 };

/**
 * @param shown what the report counts
 * @param whole of the whole term: what can still be missed doesn't depend on the dates that somebody looks at
 */
export function standingOf(shown: Tally, whole: Tally, policy: RatePolicy, remaining: number): Standing {
  const { present, late, absent, excused } = shown;
  const mustAttend = mustAttendInARow(whole, policy);
  return {
    present,
    late,
    absent,
    excused,
    rate: rate(shown, policy),
    low: isLow(whole, policy),
    canStillMiss: canStillMiss(whole, policy, remaining),
    mustAttend: mustAttend !== null && mustAttend <= remaining ? mustAttend : null,
  };
}
