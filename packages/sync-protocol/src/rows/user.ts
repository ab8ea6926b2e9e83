/** The signed-in person (scope `me`). */
import * as z from 'zod/mini';
import { text, userId, MAX_NAME } from '../primitives.ts';

export const role = z.enum(['student', 'professor', 'administrator']);
export type Role = z.infer<typeof role>;

export const person = z.object({
  givenName: text(MAX_NAME),
  familyName: text(MAX_NAME),
  studentNo: z.nullable(text(40)),
});
export type Person = z.infer<typeof person>;

export const userRow = z.object({
  type: z.literal('user'),
  rev: z.int(),
  deleted: z.optional(z.boolean()),
  id: userId,
  email: text(254),
  role,
  ...person.shape,
});
