/** The server's only secret: 32 bytes in `master.key`, made at the first run, from which all other keys follow. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '@hazri/domain';
import { fail, ok } from '@hazri/domain';
import type { Random } from '../clock.ts';

export const MASTER_KEY_FILE = 'master.key';
export const DATABASE_FILE = 'hazri.db';
const KEY_BYTES = 32;
const OWNER_ONLY = 0o600;

export type MasterKeyFault = 'master_key_missing' | 'master_key_malformed';

/**
 * Reads the key, or makes it when the folder holds no database yet. Beside existing data a missing key is a
 * fault: with a new one every code ever shown would turn invalid.
 */
export function loadMasterKey(dataDir: string, random: Random): Result<Uint8Array, MasterKeyFault> {
  const path = join(dataDir, MASTER_KEY_FILE);
  if (existsSync(path)) {
    const text = readFileSync(path, 'utf8').trim();
    return /^[0-9a-f]{64}$/.test(text) ? ok(Buffer.from(text, 'hex')) : fail('master_key_malformed');
  }
  if (existsSync(join(dataDir, DATABASE_FILE))) return fail('master_key_missing');
  const key = random(KEY_BYTES);
  // Whole or not at all: half a key, left by a crash, would look like a damaged one.
  const draft = `${path}.new`;
  writeFileSync(draft, `${Buffer.from(key).toString('hex')}\n`, { mode: OWNER_ONLY, flush: true });
  renameSync(draft, path);
  return ok(key);
}
