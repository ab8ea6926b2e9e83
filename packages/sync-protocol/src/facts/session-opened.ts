/** A session begins: `session.opened`. */
import * as z from 'zod/mini';
import { policy } from '../policy.ts';
import { classId, MAX_TITLE, offsetMs, sessionId, text, timeMs, u32 } from '../primitives.ts';

export const sessionOpened = z.strictObject({
  sessionId,
  classId,
  startsAt: timeMs,
  kid: u32,
  room: z.optional(text(MAX_TITLE)),
  title: z.optional(text(MAX_TITLE)),
  clockOffsetMs: offsetMs,
  policy,
});
