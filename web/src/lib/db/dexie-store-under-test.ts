/** Gives the contract suite a Dexie store of its own; tests only. */
import { assert, parseId, uuidv7 } from '@hazri/domain';
import type { UserId } from '@hazri/domain';
import type { StoreUnderTest } from '@hazri/sync-client/testing';
import { dexieStore } from './dexie-store.ts';
import { newFactRecord, OutboxDb } from './outbox-db.ts';
import { ReplicaDb } from './replica-db.ts';

export function dexieStoreUnderTest(): Promise<StoreUnderTest> {
  const userId = newUserId();
  const outbox = new OutboxDb(userId);
  const replica = new ReplicaDb(userId);
  return Promise.resolve({
    store: dexieStore(outbox, replica, {
      write: () => Promise.resolve(true),
      forget: () => Promise.resolve(),
    }),
    async plant(fact) {
      await outbox.facts.add(newFactRecord(fact));
    },
    async rowsIn(scope) {
      return (await replica.inScope(scope).toArray()).map((record) => record.row);
    },
    async quarantined() {
      return outbox.quarantine.toCollection().primaryKeys();
    },
    async dispose() {
      await outbox.delete();
      await replica.delete();
    },
  });
}

export function newUserId(): UserId {
  const id = parseId<'user'>(uuidv7(Date.now(), crypto.getRandomValues(new Uint8Array(10))));
  assert(id !== null, 'uuidv7 makes ids');
  return id;
}
