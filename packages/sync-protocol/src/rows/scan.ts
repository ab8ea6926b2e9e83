/** A scan and its verdict (scope `me`; in `staff:<id>` those that staff must see, with the student's name). */
import * as z from 'zod/mini';
import { classId, factId, sessionId, text, timeMs, userId } from '../primitives.ts';
import { trust } from './attendance.ts';
import { person } from './user.ts';

export const scanRow = z.object({
  type: z.literal('scan'),
  rev: z.int(),
  deleted: z.optional(z.boolean()),
  id: factId,
  /** null while the session isn't known to the server. */
  sessionId: z.nullable(sessionId),
  classId: z.nullable(classId),
  studentId: userId,
  outcome: z.enum(['accepted', 'review', 'waiting', 'rejected']),
  reason: z.nullable(text(60)),
  trust: z.nullable(trust),
  tokenTime: z.nullable(z.number()),
  notBefore: z.nullable(z.number()),
  notAfter: z.number(),
  scannedAt: z.number(),
  receivedAt: timeMs,
  how: z.enum(['camera', 'link', 'typed', 'api']),
  student: z.nullable(person),
});
