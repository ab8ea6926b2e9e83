/** A student contests a verdict and staff decide: `appeal`, `appeal.decided`. */
import * as z from 'zod/mini';
import { factId, MAX_REASON, sessionId, someText, text, userId } from '../primitives.ts';

export const appeal = z.strictObject({ appealId: factId, sessionId, reason: someText(MAX_REASON) });

export const appealDecided = z.strictObject({
  appealId: factId,
  studentId: z.optional(userId),
  decision: z.enum(['approve', 'decline']),
  note: z.optional(text(MAX_REASON)),
});
