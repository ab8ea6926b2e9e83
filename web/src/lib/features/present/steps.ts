/** Which steps a screen must have stated before it shows them, and when it changes (TIME2, TIME4). Pure. */
import { stepStartAt, type Policy } from '@hazri/domain';

/** Steps stated ahead in one fact: five minutes at 30 s, so that a reload seldom needs to state new ones. */
export const STEPS_AHEAD = 10;
/** New steps are stated when fewer than this many are left. */
const STEPS_LOW = 3;

/** Milliseconds of the server-anchored clock until the picture changes: the next frame, or the next step. */
export function msToNextFrame(nowMs: number, policy: Policy): number {
  const intoStep = nowMs - stepStartAt(nowMs, policy.rotationMs) * 1_000;
  const nextFrame = (Math.floor(intoStep / policy.frameMs) + 1) * policy.frameMs;
  return Math.max(1, Math.min(nextFrame, policy.rotationMs) - intoStep);
}

export function msToNextStep(nowMs: number, policy: Policy): number {
  return policy.rotationMs - (nowMs - stepStartAt(nowMs, policy.rotationMs) * 1_000);
}

/** The steps to state now so that none is ever displayed unstated; empty while enough lie ahead. */
export function stepsToState(
  nowMs: number,
  policy: Policy,
  stated: ReadonlyMap<number, string>,
): readonly number[] {
  const current = stepStartAt(nowMs, policy.rotationMs);
  const ahead = Array.from(
    { length: STEPS_AHEAD },
    (_, index) => current + (index * policy.rotationMs) / 1_000,
  );
  const low = ahead.slice(0, STEPS_LOW).some((step) => !stated.has(step));
  return low ? ahead.filter((step) => !stated.has(step)) : [];
}
