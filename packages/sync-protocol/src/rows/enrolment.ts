/** A student on a roster, with the name staff need (scopes `me` and `staff:<id>`). */
import * as z from 'zod/mini';
import { classId, timeMs, userId } from '../primitives.ts';
import { person } from './user.ts';

export const enrolmentRow = z.object({
  type: z.literal('enrolment'),
  rev: z.int(),
  deleted: z.optional(z.boolean()),
  classId,
  studentId: userId,
  from: timeMs,
  until: z.nullable(timeMs),
  /** When the enrolment became known: later ones with a scan join the roster (SES3). */
  addedAt: timeMs,
  person,
});
