/** A second copy of every unsent fact, outside IndexedDB, so that a lost database loses nothing (DEV8). */
import type { FactId, UserId } from '@hazri/domain';
import { parseId } from '@hazri/domain';
import type { QueuedFact } from '@hazri/sync-client';
import { openTextFiles } from './files.ts';
import type { TextFiles } from './files.ts';

export interface Journal {
  /** Resolves to false when the copy could not be made; the outbox's own copy stands alone then. */
  write(fact: QueuedFact): Promise<boolean>;
  /** Never rejects: a copy too many is sent again and answered `duplicate`. */
  forget(ids: readonly FactId[]): Promise<void>;
  /** Every fact that can still be read. */
  readAll(): Promise<readonly QueuedFact[]>;
}

/** The journal of one account: other accounts on the phone have their own (DEV4). */
export async function openJournal(userId: UserId): Promise<Journal> {
  return journalOver(await openTextFiles(`hazri-journal-${userId}`));
}

/** @param files null where nothing outside IndexedDB can be written */
export function journalOver(files: TextFiles | null): Journal {
  return {
    async write(fact) {
      if (files === null) return false;
      try {
        await files.write(fileName(fact.id), JSON.stringify(fact));
        return true;
      } catch {
        return false;
      }
    },
    async forget(ids) {
      if (files === null) return;
      await Promise.allSettled(ids.map((id) => files.remove(fileName(id))));
    },
    async readAll() {
      if (files === null) return [];
      const names = await files.names().catch(() => []);
      const facts = await Promise.all(names.map((name) => readFact(files, name)));
      return facts.filter((fact) => fact !== null);
    },
  };
}

function fileName(id: FactId): string {
  return `${id}.json`;
}

async function readFact(files: TextFiles, name: string): Promise<QueuedFact | null> {
  try {
    return parseQueuedFact(JSON.parse((await files.read(name)) ?? 'null'));
  } catch {
    return null;
  }
}

/** Only the envelope's oldest fields are asked for: a fact of another version is sent as it is (DEV6). */
function parseQueuedFact(input: unknown): QueuedFact | null {
  if (typeof input !== 'object' || input === null) return null;
  if (!('id' in input) || !('kind' in input) || !('madeAt' in input)) return null;
  const { id, kind, madeAt } = input;
  if (typeof id !== 'string' || typeof kind !== 'string' || typeof madeAt !== 'number') return null;
  const factId = parseId<'fact'>(id);
  return factId === null ? null : { ...input, id: factId, kind, madeAt };
}
