/**
 * An app that was updated where there is no network still knows its classes: what the replica of an earlier version holds
 * is taken over as it is. Cursors come last, so that whatever cuts this short leaves it to be done again.
 */
import { Dexie } from 'dexie';
import type { Scope } from '@hazri/sync-protocol';
import { replicaName, rowRecord } from './replica-db.ts';
import type { CursorRecord, ReplicaDb, RowRecord } from './replica-db.ts';

/** Versions whose rows this build reads as they are, newest first; what others held is pulled again (DEV1). */
const READABLE: readonly number[] = [4];
/** Rows in hand at a time. */
const AT_A_TIME = 1_000;

/** Does nothing for a replica that has begun. Never rejects: at worst everything is pulled again. */
export async function carryOver(replica: ReplicaDb): Promise<void> {
  try {
    if (await hasBegun(replica)) return;
    for (const version of READABLE) {
      const name = replicaName(version, replica.userId);
      if (!(await Dexie.exists(name))) continue;
      await carryFrom(name, replica);
      return;
    }
  } catch {
    await emptyUnlessBegun(replica).catch(() => undefined);
  }
}

async function carryFrom(name: string, replica: ReplicaDb): Promise<void> {
  const old = await new Dexie(name).open();
  try {
    const rows = old.table<RowRecord, [Scope, string]>('rows');
    let page = await rows.orderBy(':id').limit(AT_A_TIME).toArray();
    for (let last = page.at(-1); last !== undefined; last = page.at(-1)) {
      const records = page.map(({ scope, key, row }) => rowRecord(scope, key, row));
      if (!(await unlessBegun(replica, () => replica.rows.bulkPut(records)))) return;
      page = await rows.where(':id').above([last.scope, last.key]).limit(AT_A_TIME).toArray();
    }
    const cursors = await old.table<CursorRecord, Scope>('cursors').toArray();
    await unlessBegun(replica, () => replica.cursors.bulkPut(cursors));
  } finally {
    old.close();
  }
}

/** Page and worker may both be at it, and the first to end goes on to pull: nothing older is written over that. */
function unlessBegun(replica: ReplicaDb, write: () => PromiseLike<unknown>): Promise<boolean> {
  return replica.transaction('rw', replica.rows, replica.cursors, async () => {
    if (await hasBegun(replica)) return false;
    await write();
    return true;
  });
}

/** Rows without a cursor would stay though the server has long taken them back. */
async function emptyUnlessBegun(replica: ReplicaDb): Promise<void> {
  await unlessBegun(replica, () => replica.rows.clear());
}

async function hasBegun({ cursors }: ReplicaDb): Promise<boolean> {
  return (await cursors.count()) > 0;
}
