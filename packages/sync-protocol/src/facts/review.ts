/** Staff decide a scan that needs review: `review`. */
import * as z from 'zod/mini';
import { factId, MAX_REASON, text, userId } from '../primitives.ts';

export const review = z.strictObject({
  scanId: factId,
  /** Left out by apps for which scan ids were everybody's. */
  studentId: z.optional(userId),
  decision: z.enum(['accept', 'reject']),
  reason: z.optional(text(MAX_REASON)),
});
