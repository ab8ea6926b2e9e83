/** Letters about low attendance: who was told when, and which weekly rounds were made. */
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** The last time that a student was told of a class. */
export const alertsTold = sqliteTable(
  'alerts_told',
  {
    classId: integer('class_id').notNull(),
    studentId: integer('student_id').notNull(),
    at: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.classId, t.studentId] })],
);

/** The last weekly round of a class, named by its Monday as a local date: a restart makes none twice. */
export const alertRounds = sqliteTable('alert_rounds', {
  classId: integer('class_id').primaryKey(),
  monday: text().notNull(),
});
