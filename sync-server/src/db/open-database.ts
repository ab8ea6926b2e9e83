/** Opens the database file, brings its tables up to date and makes sure that a commit really is on the disk. */
import type { Client } from '@libsql/client';
import { createClient } from '@libsql/client';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import { drizzle } from 'drizzle-orm/libsql';
import { migrate } from 'drizzle-orm/libsql/migrator';
import { StartFailure } from '../start-failure.ts';
import { BUSY_TIMEOUT_MS, SYNCHRONOUS_FULL } from './connection.ts';
import { ensureNotNewer, ensureWhole, refuseOrphanedLog } from './database-file.ts';
import type { DatabasePlace } from './database-place.ts';
import { databasePlace } from './database-place.ts';
import { databaseTrouble } from './database-trouble.ts';
import type { Reader } from './reader.ts';
import { openReader } from './reader.ts';

export type Orm = LibSQLDatabase;

export interface Database {
  /** Its absolute path. */
  readonly file: string;
  readonly client: Client;
  readonly orm: Orm;
  readonly reader: Reader;
  readonly place: DatabasePlace;
  readonly close: () => void;
}

/**
 * @param file absolute path in an existing folder
 * @param migrations folder with the generated migrations
 * @throws StartFailure, or what SQLite says, when the file can't be opened or doesn't commit durably
 */
export async function openDatabase(file: string, migrations: string): Promise<Database> {
  refuseOrphanedLog(file);
  const client = createClient({ url: `file:${file}`, timeout: BUSY_TIMEOUT_MS });
  try {
    const orm = drizzle(client);
    await client.execute('PRAGMA journal_mode = WAL');
    await ensureWhole(client, file);
    await ensureNotNewer(client, file, migrations);
    await bringUpToDate(orm, file, migrations);
    await ensureDurable(client);
    const reader = openReader(file);
    const close = (): void => {
      reader.close();
      client.close();
    };
    return { file, client, orm, reader, place: databasePlace(file), close };
  } catch (cause) {
    client.close();
    throw cause;
  }
}

/** All migrations that are missing run in one transaction: a process that dies in it has changed nothing. */
async function bringUpToDate(orm: Orm, file: string, migrations: string): Promise<void> {
  try {
    await migrate(orm, { migrationsFolder: migrations });
  } catch (cause) {
    if (databaseTrouble(cause) !== null) throw cause;
    const detail = (cause instanceof Error ? cause.message : String(cause)).replaceAll(/\s+/g, ' ');
    throw new StartFailure(
      'migration_failed',
      `The tables of ${file} can't be brought up to date (${detail}). Nothing was changed: start the version before, and report this.`,
      cause,
    );
  }
}

/** The client pools connections: the check runs in a write transaction, on the connection that writes. */
async function ensureDurable(client: Client): Promise<void> {
  const results = await client.batch(['PRAGMA synchronous', 'PRAGMA journal_mode'], 'write');
  const synchronous = Number(results[0]?.rows[0]?.[0]);
  const journal = results[1]?.rows[0]?.[0];
  if (synchronous < SYNCHRONOUS_FULL || journal !== 'wal') {
    throw new Error(
      `database is not durable: synchronous=${synchronous}, journal_mode=${journal === 'wal' ? 'wal' : 'other'}`,
    );
  }
}
