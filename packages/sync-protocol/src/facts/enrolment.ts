/** A student joins or leaves a roster: `enrolment.added`, `enrolment.ended`. */
import * as z from 'zod/mini';
import { classId, MAX_NAME, someText, text, timeMs, userId } from '../primitives.ts';

const newPerson = z.strictObject({
  personId: userId,
  givenName: someText(MAX_NAME),
  familyName: text(MAX_NAME),
  studentNo: someText(40),
});

export const enrolmentAdded = z
  .strictObject({
    classId,
    from: timeMs,
    studentId: z.optional(userId),
    person: z.optional(newPerson),
  })
  .check(z.refine((body) => (body.studentId === undefined) !== (body.person === undefined)));

export const enrolmentEnded = z.strictObject({ classId, studentId: userId, until: timeMs });
