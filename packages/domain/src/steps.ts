/** Which step and frame belong on the screen at a moment, and how long are they good? (token format, TIME4) */
import type { Policy } from './policy.ts';

/** A frame is one byte in a token. */
export const MAX_FRAME = 255;

/** Start of the step at `atMs` (server-anchored), Unix seconds. @param rotationMs whole seconds */
export function stepStartAt(atMs: number, rotationMs: number): number {
  return (Math.floor(atMs / rotationMs) * rotationMs) / 1000;
}

/** Frame on the screen at `atMs` within the step that began at `stepStart` (Unix seconds). */
export function frameAt(atMs: number, stepStart: number, policy: Pick<Policy, 'frameMs'>): number {
  const frame = Math.floor((atMs - stepStart * 1000) / policy.frameMs);
  return Math.min(MAX_FRAME, Math.max(0, frame));
}

/** Epoch ms at which the token's frame appeared on the issuer's screen: what lateness is counted with (TIME4). */
export function tokenTime(
  token: { readonly stepStart: number; readonly frame: number },
  policy: Pick<Policy, 'frameMs'>,
): number {
  return token.stepStart * 1000 + token.frame * policy.frameMs;
}

/** Epoch ms at which the token's step ends. */
export function expiresAt(token: { readonly stepStart: number }, policy: Pick<Policy, 'expiryMs'>): number {
  return token.stepStart * 1000 + policy.expiryMs;
}
