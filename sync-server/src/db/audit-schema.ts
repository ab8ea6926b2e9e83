/** The audit log: append-only (triggers refuse everything else), each row chained to the one before it. */
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const auditLog = sqliteTable(
  'audit_log',
  {
    seq: integer().primaryKey(),
    at: integer().notNull(),
    /** null: the server itself. */
    actorId: integer('actor_id'),
    deviceId: integer('device_id'),
    /** As the request came in; shown truncated. */
    address: text(),
    action: text().notNull(),
    /** What was acted on, `user:<uuid>`, `class:<uuid>`, `session:<uuid>` …; empty for none. */
    subject: text().notNull(),
    /** JSON object with what matters of the action; never a secret. */
    detail: text().notNull(),
    /** SHA-256 (hex) of the row before and this one's fields. */
    hash: text().notNull(),
  },
  (t) => [index('audit_log_subject').on(t.subject), index('audit_log_actor').on(t.actorId)],
);
