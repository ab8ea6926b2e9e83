/** Attendance policy on the wire (domain/policy.ts). */
import * as z from 'zod/mini';
import { durationMs } from './primitives.ts';

const stepMs = z.int().check(z.minimum(1_000), z.maximum(3_600_000));

export const policy = z.strictObject({
  /** Whole seconds: a token states its step in Unix seconds. */
  rotationMs: z.int().check(z.minimum(1_000), z.maximum(3_600_000), z.multipleOf(1_000)),
  expiryMs: stepMs,
  frameMs: z.int().check(z.minimum(200), z.maximum(3_600_000)),
  lateAfterMs: durationMs,
  twoFrames: z.boolean(),
  offlineScans: z.enum(['accept', 'review']),
});
