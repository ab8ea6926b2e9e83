/** `GET /api/admin/classes`: every class of the institution, a page at a time. */
import * as z from 'zod/mini';
import { classId, MAX_NAME, someText, timeMs, uuid } from '../primitives.ts';

export const allClassesQuery = z.strictObject({
  /** Words anywhere in code, title, section, term, room or a professor's name. */
  search: z.optional(someText(MAX_NAME)),
  /** `1`: those put away, instead of those in use. */
  archived: z.optional(z.enum(['0', '1'])),
  /** `next` of the page before. */
  after: z.optional(uuid),
});

const listedClass = z.object({
  id: classId,
  course: z.string(),
  title: z.string(),
  section: z.string(),
  term: z.string(),
  /** Names of those who teach it now. */
  professors: z.array(z.string()),
  /** Students on the roster now. */
  enrolled: z.int(),
  archivedAt: z.nullable(timeMs),
});
export type ListedClass = z.infer<typeof listedClass>;

export const allClassesPage = z.object({
  /** By code, then section. */
  classes: z.array(listedClass),
  next: z.nullable(classId),
});
export type AllClassesPage = z.infer<typeof allClassesPage>;
