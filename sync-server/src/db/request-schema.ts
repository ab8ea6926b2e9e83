/** What students ask of staff. */
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import type { FactStamp } from './fact-schema.ts';

export const REQUEST_KINDS = ['excuse', 'appeal'] as const;

/** What students ask of staff, folded from its facts: to be excused for a while, or to have a session looked at again. */
export const requests = sqliteTable(
  'requests',
  {
    id: integer().primaryKey(),
    kind: text({ enum: REQUEST_KINDS }).notNull(),
    /** Chosen by the student's device: unique with the student and the kind only (FACT4). */
    uuid: text().notNull(),
    studentId: integer('student_id').notNull(),
    classId: integer('class_id').notNull(),
    /** Of an appeal. */
    sessionId: integer('session_id'),
    /** Of an excuse: whoever should have come between the two is excused (ATT4). */
    from: integer('from_at'),
    until: integer('until_at'),
    reason: text().notNull(),
    receivedAt: integer('received_at').notNull(),
    decision: text({ enum: ['approve', 'decline'] }),
    note: text(),
    decided: text({ mode: 'json' }).$type<FactStamp>(),
    rev: integer().notNull(),
  },
  (t) => [
    uniqueIndex('requests_uuid').on(t.uuid, t.studentId, t.kind),
    index('requests_class_student').on(t.classId, t.studentId),
    index('requests_student_rev').on(t.studentId, t.rev),
    index('requests_class_rev').on(t.classId, t.rev),
  ],
);
