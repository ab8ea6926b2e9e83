/** Which life of the database this is (SYNC6): made once, read at every start. */
import type { Database } from './open-database.ts';
import { meta } from './meta-schema.ts';

export interface Life {
  /** UUID; differs after a restore, so that devices rebuild and send again. */
  readonly epoch: string;
  /** Of the master key that new key ids are made under. */
  readonly keyEpoch: number;
  readonly keysRestored: boolean;
}

/** @param newEpoch UUID for a database that has none yet */
export async function readLife(database: Database, newEpoch: string): Promise<Life> {
  const rows = await database.orm.select().from(meta).limit(1);
  const found = rows[0];
  if (found) return found;
  const first = { id: 1, epoch: newEpoch, rev: 0, keyEpoch: 1, keysRestored: false };
  await database.orm.insert(meta).values(first);
  return first;
}
