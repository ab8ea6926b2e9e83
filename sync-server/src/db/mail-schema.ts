/** Mails that outlive a restart while the mail server is away. */
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const waitingMails = sqliteTable(
  'waiting_mails',
  {
    id: text().primaryKey(),
    to: text().notNull(),
    /** null, as is the text: a code to claim an account by, which is nowhere in clear and is drawn anew. */
    subject: text(),
    text: text(),
    patient: integer({ mode: 'boolean' }).notNull(),
    postedAt: integer('posted_at').notNull(),
    usefulUntil: integer('useful_until').notNull(),
  },
  (t) => [index('waiting_mails_posted').on(t.postedAt)],
);
