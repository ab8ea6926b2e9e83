/** When was the last backup? Noted beside the database: only the server may write in it, and backups are made beside one. */
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';

export const LAST_BACKUP_FILE = 'last-backup.json';
const OWNER_ONLY = 0o600;

const lastBackup = z.object({ at: z.int(), bytes: z.int(), encrypted: z.boolean() });
export type LastBackup = z.infer<typeof lastBackup>;

/** @throws when the data folder can't be written */
export async function noteBackup(dataDir: string, backup: LastBackup): Promise<void> {
  const file = join(dataDir, LAST_BACKUP_FILE);
  await writeFile(`${file}.part`, `${JSON.stringify(backup)}\n`, { mode: OWNER_ONLY });
  await rename(`${file}.part`, file);
}

/** null when none is noted, or the note can't be read. */
export async function readLastBackup(dataDir: string): Promise<LastBackup | null> {
  try {
    return lastBackup.parse(JSON.parse(await readFile(join(dataDir, LAST_BACKUP_FILE), 'utf8')));
  } catch {
    return null;
  }
}
