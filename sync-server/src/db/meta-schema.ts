/**
 * What the database knows of itself. Of every table beside it: integers are the keys inside; UUIDs appear only as the
 * `uuid` column of a row that the outside names. Every synced table carries `rev` (SYNC4). Times are epoch milliseconds
 * unless a name says otherwise.
 */
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** One row: which life of the database this is (SYNC6) and how far the counters have come. */
export const meta = sqliteTable('meta', {
  id: integer().primaryKey(),
  epoch: text().notNull(),
  rev: integer().notNull(),
  keyEpoch: integer('key_epoch').notNull(),
  /** Keys of an earlier life may be missing from the tables: unknown ones wait (SCAN1). */
  keysRestored: integer('keys_restored', { mode: 'boolean' }).notNull(),
});
