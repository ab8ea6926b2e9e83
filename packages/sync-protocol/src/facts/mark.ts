/** A status set by hand: `mark`. */
import * as z from 'zod/mini';
import { MAX_REASON, sessionId, text, userId } from '../primitives.ts';

export const markStatus = z.enum(['present', 'late', 'absent', 'excused']);

export const mark = z.strictObject({
  sessionId,
  studentId: userId,
  status: z.nullable(markStatus),
  reason: z.optional(text(MAX_REASON)),
});
