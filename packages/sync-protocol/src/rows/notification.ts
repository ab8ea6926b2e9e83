/** Something a person should be told (scope `me`). */
import * as z from 'zod/mini';
import { classId, sessionId, timeMs, userId, uuid } from '../primitives.ts';

const attendanceStatus = z.enum(['present', 'late', 'absent', 'excused', 'expected', 'void']);

export const notificationRow = z.object({
  type: z.literal('notification'),
  rev: z.int(),
  deleted: z.optional(z.boolean()),
  id: uuid,
  /** `attendance_changed`: a record that had been settled by completion changed afterwards (ATT7). */
  kind: z.enum(['attendance_changed']),
  at: timeMs,
  classId,
  sessionId,
  studentId: userId,
  studentName: z.string(),
  before: attendanceStatus,
  after: attendanceStatus,
  readAt: z.nullable(timeMs),
});
