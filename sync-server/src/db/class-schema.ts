/** Classes with their staff, students and sessions. `sessions` is derived from `facts`. */
import type { Policy } from '@hazri/domain';
import type { Meeting } from '@hazri/sync-protocol';
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { FactStamp } from './fact-schema.ts';

export const SESSION_STATUSES = ['scheduled', 'active', 'completed', 'cancelled'] as const;

export const classes = sqliteTable(
  'classes',
  {
    id: integer().primaryKey(),
    uuid: text().notNull(),
    course: text().notNull(),
    title: text().notNull(),
    section: text().notNull(),
    term: text().notNull(),
    room: text().notNull(),
    timeZone: text('time_zone').notNull(),
    policy: text({ mode: 'json' }).$type<Policy>().notNull(),
    timetable: text({ mode: 'json' }).$type<readonly Meeting[]>().notNull(),
    /** Entries of the catalogue; `course`, `title` and `term` above are their names as people read them. */
    courseId: integer('course_id'),
    termId: integer('term_id'),
    departmentId: integer('department_id'),
    /** Students that may join; null: any number. */
    capacity: integer(),
    /** What students type to join; null: nobody can. */
    joinCode: text('join_code'),
    joinUntil: integer('join_until'),
    /** Rates below this many per cent are low; null: the institution's line. */
    lowPercent: real('low_percent'),
    archivedAt: integer('archived_at'),
    rev: integer().notNull(),
  },
  (t) => [
    uniqueIndex('classes_uuid').on(t.uuid),
    uniqueIndex('classes_join_code').on(t.joinCode),
    index('classes_course').on(t.courseId),
    index('classes_term').on(t.termId),
  ],
);

/** Who taught a class when: a row for each time, so that what was stated then stays theirs to have stated (SES4). */
export const staff = sqliteTable(
  'staff',
  {
    classId: integer('class_id').notNull(),
    userId: integer('user_id').notNull(),
    role: text({ enum: ['professor', 'assistant'] }).notNull(),
    from: integer('from_at').notNull(),
    until: integer('until_at'),
  },
  (t) => [primaryKey({ columns: [t.classId, t.userId, t.from] }), index('staff_user').on(t.userId)],
);

export const enrolments = sqliteTable(
  'enrolments',
  {
    classId: integer('class_id').notNull(),
    studentId: integer('student_id').notNull(),
    from: integer('from_at').notNull(),
    until: integer('until_at'),
    addedAt: integer('added_at').notNull(),
    /** On record without any fact (an import); null for enrolments that facts alone made. */
    baseFrom: integer('base_from'),
    baseUntil: integer('base_until'),
    rev: integer().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.classId, t.studentId] }),
    index('enrolments_class_rev').on(t.classId, t.rev),
    index('enrolments_student_rev').on(t.studentId, t.rev),
  ],
);

export const sessions = sqliteTable(
  'sessions',
  {
    id: integer().primaryKey(),
    uuid: text().notNull(),
    ref: text().notNull(),
    classId: integer('class_id').notNull(),
    /** Who planned it: the timetable, or staff for one day; null for an ad hoc session. */
    plan: text({ enum: ['timetable', 'single'] }),
    plannedStartsAt: integer('planned_starts_at'),
    plannedEndsAt: integer('planned_ends_at'),
    /** Where a session for one day differs from its class; null: it doesn't. */
    plannedRoom: text('planned_room'),
    plannedTitle: text('planned_title'),
    /** No longer planned: replicas are told to forget it. Kept, because a device that wasn't told may still open it. */
    removedAt: integer('removed_at'),
    status: text({ enum: SESSION_STATUSES }).notNull(),
    startsAt: integer('starts_at').notNull(),
    openedAt: real('opened_at'),
    closedAt: real('closed_at'),
    room: text(),
    title: text(),
    policy: text({ mode: 'json' }).$type<Policy>().notNull(),
    lifecycle: text({ mode: 'json' }).$type<FactStamp>(),
    /** Of its newest cancellation, while that is the state. */
    cancelReason: text('cancel_reason'),
    rev: integer().notNull(),
  },
  (t) => [
    uniqueIndex('sessions_uuid').on(t.uuid),
    // Unique within a class only: a ref is looked up among the classes whose staff owns the token's kid (SES6),
    // so a stranger can't occupy one.
    uniqueIndex('sessions_ref').on(t.ref, t.classId),
    index('sessions_class_rev').on(t.classId, t.rev),
  ],
);
