/** Newest headcount of a session (scope `staff:<id>`). */
import * as z from 'zod/mini';
import { classId, sessionId, stamp } from '../primitives.ts';

export const headcountRow = z.object({
  type: z.literal('headcount'),
  rev: z.int(),
  deleted: z.optional(z.boolean()),
  sessionId,
  classId,
  count: z.int(),
  stamp,
});
