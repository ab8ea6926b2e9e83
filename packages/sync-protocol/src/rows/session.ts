/** A session as folded from its facts (scope `class:<id>`). */
import * as z from 'zod/mini';
import { policy } from '../policy.ts';
import { classId, factId, MAX_REASON, MAX_TITLE, sessionId, stamp, text, timeMs } from '../primitives.ts';

export const sessionRow = z.object({
  type: z.literal('session'),
  rev: z.int(),
  deleted: z.optional(z.boolean()),
  id: sessionId,
  classId,
  status: z.enum(['scheduled', 'active', 'completed', 'cancelled']),
  startsAt: timeMs,
  /** Planned end from the timetable; null for an ad hoc session. */
  endsAt: z.nullable(timeMs),
  openedAt: z.nullable(z.number()),
  closedAt: z.nullable(z.number()),
  room: z.nullable(text(MAX_TITLE)),
  title: z.nullable(text(MAX_TITLE)),
  policy,
  lifecycle: z.nullable(z.object({ stamp, factId })),
  /** Planned by staff for one day, who may plan it anew; absent for sessions of the timetable. */
  single: z.optional(z.boolean()),
  /** Why it was cancelled; absent where nobody said so, and in rows of older servers. */
  cancelReason: z.optional(z.nullable(text(MAX_REASON))),
});
