/** The catalogue that administrators keep: departments, terms, courses and holidays. Dates are local, `YYYY-MM-DD`. */
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

export const departments = sqliteTable(
  'departments',
  {
    id: integer().primaryKey(),
    uuid: text().notNull(),
    code: text().notNull(),
    name: text().notNull(),
    archivedAt: integer('archived_at'),
  },
  (t) => [uniqueIndex('departments_uuid').on(t.uuid), uniqueIndex('departments_code').on(t.code)],
);

/** An academic period: timetables give sessions from its first day to its last. */
export const terms = sqliteTable(
  'terms',
  {
    id: integer().primaryKey(),
    uuid: text().notNull(),
    name: text().notNull(),
    startsOn: text('starts_on').notNull(),
    endsOn: text('ends_on').notNull(),
    archivedAt: integer('archived_at'),
  },
  (t) => [uniqueIndex('terms_uuid').on(t.uuid), uniqueIndex('terms_name').on(t.name)],
);

export const courses = sqliteTable(
  'courses',
  {
    id: integer().primaryKey(),
    uuid: text().notNull(),
    code: text().notNull(),
    title: text().notNull(),
    departmentId: integer('department_id'),
    archivedAt: integer('archived_at'),
  },
  (t) => [
    uniqueIndex('courses_uuid').on(t.uuid),
    uniqueIndex('courses_code').on(t.code),
    index('courses_department').on(t.departmentId),
  ],
);

/** Days on which no timetable gives a session, for the whole institution. */
export const holidays = sqliteTable(
  'holidays',
  {
    id: integer().primaryKey(),
    uuid: text().notNull(),
    name: text().notNull(),
    /** First and last day, both included. */
    startsOn: text('starts_on').notNull(),
    endsOn: text('ends_on').notNull(),
  },
  (t) => [uniqueIndex('holidays_uuid').on(t.uuid)],
);
