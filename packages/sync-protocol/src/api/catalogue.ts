/** `/api/catalogue` and `/api/admin/departments|terms|courses|holidays`: what classes are made of. */
import * as z from 'zod/mini';
import { MAX_NAME, MAX_TITLE, timeMs, trimmedText, uuid } from '../primitives.ts';
import { localDate } from './local-date.ts';

export const MAX_CODE = 40;
export const MAX_TERM_NAME = 60;
/** First to last day of a term or of holidays. */
export const MAX_SPAN_DAYS = 400;

const archived = { archived: z.optional(z.boolean()) };
const archivedAt = { archivedAt: z.nullable(timeMs) };

export const newDepartment = z.strictObject({ code: trimmedText(MAX_CODE), name: trimmedText(MAX_NAME) });
export const departmentChange = z.strictObject({ ...z.partial(newDepartment).shape, ...archived });
export const departmentView = z.object({ id: uuid, code: z.string(), name: z.string(), ...archivedAt });

export const newTerm = z.strictObject({
  name: trimmedText(MAX_TERM_NAME),
  startsOn: localDate,
  /** Included. */
  endsOn: localDate,
});
export const termChange = z.strictObject({ ...z.partial(newTerm).shape, ...archived });
export const termView = z.object({
  id: uuid,
  name: z.string(),
  startsOn: z.string(),
  endsOn: z.string(),
  ...archivedAt,
});

export const newCourse = z.strictObject({
  code: trimmedText(MAX_CODE),
  title: trimmedText(MAX_TITLE),
  departmentId: z.optional(z.nullable(uuid)),
});
export const courseChange = z.strictObject({ ...z.partial(newCourse).shape, ...archived });
export const courseView = z.object({
  id: uuid,
  code: z.string(),
  title: z.string(),
  departmentId: z.nullable(uuid),
  ...archivedAt,
});

export const newHoliday = z.strictObject({
  name: trimmedText(MAX_NAME),
  startsOn: localDate,
  endsOn: localDate,
});
export const holidayChange = z.partial(newHoliday);
export const holidayView = z.object({
  id: uuid,
  name: z.string(),
  startsOn: z.string(),
  /** Included. */
  endsOn: z.string(),
});

export const departmentList = z.object({ entries: z.array(departmentView) });
export const termList = z.object({ entries: z.array(termView) });
export const courseList = z.object({ entries: z.array(courseView) });
export const holidayList = z.object({ entries: z.array(holidayView) });

/** What a class can be made of: nothing that was put away. */
export const catalogueView = z.object({
  departments: z.array(departmentView),
  terms: z.array(termView),
  courses: z.array(courseView),
  holidays: z.array(holidayView),
});

export type NewDepartment = z.infer<typeof newDepartment>;
export type DepartmentChange = z.infer<typeof departmentChange>;
export type DepartmentView = z.infer<typeof departmentView>;
export type NewTerm = z.infer<typeof newTerm>;
export type TermChange = z.infer<typeof termChange>;
export type TermView = z.infer<typeof termView>;
export type NewCourse = z.infer<typeof newCourse>;
export type CourseChange = z.infer<typeof courseChange>;
export type CourseView = z.infer<typeof courseView>;
export type NewHoliday = z.infer<typeof newHoliday>;
export type HolidayChange = z.infer<typeof holidayChange>;
export type HolidayView = z.infer<typeof holidayView>;
export type CatalogueView = z.infer<typeof catalogueView>;
