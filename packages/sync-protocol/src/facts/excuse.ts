/** A student asks to be excused and staff decide: `excuse`, `excuse.decided`. */
import * as z from 'zod/mini';
import { classId, factId, MAX_REASON, someText, text, timeMs, userId } from '../primitives.ts';

export const excuse = z.strictObject({
  excuseId: factId,
  classId,
  from: timeMs,
  until: timeMs,
  reason: someText(MAX_REASON),
});

export const excuseDecided = z.strictObject({
  excuseId: factId,
  studentId: z.optional(userId),
  decision: z.enum(['approve', 'decline']),
  note: z.optional(text(MAX_REASON)),
});
