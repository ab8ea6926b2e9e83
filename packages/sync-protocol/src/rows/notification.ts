/** Something a person should be told (scope `me`). */
import * as z from 'zod/mini';
import { classId, sessionId, timeMs, userId, uuid } from '../primitives.ts';

const attendanceStatus = z.enum(['present', 'late', 'absent', 'excused', 'expected', 'void']);

/**
 * - `session_started`: a session of a class that the person attends began
 * - `attendance_recorded`: the person's scan counts: `after`
 * - `attendance_changed`: a record that had been settled by completion changed afterwards, from `before` to `after` (ATT7)
 * - `below_threshold`: attendance in the class fell below the line, to `percent`
 * - `account_approved`: an administrator approved the account
 */
export const notificationKind = z.enum([
  'session_started',
  'attendance_recorded',
  'attendance_changed',
  'below_threshold',
  'account_approved',
]);

/** What a kind doesn't speak of is null. */
export const notificationRow = z.object({
  type: z.literal('notification'),
  rev: z.int(),
  deleted: z.optional(z.boolean()),
  id: uuid,
  kind: notificationKind,
  at: timeMs,
  classId: z.nullable(classId),
  sessionId: z.nullable(sessionId),
  studentId: z.nullable(userId),
  studentName: z.nullable(z.string()),
  before: z.nullable(attendanceStatus),
  after: z.nullable(attendanceStatus),
  /** Whole per cent, rounded down. */
  percent: z.nullable(z.int().check(z.minimum(0), z.maximum(100))),
  readAt: z.nullable(timeMs),
});
