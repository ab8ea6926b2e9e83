/** A consistent copy of the database, also while the server runs; encrypted for age recipients when there are some. */
import { createReadStream, createWriteStream, existsSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { Client } from '@libsql/client';
import { createClient } from '@libsql/client';
import { Encrypter } from 'age-encryption';
import type { Result } from '@hazri/domain';
import { fail, ok } from '@hazri/domain';

export type BackUpFault = 'target_exists' | 'copy_damaged';

export interface BackUp {
  readonly bytes: number;
  readonly encrypted: boolean;
}

const OWNER_ONLY = 0o600;

/**
 * Copies what is committed now into `target`, which appears only when it is complete and on the disk. The master key
 * isn't in it: it belongs somewhere else.
 * @param recipients age public keys (`age1…`); none: the copy isn't encrypted
 * @throws when the disk is full or the target's folder can't be written
 */
export async function backUp(
  client: Client,
  target: string,
  recipients: readonly string[] = [],
): Promise<Result<BackUp, BackUpFault>> {
  if (existsSync(target)) return fail('target_exists');
  const copy = `${target}.part`;
  rmSync(copy, { force: true });
  try {
    await client.execute({ sql: 'VACUUM INTO ?', args: [copy] });
    if (!(await isWhole(copy))) return fail('copy_damaged');
    if (recipients.length > 0) await encrypt(copy, recipients);
    const file = await open(copy, 'r+');
    await file.chmod(OWNER_ONLY);
    const { size } = await file.stat();
    await file.sync();
    await file.close();
    renameSync(copy, target);
    await syncFolder(dirname(target));
    return ok({ bytes: size, encrypted: recipients.length > 0 });
  } finally {
    rmSync(copy, { force: true });
  }
}

/** SQLite's own check of every page. @throws when the file is no database at all */
export async function isWhole(file: string): Promise<boolean> {
  const client = createClient({ url: `file:${file}` });
  try {
    const { rows } = await client.execute('PRAGMA integrity_check');
    return rows.length === 1 && rows[0]?.[0] === 'ok';
  } finally {
    client.close();
  }
}

/** A rename survives a power cut only once its folder is on the disk. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync();
  await handle.close();
}

/** In place, a piece at a time: the file may be larger than memory. */
async function encrypt(file: string, recipients: readonly string[]): Promise<void> {
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  const encrypted = `${file}.age`;
  try {
    const bytes = await encrypter.encrypt(readStream(file));
    await pipeline(bytes, createWriteStream(encrypted, { mode: OWNER_ONLY }));
    renameSync(encrypted, file);
  } finally {
    rmSync(encrypted, { force: true });
  }
}

/** The bytes of a file as the web's kind of stream, which age takes. */
export function readStream(file: string): ReadableStream<Uint8Array> {
  return Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
}
