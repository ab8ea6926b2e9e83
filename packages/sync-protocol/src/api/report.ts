/** Attendance as staff read it: `/api/classes/:classId/report`, `/summary`, and of one student or session. */
import * as z from 'zod/mini';
import { markStatus } from '../facts/mark.ts';
import { classId, sessionId, timeMs, userId } from '../primitives.ts';
import { trust } from '../rows/attendance.ts';
import { person } from '../rows/user.ts';

/** A local date of the class, `2026-11-23`. */
const date = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/));
/** Sessions that begin on these dates and between them, in the class's time zone; both defaults: no bound. */
const range = { from: z.optional(date), until: z.optional(date) };

export const rangeQuery = z.strictObject(range);
export const reportQuery = z.strictObject({
  ...range,
  /** Defaults to `json`. */
  format: z.optional(z.enum(['json', 'csv', 'xlsx'])),
});

const tally = { present: z.int(), late: z.int(), absent: z.int(), excused: z.int() };
/** 0 to 1; null while no session has counted. */
const rate = z.nullable(z.number());

const reportSession = z.object({
  sessionId,
  /** In the order of their beginning over the whole class, from 1. */
  number: z.int(),
  startsAt: timeMs,
  status: z.enum(['active', 'completed']),
  ...tally,
  /** null while it runs: who isn't here yet isn't absent yet, so the first scan would make it 100 %. */
  rate,
});
export type ReportSession = z.infer<typeof reportSession>;

const standing = {
  ...tally,
  rate,
  /** Below the line, by the whole term. */
  low: z.boolean(),
  /** Sessions that can still be missed, of those that are left. */
  canStillMiss: z.int(),
  /** In a row, to reach the line; null when it can't be reached in the sessions that are left. */
  mustAttend: z.nullable(z.int()),
};

const reportStudent = z.object({
  studentId: userId,
  ...person.shape,
  ...standing,
  /** One letter a session, in their order: see STATUS_LETTERS. */
  statuses: z.string(),
});
export type ReportStudent = z.infer<typeof reportStudent>;

/** `-`: not on the roster of that session, or not decided yet. */
export const STATUS_LETTERS = { present: 'P', late: 'L', absent: 'A', excused: 'E' } as const;

const frame = {
  timeZone: z.string(),
  thresholdPercent: z.number(),
  /** Sessions of the timetable that are still to come. */
  remaining: z.int(),
};

/** A class in few numbers. */
const figures = {
  /** Students below the line, by the whole term. */
  low: z.int(),
  /** Of all students together, in the sessions that have ended. */
  rate,
  /** Students by rate, ten steps of 10 %; the last one holds 100 % too. */
  distribution: z.array(z.int()),
};

export const classReport = z.object({
  ...frame,
  ...figures,
  sessions: z.array(reportSession),
  /** Those below the line first, the lowest of them first; then by name. */
  students: z.array(reportStudent),
});
export type ClassReport = z.infer<typeof classReport>;

export const classSummary = z.object({
  ...frame,
  ...figures,
  sessions: z.array(reportSession),
  students: z.int(),
});

const studentSession = z.object({
  sessionId,
  number: z.int(),
  startsAt: timeMs,
  status: z.enum(['present', 'late', 'absent', 'excused', 'expected']),
  minutesLate: z.int(),
});
const ofStudent = { ...frame, studentId: userId, ...person.shape, ...standing };

/** One's own. */
export const studentReport = z.object({ ...ofStudent, sessions: z.array(studentSession) });
export type StudentReport = z.infer<typeof studentReport>;

const toldSession = z.object({
  ...studentSession.shape,
  /** When the scan that counts saw its code. */
  scannedAt: z.nullable(timeMs),
  trust: z.nullable(trust),
  needsReview: z.boolean(),
  /** The newest by hand, with who made it; null where there is none. `status` null: it took an earlier one back. */
  mark: z.nullable(
    z.object({
      status: z.nullable(markStatus),
      reason: z.nullable(z.string()),
      by: z.nullable(z.string()),
      at: timeMs,
    }),
  ),
});
export type ToldSession = z.infer<typeof toldSession>;

/** The same as staff read it: with what each status rests on. */
export const toldStudentReport = z.object({ ...ofStudent, sessions: z.array(toldSession) });
export type ToldStudentReport = z.infer<typeof toldStudentReport>;

/** Each class that one teaches, over the whole term; classes without a session that has ended have no rate. */
export const taughtRates = z.object({
  classes: z.array(z.object({ classId, rate, low: z.int(), thresholdPercent: z.number() })),
});
export type TaughtRates = z.infer<typeof taughtRates>;
