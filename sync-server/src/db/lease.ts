/**
 * Who may write in a data folder? One process: counters and caches live in its memory (ADR 0004). The lease is a lock
 * that SQLite holds on a file of its own, so the system gives it back when the process dies, however it dies.
 */
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import type { Result } from '@hazri/domain';
import { fail, ok } from '@hazri/domain';

const LEASE_FILE = 'hazri.lock';

export interface Lease {
  readonly release: () => void;
}

/** @param dataDir must exist and be writable @throws when the lock file can't be made */
export async function takeLease(dataDir: string): Promise<Result<Lease, 'data_dir_in_use'>> {
  const client = createClient({ url: `file:${join(dataDir, LEASE_FILE)}`, timeout: 0 });
  try {
    const held = await client.transaction('write');
    return ok({
      release: () => {
        held.close();
        client.close();
      },
    });
  } catch (cause) {
    client.close();
    if (isBusy(cause)) return fail('data_dir_in_use');
    throw cause;
  }
}

function isBusy(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && String(cause.code).startsWith('SQLITE_BUSY');
}
