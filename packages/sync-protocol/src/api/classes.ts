/** `/api/classes`: classes, their staff, single sessions and joining by code. */
import * as z from 'zod/mini';
import { policy } from '../policy.ts';
import {
  classId,
  MAX_NAME,
  MAX_TITLE,
  sessionId,
  someText,
  text,
  timeMs,
  trimmedText,
  userId,
  uuid,
} from '../primitives.ts';
import { meeting } from '../rows/class.ts';
import { MAX_CODE, MAX_TERM_NAME } from './catalogue.ts';

export const MAX_MEETINGS = 40;
export const MAX_CAPACITY = 5_000;
const MAX_EMAIL = 254;
const MAX_ZONE = 60;

/** As people type it: case, spaces and dashes don't matter. */
const typedCode = someText(40);

const capacity = z.nullable(z.int().check(z.minimum(1), z.maximum(MAX_CAPACITY)));
const lowPercent = z.nullable(z.number().check(z.minimum(0), z.maximum(100)));
const strictMeeting = z.strictObject(meeting.shape);

/**
 * A class names an entry of the catalogue, or says its course and term in words of its own: a college whose office
 * has entered nothing yet can still teach.
 */
const classFields = {
  courseId: z.optional(z.nullable(uuid)),
  course: z.optional(trimmedText(MAX_CODE)),
  title: z.optional(trimmedText(MAX_TITLE)),
  section: z.optional(text(MAX_CODE)),
  /** Without a term of the catalogue the timetable gives no sessions. */
  termId: z.optional(z.nullable(uuid)),
  term: z.optional(text(MAX_TERM_NAME)),
  departmentId: z.optional(z.nullable(uuid)),
  room: z.optional(text(MAX_TITLE)),
  capacity: z.optional(capacity),
  /** IANA. */
  timeZone: z.optional(someText(MAX_ZONE)),
  policy: z.optional(policy),
  /** null: the institution's line. */
  lowPercent: z.optional(lowPercent),
  timetable: z.optional(z.array(strictMeeting).check(z.maxLength(MAX_MEETINGS))),
};

export const newClass = z.strictObject({
  ...classFields,
  /** Who teaches it, where an administrator makes it; professors make their own. */
  professorEmail: z.optional(trimmedText(MAX_EMAIL)),
});
export const classChange = z.strictObject({
  ...classFields,
  /** Last moment to join by code; null: no end. */
  joinUntil: z.optional(z.nullable(timeMs)),
});

export const staffRole = z.enum(['professor', 'assistant']);

const staffTime = z.object({
  userId,
  givenName: z.string(),
  familyName: z.string(),
  email: z.string(),
  role: staffRole,
  from: timeMs,
  until: z.nullable(timeMs),
});

export const classView = z.object({
  id: classId,
  courseId: z.nullable(uuid),
  course: z.string(),
  title: z.string(),
  section: z.string(),
  termId: z.nullable(uuid),
  term: z.string(),
  departmentId: z.nullable(uuid),
  room: z.string(),
  capacity: z.nullable(z.int()),
  timeZone: z.string(),
  policy,
  lowPercent: z.nullable(z.number()),
  timetable: z.array(meeting),
  /** Students on the roster now. */
  enrolled: z.int(),
  /** What students type to join; null: nobody can, or the caller may not see it. */
  joinCode: z.nullable(z.string()),
  joinUntil: z.nullable(timeMs),
  archivedAt: z.nullable(timeMs),
  /** The caller's place in the class now. */
  role: z.nullable(z.enum(['professor', 'assistant', 'student'])),
});

export const classList = z.object({ classes: z.array(classView) });
export const classListQuery = z.strictObject({ archived: z.optional(z.enum(['0', '1'])) });

/** Everybody who teaches or taught the class, oldest first. */
export const staffList = z.object({ staff: z.array(staffTime) });
export const newStaff = z.strictObject({ email: trimmedText(MAX_EMAIL), role: staffRole });
export const staffChange = z.strictObject({ role: staffRole });

/** Open: a new code, which ends the one before. Not open: nobody can join by code. */
export const joinCodeChange = z.strictObject({ open: z.boolean() });
export const joinRequest = z.strictObject({ code: typedCode });
export const joined = z.object({
  classId,
  course: z.string(),
  title: z.string(),
  section: z.string(),
  /** Whether this request made the student a member; false: they were one. */
  fresh: z.boolean(),
});

/** Make-up classes and the like: a session on any day. */
export const newSession = z.strictObject({
  startsAt: timeMs,
  durationMinutes: z.int().check(z.minimum(1), z.maximum(1_440)),
  title: z.optional(text(MAX_NAME)),
  room: z.optional(text(MAX_NAME)),
});
/** Of a session planned for one day; what isn't named stays. */
export const sessionChange = z.strictObject({
  startsAt: z.optional(newSession.shape.startsAt),
  durationMinutes: z.optional(newSession.shape.durationMinutes),
  title: newSession.shape.title,
  room: newSession.shape.room,
});
export const sessionMade = z.object({ id: sessionId });

export type NewClass = z.infer<typeof newClass>;
export type ClassChange = z.infer<typeof classChange>;
export type ClassView = z.infer<typeof classView>;
export type StaffTime = z.infer<typeof staffTime>;
export type Joined = z.infer<typeof joined>;
