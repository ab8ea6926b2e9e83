/** Which of two facts is newer? Hybrid logical clock stamps (SPEC.md, FACT3 and SES1). */
import type { Stamp } from './facts.ts';
import { compareText } from './receipt-order.ts';

/** How far a stamp may lie ahead of its first receipt before it is clamped (FACT3). */
export const MAX_STAMP_LEAD_MS = 5 * 60_000;
const MAX_COUNTER = 0xffff_ffff;

interface Stamped {
  readonly stamp: Stamp;
  readonly factId: string;
  /** Left out where it isn't known: what a device folds is its own and the server's. */
  readonly author?: string | undefined;
}

/** Negative when `a` is older, positive when it is newer, 0 when equal. */
export function compareStamps(a: Stamp, b: Stamp): number {
  return a[0] - b[0] || a[1] - b[1];
}

/** Order of two stamped facts; equal stamps are decided by id and author, so the order is total. */
export function compareStamped(a: Stamped, b: Stamped): number {
  return (
    compareStamps(a.stamp, b.stamp) ||
    compareText(a.factId, b.factId) ||
    compareText(a.author ?? '', b.author ?? '')
  );
}

/** Whether `a` replaces `b`: greater stamp, or the larger id, then author, when the stamps are equal. */
export function newer(a: Stamped, b: Stamped): boolean {
  return compareStamped(a, b) > 0;
}

/**
 * The stamp of the next fact of a device: never below `last`, whatever the clock does.
 * @param nowMs server-anchored clock of the device; fractions are cut
 */
export function nextStamp(last: Stamp, nowMs: number): Stamp {
  const wall = wholeMs(nowMs);
  if (wall > last[0]) return [wall, 0];
  return last[1] < MAX_COUNTER ? [last[0], last[1] + 1] : [last[0] + 1, 0];
}

/**
 * What a device's `last` becomes after seeing another's stamp, so that what it states next is newer.
 * A stamp far in the future is not followed further than the server would (FACT3).
 */
export function observeStamp(last: Stamp, seen: Stamp, nowMs: number): Stamp {
  const bounded = clampStamp(seen, wholeMs(nowMs));
  return compareStamps(bounded, last) > 0 ? bounded : last;
}

/**
 * The stamp that counts for a fact first received at `receivedAt` (FACT3). The counter is dropped when clamping:
 * facts of one fast clock then keep their order by id, which a counter of an earlier burst would upset.
 */
export function clampStamp(stamp: Stamp, receivedAt: number): Stamp {
  const limit = receivedAt + MAX_STAMP_LEAD_MS;
  return stamp[0] > limit ? [limit, 0] : stamp;
}

function wholeMs(nowMs: number): number {
  return Math.max(0, Math.floor(nowMs));
}
