/** The eight digits for those without a camera, and which steps they are tried against (SCAN18). */
import { assert } from './assert.ts';
import type { Bytes } from './bytes.ts';
import { labelled, readU32be, u32be } from './bytes.ts';
import type { SessionRef } from './ids.ts';
import type { Policy } from './policy.ts';
import type { Reading } from './readings.ts';

export const SHORT_CODE_DIGITS = 8;
/** A typed code is tried against steps that begin within ± this of its corrected time. */
export const SHORT_CODE_WINDOW_MS = 60_000;
/** Tries per student and class … */
export const MAX_SHORT_CODE_TRIES = 3;
/** … within this time. */
export const SHORT_CODE_TRIES_WITHIN_MS = 3 * 3_600_000;

/** The bytes that HMAC-SHA256 under the session key signs: `"hazri/v1/short" 0x00` and the step. */
export function shortCodeMessage(stepStart: number): Bytes {
  return labelled('hazri/v1/short', u32be(stepStart));
}

/** Eight digits: the first 8 bytes of the MAC as u64be, modulo 10^8. @param mac the full HMAC */
export function shortCodeFromMac(mac: Uint8Array): string {
  assert(mac.length >= 8, 'MAC shorter than a short code');
  const value = (BigInt(readU32be(mac, 0)) << 32n) | BigInt(readU32be(mac, 4));
  return (value % 100_000_000n).toString().padStart(SHORT_CODE_DIGITS, '0');
}

/** Step starts (Unix seconds, ascending) that a code typed at `correctedAt` (epoch ms) may belong to. */
export function shortCodeSteps(correctedAt: number, policy: Pick<Policy, 'rotationMs'>): readonly number[] {
  const { rotationMs } = policy;
  const steps: number[] = [];
  const first = Math.max(0, Math.ceil((correctedAt - SHORT_CODE_WINDOW_MS) / rotationMs) * rotationMs);
  for (let at = first; at <= correctedAt + SHORT_CODE_WINDOW_MS; at += rotationMs) steps.push(at / 1000);
  return steps;
}

/** What a matching short code proves, in the form that `judgeScan` takes: a step, no frame and no nonce. */
export function typedReading(match: {
  readonly kid: number;
  readonly ref: SessionRef;
  readonly stepStart: number;
}): Reading {
  return {
    ok: true,
    token: { version: 1, ...match, frame: 0, nonce: '00000000', tag: new Uint8Array(0) },
    gapMs: 0,
  };
}

/**
 * Whether a try is one of the first three in any three hours, by corrected time and not by arrival, so that
 * queueing tries offline gains nothing.
 * @param tries all tries of the student for the class, this one included or not; `at` corrected epoch ms
 */
export function isTryAllowed(
  tries: readonly { readonly id: string; readonly at: number }[],
  attempt: { readonly id: string; readonly at: number },
): boolean {
  const earlier = tries.filter(
    (other) =>
      other.id !== attempt.id &&
      other.at > attempt.at - SHORT_CODE_TRIES_WITHIN_MS &&
      (other.at < attempt.at || (other.at === attempt.at && other.id < attempt.id)),
  );
  return earlier.length < MAX_SHORT_CODE_TRIES;
}
