/** The database file's own tests, at every start: is it whole, and of this version of the product or an older one? */
import { existsSync } from 'node:fs';
import type { Client } from '@libsql/client';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { StartFailure } from '../start-failure.ts';

/** As drizzle's migrator names it. */
const JOURNAL = '__drizzle_migrations';

/** A log without its database: SQLite would throw the log away, and with it what was acknowledged last. */
export function refuseOrphanedLog(file: string): void {
  if (existsSync(file) || !existsSync(`${file}-wal`)) return;
  throw new StartFailure(
    'database_missing',
    `${file} is missing, but its log ${file}-wal is there and may hold what was acknowledged last. Put the database back beside it; only if you mean to begin anew, move the log away.`,
  );
}

/** Every page is read once: about three seconds for each gigabyte. @throws StartFailure */
export async function ensureWhole(client: Client, file: string): Promise<void> {
  const { rows } = await client.execute('PRAGMA quick_check(1)');
  const verdict = rows[0]?.[0];
  if (verdict !== 'ok') throw damaged(file, typeof verdict === 'string' ? verdict : 'no answer');
}

export function damaged(file: string, detail: string, cause?: unknown): StartFailure {
  const what = detail.replaceAll(/\s+/g, ' ').trim();
  return new StartFailure(
    'database_damaged',
    `The database ${file} is damaged (${what}). Put a backup in its place with "hazri restore", which keeps the damaged file: phones send again what the backup lacks.`,
    cause,
  );
}

/**
 * A migration that this version doesn't know was made by a newer one (or by another branch): what it wrote may
 * mean something else to us. @throws StartFailure
 */
export async function ensureNotNewer(client: Client, file: string, migrations: string): Promise<void> {
  const tables = await client.execute({ sql: 'SELECT 1 FROM sqlite_schema WHERE name = ?', args: [JOURNAL] });
  if (tables.rows.length === 0) return;
  const known = new Set(
    readMigrationFiles({ migrationsFolder: migrations }).map(({ folderMillis }) => folderMillis),
  );
  const applied = await client.execute(`SELECT created_at FROM ${JOURNAL}`);
  if (applied.rows.every((row) => known.has(Number(row['created_at'])))) return;
  throw new StartFailure(
    'database_newer',
    `The database ${file} was written by another, newer version of Hazri. Start that version again, or put back the backup from before the update. Nothing was changed.`,
  );
}
