/** Opens the database file, brings its tables up to date and makes sure that a commit really is on the disk. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Client } from '@libsql/client';
import { createClient } from '@libsql/client';
import type { LibSQLDatabase } from 'drizzle-orm/libsql';
import { drizzle } from 'drizzle-orm/libsql';
import { migrate } from 'drizzle-orm/libsql/migrator';
import * as schema from './schema.ts';

export type Orm = LibSQLDatabase<typeof schema>;

export interface Database {
  readonly client: Client;
  readonly orm: Orm;
  readonly close: () => void;
}

/** A write that finds the file locked (a backup, a shell) waits this long. */
const BUSY_TIMEOUT_MS = 5_000;
/** `PRAGMA synchronous` = FULL: an acknowledged commit survives a power cut. */
const SYNCHRONOUS_FULL = 2;

/**
 * @param file absolute path; its folder is made when missing
 * @param migrations folder with the generated migrations
 * @throws when the file can't be opened or doesn't commit durably: the server must not start then
 */
export async function openDatabase(file: string, migrations: string): Promise<Database> {
  mkdirSync(dirname(file), { recursive: true });
  const client = createClient({ url: `file:${file}`, timeout: BUSY_TIMEOUT_MS });
  const orm = drizzle(client, { schema });
  await client.execute('PRAGMA journal_mode = WAL');
  await migrate(orm, { migrationsFolder: migrations });
  await ensureDurable(client);
  return { client, orm, close: () => client.close() };
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
