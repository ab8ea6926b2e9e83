/** Opens the data folder: its master key, its lock and its database. What is wrong with it gets its name here. */
import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Random } from './clock.ts';
import { damaged } from './db/database-file.ts';
import { takeLease } from './db/lease.ts';
import { LEAST_FREE_BYTES } from './db/database-place.ts';
import { dataDirTrouble } from './db/database-trouble.ts';
import type { Database } from './db/open-database.ts';
import { openDatabase } from './db/open-database.ts';
import type { Config } from './env.ts';
import { DATABASE_FILE, loadMasterKey, MASTER_KEY_FILE } from './keys/master-key.ts';
import { StartFailure } from './start-failure.ts';

export interface DataDir {
  readonly masterKey: Uint8Array;
  /** Closing it lets go of the folder, too. */
  readonly database: Database;
}

const PROBE_FILE = '.write-probe';
const PROBE_BYTES = 4_096;

/** @throws what the system or SQLite say, and StartFailure; see `dataDirFailure` */
export async function openDataDir(
  { dataDir, migrationsDir }: Pick<Config, 'dataDir' | 'migrationsDir'>,
  random: Random,
): Promise<DataDir> {
  makeFolder(dataDir);
  probeWriting(dataDir);
  const lease = await takeLease(dataDir);
  if (!lease.ok) throw inUse(dataDir);
  try {
    const masterKey = readKey(dataDir, random);
    const database = await openDatabase(join(dataDir, DATABASE_FILE), migrationsDir);
    const close = (): void => {
      database.close();
      lease.value.release();
    };
    return { masterKey, database: { ...database, close } };
  } catch (cause) {
    lease.value.release();
    throw cause;
  }
}

/** Folder by folder: Node's own `recursive` never returns where making one answers ENOENT, as below /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeFolder(parent);
  mkdirSync(path);
}

/** Finds a full or read-only disk before anything that counts is written. */
function probeWriting(dataDir: string): void {
  const path = join(dataDir, PROBE_FILE);
  try {
    writeFileSync(path, Buffer.alloc(PROBE_BYTES));
    const { bavail, bsize } = statfsSync(dataDir);
    if (bavail * bsize < LEAST_FREE_BYTES) throw diskFull(dataDir);
  } finally {
    rmSync(path, { force: true });
  }
}

function readKey(dataDir: string, random: Random): Uint8Array {
  const key = loadMasterKey(dataDir, random);
  if (key.ok) return key.value;
  const path = join(dataDir, MASTER_KEY_FILE);
  throw new StartFailure(
    key.reason,
    key.reason === 'master_key_missing'
      ? `${dataDir} holds a database but not its ${MASTER_KEY_FILE}. Put the key back from its backup: with a new one every code would be invalid.`
      : `${path} is damaged: 64 hex digits are expected. Put the key back from its backup: with another one every code would be invalid.`,
  );
}

/** Why the data folder keeps the server from starting; `thrown` itself when it has nothing to do with the folder. */
export function dataDirFailure(thrown: unknown, dataDir: string): unknown {
  if (thrown instanceof StartFailure) return thrown;
  const detail = thrown instanceof Error ? thrown.message : String(thrown);
  switch (dataDirTrouble(thrown)) {
    case 'disk_full':
      return diskFull(dataDir, thrown);
    case 'disk_failing':
      return new StartFailure(
        'disk_failing',
        `The disk of ${dataDir} can't be read or written (${detail}). Check it before anything else.`,
        thrown,
      );
    case 'data_dir_unwritable':
    case 'data_dir_gone':
      return new StartFailure(
        'data_dir_unwritable',
        `The data folder ${dataDir} can't be written. Check DATA_DIR, its owner and that its volume is mounted for writing.`,
        thrown,
      );
    case 'database_busy':
      return inUse(dataDir, thrown);
    case 'database_damaged':
      return damaged(join(dataDir, DATABASE_FILE), detail, thrown);
    case null:
      return thrown;
  }
}

function inUse(dataDir: string, cause?: unknown): StartFailure {
  return new StartFailure(
    'data_dir_in_use',
    `The data folder ${dataDir} is in use by another Hazri. Stop that one, or set DATA_DIR to another folder.`,
    cause,
  );
}

function diskFull(dataDir: string, cause?: unknown): StartFailure {
  return new StartFailure('disk_full', `The disk of ${dataDir} is full. Make room, then start again.`, cause);
}
