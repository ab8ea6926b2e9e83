/** Did the scanner see the code change, as a screen shows it and a photo can't? (SPEC.md, SCAN7) */
import type { Policy } from './policy.ts';
import { tokenTime } from './steps.ts';
import type { Token } from './token.ts';

/** Capture gap and frame distance may differ by one frame and this (SCAN7). */
export const FRAME_TOLERANCE_MS = 500;

/** A token and when its picture was taken, counted from the first reading of the scan. */
export interface TimedToken {
  readonly token: Pick<Token, 'stepStart' | 'frame'>;
  readonly gapMs: number;
}

/**
 * At least two different frames, as far apart on the screen as in the capture (SCAN7). The server judges by it, and
 * a phone keeps looking until it holds. @param readings valid ones that agree on their session, ordered by gap
 */
export function sawTheCodeChange(readings: readonly TimedToken[], policy: Pick<Policy, 'frameMs'>): boolean {
  const [first] = readings;
  if (first === undefined) return false;
  const firstTime = tokenTime(first.token, policy);
  const toleranceMs = policy.frameMs + FRAME_TOLERANCE_MS;
  const changed = readings.some(({ token }) => tokenTime(token, policy) !== firstTime);
  const inStep = readings.every(({ token, gapMs }) => {
    const shownApartMs = tokenTime(token, policy) - firstTime;
    return Math.abs(shownApartMs - (gapMs - first.gapMs)) <= toleranceMs;
  });
  return changed && inStep;
}
