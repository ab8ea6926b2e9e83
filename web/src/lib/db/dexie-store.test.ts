import 'fake-indexeddb/auto';
import { makeFact } from '@hazri/sync-client';
import { storeContract } from '@hazri/sync-client/testing';
import { parseId } from '@hazri/domain';
import { expect, test } from 'vitest';
import { dexieStoreUnderTest, newUserId } from './dexie-store-under-test.ts';
import { dexieStore } from './dexie-store.ts';
import { OutboxDb } from './outbox-db.ts';
import { ReplicaDb } from './replica-db.ts';

storeContract('Dexie over fake-indexeddb', dexieStoreUnderTest);

test('[DEV8] [SYNC6] facts that another life of the server makes unsent again are journalled again', async () => {
  const userId = newUserId();
  const outbox = new OutboxDb(userId);
  const copies = new Set<string>();
  const store = dexieStore(outbox, new ReplicaDb(userId), {
    write: ({ id }) => Promise.resolve(copies.add(id).size > 0),
    forget: (ids) => {
      for (const id of ids) copies.delete(id);
      return Promise.resolve();
    },
  });
  const sessionId = parseId<'session'>('0193e5a0-0000-7000-8000-000000000001');
  if (sessionId === null) throw new Error('an id');
  const moment = { deviceNow: 1_795_000_000_000, random: new Uint8Array(10) };
  const { id } = await store.state((memory) =>
    makeFact('headcount', { sessionId, count: 3 }, moment, memory),
  );
  const receivedAt = 1_795_000_000_100;
  await store.settle({
    acknowledged: [{ id, outcome: 'accepted', reason: null, receivedAt, stamp: 'mac' }],
    remember: (memory) => memory,
    forgetBefore: 0,
  });
  expect([...copies]).toEqual([]);
  await store.startEpoch('0193e5a0-0000-4000-8000-00000000e90d');
  expect([...copies]).toEqual([id]);
});
