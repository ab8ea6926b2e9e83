/** A class with its timetable and its staff's key ids (scope `class:<id>`). */
import * as z from 'zod/mini';
import { policy } from '../policy.ts';
import { classId, MAX_NAME, MAX_TITLE, text, timeMs, u32, userId } from '../primitives.ts';

export const meeting = z.object({
  /** ISO weekday, 1 Monday … 7 Sunday, in the class's time zone. */
  weekday: z.int().check(z.minimum(1), z.maximum(7)),
  startMinute: z.int().check(z.minimum(0), z.maximum(1_439)),
  durationMinutes: z.int().check(z.minimum(1), z.maximum(1_440)),
});
export type Meeting = z.infer<typeof meeting>;

const staffMember = z.object({
  userId,
  givenName: text(MAX_NAME),
  familyName: text(MAX_NAME),
  role: z.enum(['professor', 'assistant']),
  /** Key ids of this person's devices: a phone names an unknown session's class by them. */
  kids: z.array(u32),
});

export const classRow = z.object({
  type: z.literal('class'),
  rev: z.int(),
  deleted: z.optional(z.boolean()),
  id: classId,
  course: text(40),
  title: text(MAX_TITLE),
  section: text(40),
  term: text(60),
  room: text(MAX_TITLE),
  /** IANA time zone. */
  timeZone: text(60),
  policy,
  timetable: z.array(meeting),
  staff: z.array(staffMember),
  /** When it was put away; null or absent while it is taught (absent in rows of older servers). */
  archivedAt: z.optional(z.nullable(timeMs)),
  /** Rates below this many per cent are low; absent in rows of older servers. */
  lowPercent: z.optional(z.number().check(z.minimum(0), z.maximum(100))),
});
