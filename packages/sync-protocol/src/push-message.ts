/**
 * What a push message carries to the service worker, which makes the words of it. It is encrypted for the one browser
 * (RFC 8291), lies on a lock screen, and so names a class but no person.
 */
import * as z from 'zod/mini';
import { classId, sessionId, timeMs, uuid } from './primitives.ts';
import { notificationKind } from './rows/notification.ts';

export const pushMessage = z.object({
  id: uuid,
  kind: notificationKind,
  at: timeMs,
  language: z.enum(['en', 'hi', 'te']),
  /** Where its page is: students and staff see a class on different ones. */
  audience: z.enum(['student', 'staff']),
  classId: z.nullable(classId),
  sessionId: z.nullable(sessionId),
  /** As screens call the class; null when it is about none. */
  className: z.nullable(z.string()),
  /** What the record says now. */
  after: z.nullable(z.enum(['present', 'late', 'absent', 'excused', 'expected', 'void'])),
  percent: z.nullable(z.int()),
});
export type PushMessage = z.infer<typeof pushMessage>;
