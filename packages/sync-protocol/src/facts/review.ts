/** Staff decide a scan that needs review: `review`. */
import * as z from 'zod/mini';
import { factId, MAX_REASON, text } from '../primitives.ts';

export const review = z.strictObject({
  scanId: factId,
  decision: z.enum(['accept', 'reject']),
  reason: z.optional(text(MAX_REASON)),
});
