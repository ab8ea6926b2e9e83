/**
 * The routes of the older system, for its clients: its paths and its names of fields, where it had JSON its shapes.
 * Every answer says `success`; one that went wrong says `error` for people beside the `reason` for machines.
 */
import * as z from 'zod/mini';
import { account } from '../auth/login.ts';
import {
  MAX_REASON,
  MAX_TITLE,
  sessionId,
  someText,
  text,
  timeMs,
  trimmedText,
  uuid,
} from '../primitives.ts';
import { attendanceStatus } from '../rows/attendance.ts';
import { newPassword, personName, personNumber, typedEmail } from './accounts.ts';
import { MAX_CODE } from './catalogue.ts';
import { MAX_CAPACITY } from './classes.ts';

/** A code link is the longest that anybody scans; a little more, so that what was read gets its reason. */
const MAX_QR_TEXT = 2_048;
const MAX_DAYS = 7;

const succeeded = z.literal(true);
/** What the older system asked for and Hazri has no use for: read, and not kept. */
const unused = z.optional(text(MAX_TITLE));

export const referenceLogin = z.strictObject({
  email: someText(254),
  password: someText(128),
  /** Where it is told, the account has to be of this kind. */
  role: z.optional(z.enum(['student', 'professor'])),
});
export const referenceLoggedIn = z.object({ success: succeeded, message: z.string(), user: account });

const registration = {
  email: typedEmail,
  password: newPassword,
  /** Where it is told, it has to be the password. */
  confirm_password: z.optional(newPassword),
  first_name: personName,
  last_name: personName,
};
export const referenceStudent = z.strictObject({ ...registration, student_id: personNumber, major: unused });
export const referenceProfessor = z.strictObject({
  ...registration,
  employee_id: personNumber,
  title: unused,
});
/** The same whether the address has an account or not: it has to be proven by the code that is mailed. */
export const referenceRegistered = z.object({
  success: succeeded,
  message: z.string(),
  status: z.literal('check_email'),
});
export const referenceDone = z.object({ success: succeeded, message: z.string() });

const coordinate = z.nullable(z.number().check(z.minimum(-180), z.maximum(180)));

/** The signed JSON of `GET /api/sessions/:sessionId/qr`. */
export const signedCode = z.object({
  sessionId,
  /** Beginning of the step, epoch ms. */
  timestamp: timeMs,
  nonce: z.string().check(z.regex(/^[0-9a-f]{8}$/)),
  /** Hex HMAC-SHA256 under the session's key. */
  signature: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  expiresAt: timeMs,
});
export type SignedCode = z.infer<typeof signedCode>;

export const referenceScan = z.strictObject({
  /** A token, a code link, or the signed JSON: as an object or as its text. */
  qr_data: z.union([someText(MAX_QR_TEXT), z.looseObject({})]),
  /** Read and not kept: where a phone says it is proves nothing, and is nobody's business. */
  location: z.optional(
    z.nullable(z.object({ latitude: z.optional(coordinate), longitude: z.optional(coordinate) })),
  ),
});

const referenceRecord = z.object({
  status: attendanceStatus,
  /** ISO 8601. */
  scanned_at: z.nullable(z.string()),
  minutes_late: z.int(),
  class: z.object({ code: z.string(), name: z.string() }),
});

/** A scan that was taken; whether it counts is in `outcome`, why not yet in `reason`. */
export const referenceScanned = z.object({
  success: z.boolean(),
  message: z.optional(z.string()),
  error: z.optional(z.string()),
  /** null where the scan is of no session that is known. */
  status: z.nullable(attendanceStatus),
  outcome: z.enum(['accepted', 'review', 'waiting', 'rejected']),
  reason: z.nullable(z.string()),
  attendance: z.nullable(referenceRecord),
});
export type ReferenceScanned = z.infer<typeof referenceScanned>;

const clockTime = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/));
const calendarDate = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/));
export const WEEKDAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

export const referenceClass = z.strictObject({
  /** Of the catalogue; or the course's code and name in words of its own. */
  course_id: z.optional(uuid),
  course_code: z.optional(trimmedText(MAX_CODE)),
  course_name: z.optional(trimmedText(MAX_TITLE)),
  section: z.optional(text(MAX_CODE)),
  /** A term of the catalogue: its dates are those of the sessions. */
  academic_period_id: z.optional(uuid),
  days_of_week: z.optional(z.array(z.enum(WEEKDAYS)).check(z.maxLength(MAX_DAYS))),
  start_time: z.optional(clockTime),
  /** Before the start: on the next day. */
  end_time: z.optional(clockTime),
  room_location: z.optional(text(MAX_TITLE)),
  max_students: z.optional(z.int().check(z.minimum(1), z.maximum(MAX_CAPACITY))),
  /** Read and not kept: the term says from when to when. */
  first_class_date: z.optional(calendarDate),
  last_class_date: z.optional(calendarDate),
});
export type ReferenceClass = z.infer<typeof referenceClass>;
export const referenceClassMade = z.object({
  success: succeeded,
  message: z.string(),
  class_id: uuid,
  /** What students type to join. */
  class_code: z.nullable(z.string()),
});

/** The code that the server's own screen shows now. */
const shown = {
  success: succeeded,
  /** A picture, as `data:image/svg+xml`. */
  qr_code: z.string(),
  /** ISO 8601. */
  expires_at: z.string(),
  /** What the picture says. */
  link: z.string(),
  token: z.string(),
};
export const referenceCode = z.object({ ...shown, ...signedCode.shape });
export const referenceActivated = z.object({ ...shown, session_id: sessionId });

export const referenceCancel = z.strictObject({ reason: z.optional(text(MAX_REASON)) });

export const referenceAttendance = z.object({
  success: succeeded,
  sessionId,
  status: z.enum(['scheduled', 'active', 'completed', 'cancelled']),
  attendance: z.array(
    z.object({
      id: uuid,
      student_id: z.nullable(z.string()),
      name: z.string(),
      status: attendanceStatus,
      /** ISO 8601; when it came to this status. */
      scanned_at: z.nullable(z.string()),
      minutes_late: z.int(),
      source: z.string(),
    }),
  ),
  stats: z.object({
    present: z.int(),
    late: z.int(),
    absent: z.int(),
    excused: z.int(),
    total: z.int(),
  }),
});
