/** How good is somebody's attendance, and what follows from it? (SPEC.md, ATT8) */
import type { AttendanceStatus } from './attendance-types.ts';

/** The line below which attendance is low, per cent. */
export const LOW_ATTENDANCE_PERCENT = 75;

/** Sessions by status; `expected` and `void` ones don't count yet, or at all. */
export interface Tally {
  readonly present: number;
  readonly late: number;
  readonly absent: number;
  readonly excused: number;
}

export interface RatePolicy {
  readonly thresholdPercent: number;
  /** Whether an excused absence counts as attended. */
  readonly excusedCounts: boolean;
}

export const DEFAULT_RATE_POLICY: RatePolicy = {
  thresholdPercent: LOW_ATTENDANCE_PERCENT,
  excusedCounts: true,
};

export function tallyOf(statuses: Iterable<AttendanceStatus>): Tally {
  const tally = { present: 0, late: 0, absent: 0, excused: 0 };
  for (const status of statuses) {
    if (status !== 'expected' && status !== 'void') tally[status] += 1;
  }
  return tally;
}

/** Sessions that counted. */
export function counted(tally: Tally): number {
  return tally.present + tally.late + tally.absent + tally.excused;
}

/** (present + late + excused by policy) / sessions that counted, 0 to 1; null when none counted. */
export function rate(tally: Tally, policy: RatePolicy = DEFAULT_RATE_POLICY): number | null {
  const sessions = counted(tally);
  return sessions === 0 ? null : attended(tally, policy) / sessions;
}

/** The rate in whole per cent, rounded down: 74.99 % never reads as 75. By whole numbers, as 100 × 0.57 is 56.99…; null when none counted. */
export function wholePercent(tally: Tally, policy: RatePolicy = DEFAULT_RATE_POLICY): number | null {
  const sessions = counted(tally);
  return sessions === 0 ? null : Math.floor((100 * attended(tally, policy)) / sessions);
}

/** Whether the rate lies below the line; whole numbers decide, so 75 % of 4 is exactly 3. */
export function isLow(tally: Tally, policy: RatePolicy = DEFAULT_RATE_POLICY): boolean {
  return surplus(tally, policy) < 0;
}

/**
 * How many sessions in a row somebody can still miss from now on without falling below the line.
 * @param remaining sessions left in the term, when known: nobody can miss more than there are
 * @returns Infinity for a line of 0 % and unknown remaining sessions
 */
export function canStillMiss(
  tally: Tally,
  policy: RatePolicy = DEFAULT_RATE_POLICY,
  remaining: number = Number.POSITIVE_INFINITY,
): number {
  const spare = Math.max(0, surplus(tally, policy));
  const misses = policy.thresholdPercent === 0 ? remaining : Math.floor(spare / policy.thresholdPercent);
  return Math.min(remaining, misses);
}

/**
 * How many sessions in a row somebody must attend to reach the line; 0 when already there.
 * @returns null when it can't be reached any more (a line of 100 % and one absence)
 */
export function mustAttendInARow(tally: Tally, policy: RatePolicy = DEFAULT_RATE_POLICY): number | null {
  const missing = Math.max(0, -surplus(tally, policy));
  if (missing === 0) return 0;
  return policy.thresholdPercent >= 100 ? null : Math.ceil(missing / (100 - policy.thresholdPercent));
}

function attended(tally: Tally, policy: RatePolicy): number {
  return tally.present + tally.late + (policy.excusedCounts ? tally.excused : 0);
}

/** 100 × (attended − line): not negative means at or above the line. */
function surplus(tally: Tally, policy: RatePolicy): number {
  return 100 * attended(tally, policy) - policy.thresholdPercent * counted(tally);
}
