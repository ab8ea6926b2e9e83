/**
 * Attendance of (session, student) with what the fold needs beneath, so that a device can fold its pending
 * facts over it and get what the server will get (DEV3). Scopes `me` and `staff:<id>`.
 */
import * as z from 'zod/mini';
import { markStatus } from '../facts/mark.ts';
import { classId, factId, sessionId, stamp, userId } from '../primitives.ts';

export const trust = z.enum(['live', 'deferred', 'witnessed']);

export const attendanceStatus = z.enum(['present', 'late', 'absent', 'excused', 'expected', 'void']);

export const attendanceRow = z.object({
  type: z.literal('attendance'),
  rev: z.int(),
  deleted: z.optional(z.boolean()),
  sessionId,
  classId,
  studentId: userId,
  status: attendanceStatus,
  source: z.enum(['scan', 'mark', 'excuse', 'completion', 'none']),
  at: z.nullable(z.number()),
  minutesLate: z.int(),
  trust: z.nullable(trust),
  needsReview: z.boolean(),
  mark: z.nullable(z.object({ status: z.nullable(markStatus), stamp, factId })),
  scan: z.nullable(z.object({ tokenTime: z.number(), trust })),
  excused: z.boolean(),
  onRoster: z.boolean(),
});
