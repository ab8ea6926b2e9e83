/** What a student asks of staff, and what they decided: excuses and appeals (scopes `me`, `staff:<id>`). */
import * as z from 'zod/mini';
import { classId, factId, sessionId, stamp, timeMs, userId } from '../primitives.ts';
import { person } from './user.ts';

export const requestRow = z.object({
  type: z.literal('request'),
  rev: z.int(),
  deleted: z.optional(z.boolean()),
  /** Chosen by the student's device: unique with the student. */
  id: factId,
  kind: z.enum(['excuse', 'appeal']),
  classId,
  studentId: userId,
  /** Of an appeal. */
  sessionId: z.nullable(sessionId),
  /** Of an excuse. */
  from: z.nullable(timeMs),
  until: z.nullable(timeMs),
  reason: z.string(),
  receivedAt: timeMs,
  /** null: not decided yet. */
  decision: z.nullable(z.enum(['approve', 'decline'])),
  note: z.nullable(z.string()),
  /** Of the decision. */
  stamp: z.nullable(stamp),
  /** For staff only. */
  student: z.nullable(person),
});
