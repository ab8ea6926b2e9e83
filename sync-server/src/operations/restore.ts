/**
 * Puts a backup in the place of the database. That begins a new life (SYNC6): devices see another epoch, build their
 * replicas anew and send again every fact of the last 30 days, so what the backup lacks comes back from them.
 */
import { createReadStream, createWriteStream, existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createClient } from '@libsql/client';
import { Decrypter } from 'age-encryption';
import { sql } from 'drizzle-orm';
import type { Result } from '@hazri/domain';
import { fail, ok } from '@hazri/domain';
import { openDatabase } from '../db/open-database.ts';
import { meta } from '../db/meta-schema.ts';
import { commitHere } from '../db/committer.ts';
import { startWriter } from '../db/writer.ts';
import { DATABASE_FILE } from '../keys/master-key.ts';
import { isWhole, readStream, syncFolder } from './back-up.ts';

export type RestoreFault =
  'backup_missing' | 'backup_encrypted' | 'backup_unreadable' | 'backup_damaged' | 'backup_newer';

export interface Restored {
  /** Where the database that was there has gone; null when there was none. */
  readonly setAside: string | null;
  readonly facts: number;
}

interface Restoring {
  readonly dataDir: string;
  readonly migrationsDir: string;
  /** age identities (`AGE-SECRET-KEY-…`). */
  readonly identities: readonly string[];
  /** UUID of the new life. */
  readonly epoch: string;
  readonly now: number;
}

const AGE_HEADER = 'age-encryption.org/v1';
const COMPANIONS = ['', '-wal', '-shm'];

/** The server must be stopped: the caller holds the lease. Nothing is touched before the backup has been checked. */
export async function restore(file: string, restoring: Restoring): Promise<Result<Restored, RestoreFault>> {
  const { dataDir, epoch, identities, migrationsDir, now } = restoring;
  if (!existsSync(file)) return fail('backup_missing');
  const copy = join(dataDir, `${DATABASE_FILE}.restoring`);
  const remove = () => COMPANIONS.forEach((ending) => rmSync(`${copy}${ending}`, { force: true }));
  remove();
  try {
    const fault = (await copyPlain(file, copy, identities)) ?? (await faultOf(copy, migrationsDir));
    if (fault !== null) return fail(fault);
    const facts = await beginLife(copy, migrationsDir, epoch, now);
    const setAside = setDatabaseAside(dataDir, now);
    renameSync(copy, join(dataDir, DATABASE_FILE));
    await syncFolder(dataDir);
    return ok({ setAside, facts });
  } finally {
    remove();
  }
}

/** The backup as a database file, decrypted if need be. */
async function copyPlain(
  file: string,
  copy: string,
  identities: readonly string[],
): Promise<RestoreFault | null> {
  const target = () => createWriteStream(copy, { mode: 0o600, flush: true });
  if (!(await isEncrypted(file))) {
    await pipeline(createReadStream(file), target());
    return null;
  }
  if (identities.length === 0) return 'backup_encrypted';
  try {
    const decrypter = new Decrypter();
    for (const identity of identities) decrypter.addIdentity(identity);
    await pipeline(await decrypter.decrypt(readStream(file)), target());
    return null;
  } catch {
    return 'backup_unreadable';
  }
}

async function isEncrypted(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  const { buffer } = await handle.read(Buffer.alloc(AGE_HEADER.length), 0, AGE_HEADER.length, 0);
  await handle.close();
  return buffer.toString('latin1') === AGE_HEADER;
}

async function faultOf(copy: string, migrationsDir: string): Promise<RestoreFault | null> {
  try {
    if (!(await isWhole(copy))) return 'backup_damaged';
    const client = createClient({ url: `file:${copy}` });
    try {
      await client.execute('SELECT epoch, rev FROM meta');
      const { rows } = await client.execute('SELECT max(created_at) FROM __drizzle_migrations');
      return Number(rows[0]?.[0] ?? 0) > newestMigration(migrationsDir) ? 'backup_newer' : null;
    } finally {
      client.close();
    }
  } catch {
    return 'backup_unreadable';
  }
}

function newestMigration(migrationsDir: string): number {
  const journal = JSON.parse(readFileSync(join(migrationsDir, 'meta', '_journal.json'), 'utf8')) as {
    readonly entries: readonly { readonly when: number }[];
  };
  return Math.max(0, ...journal.entries.map(({ when }) => when));
}

async function beginLife(copy: string, migrationsDir: string, epoch: string, now: number): Promise<number> {
  const database = await openDatabase(copy, migrationsDir);
  try {
    const writer = await startWriter(database.client, commitHere(database.client));
    await writer.run((turn) => {
      turn.audit({ at: now, actorId: null, action: 'server.restored', subject: '', detail: { epoch } });
      const life = database.orm
        .update(meta)
        .set({ epoch, keyEpoch: sql`${meta.keyEpoch} + 1`, keysRestored: true })
        .toSQL();
      return turn.commit([{ sql: life.sql, args: life.params as (string | number)[] }]);
    });
    const { rows } = await database.client.execute('SELECT count(*) FROM facts');
    // The file goes alone to its place: nothing may be left in its log.
    await database.client.execute('PRAGMA wal_checkpoint(TRUNCATE)');
    return Number(rows[0]?.[0] ?? 0);
  } finally {
    database.close();
  }
}

function setDatabaseAside(dataDir: string, now: number): string | null {
  const current = join(dataDir, DATABASE_FILE);
  if (!existsSync(current)) return null;
  const aside = `${current}.before-${new Date(now).toISOString().replaceAll(/[:.]/g, '-')}`;
  for (const ending of COMPANIONS) {
    if (existsSync(`${current}${ending}`)) renameSync(`${current}${ending}`, `${aside}${ending}`);
  }
  return aside;
}
