/** What people stated; append-only. Everything that is derived is derived from here. */
import type { Stamp } from '@hazri/domain';
import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

export const FACT_OUTCOMES = ['accepted', 'waiting', 'review', 'rejected', 'set_aside'] as const;

/** Which of two facts is newer: its clamped stamp, then its id, then its author (FACT3, SES1). */
export interface FactStamp {
  readonly stamp: Stamp;
  readonly factId: string;
  /** UUID; missing in rows from when ids were everybody's. */
  readonly author?: string | undefined;
}

/** Facts that no row of a scan leads to; written out, as SQLite takes a partial index only for its very words. */
export const BESIDE_SCANS = sql`kind <> 'scan' or outcome = 'rejected'`;

/** Append-only: what devices stated, as they stated it, with its first receipt. */
export const facts = sqliteTable(
  'facts',
  {
    seq: integer().primaryKey(),
    id: text().notNull(),
    kind: text().notNull(),
    authorId: integer('author_id').notNull(),
    deviceId: integer('device_id'),
    /** SHA-256 (hex) of the author and the canonical JSON of the fact (FACT4). */
    hash: text().notNull(),
    json: text().notNull(),
    receivedAt: integer('received_at').notNull(),
    sentAt: integer('sent_at').notNull(),
    /** Where it came from first; null for what the server states itself, and once it was forgotten (privacy). */
    address: text(),
    outcome: text({ enum: FACT_OUTCOMES }).notNull(),
    reason: text(),
    /** What the fact is read again for: `session:<id>`, `enrolment:<class>:<student>`, `witness:<student>:<scan uuid>`. */
    subject: text(),
    /**
     * UUID or ref that must become known before the fact can be judged (FACT5), or that a review is looked at again
     * for, since other students may have scans of the same id; null otherwise.
     */
    waitsFor: text('waits_for'),
  },
  (t) => [
    // An id is one author's own (FACT4): nobody can take it from them by stating a fact with it first.
    uniqueIndex('facts_id').on(t.id, t.authorId),
    // Partial: most facts are scans that have none of these, and each index entry costs its insert.
    index('facts_subject')
      .on(t.subject)
      .where(sql`subject is not null`),
    index('facts_waiting')
      .on(t.waitsFor)
      .where(sql`waits_for is not null`),
    index('facts_set_aside')
      .on(t.seq)
      .where(sql`outcome = 'set_aside'`),
    // What staff said of one session by hand: asked for when somebody wants to know what happened to a record.
    index('facts_marks')
      .on(sql`json ->> '$.body.sessionId'`)
      .where(sql`kind = 'mark'`),
    // What a person stated, for whoever wants to know what is kept of them; what they scanned is found by the scans.
    index('facts_author').on(t.authorId).where(BESIDE_SCANS),
    index('facts_author_waiting')
      .on(t.authorId)
      .where(sql`outcome = 'waiting'`),
  ],
);
