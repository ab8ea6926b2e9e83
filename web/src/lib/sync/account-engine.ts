/** One account's databases, journal and engine, wired the same way in the page and in the service worker (DEV2). */
import type { UserId } from '@hazri/domain';
import { createEngine, spillStore } from '@hazri/sync-client';
import type { SpillStore, SyncEngine } from '@hazri/sync-client';
import { carryOver } from '../db/carry-over.ts';
import { dexieStore } from '../db/dexie-store.ts';
import type { HazriDb } from '../db/hazri-db.ts';
import type { KeysDb } from '../db/keys-db.ts';
import { OutboxDb } from '../db/outbox-db.ts';
import { ReplicaDb } from '../db/replica-db.ts';
import type { Journal } from '../platform/journal.ts';
import { deviceIdentity } from './identity.ts';
import type { DeviceIdentity } from './identity.ts';
import type { Surroundings } from './surroundings.ts';
import { httpTransport } from './transport.ts';

export interface AccountEngine {
  readonly outbox: OutboxDb;
  readonly replica: ReplicaDb;
  readonly journal: Journal;
  readonly store: SpillStore;
  readonly identity: DeviceIdentity;
  readonly engine: SyncEngine;
  /** Facts that only the journal still had (DEV8). */
  readonly recovered: number;
  /** Ends the engine and closes the account's databases. */
  close(): Promise<void>;
}

export async function openAccountEngine(
  userId: UserId,
  shared: { readonly hazri: HazriDb; readonly keys: KeysDb },
  surroundings: Surroundings,
): Promise<AccountEngine> {
  const outbox = new OutboxDb(userId);
  const replica = new ReplicaDb(userId);
  await carryOver(replica);
  const journal = await surroundings.openJournal(userId);
  const stored = dexieStore(outbox, replica, journal);
  const store = spillStore(stored);
  const recovered = await store.takeBack(await journal.readAll());
  const identity = deviceIdentity(userId, shared, surroundings);
  const engine = createEngine({
    store,
    identity,
    transport: httpTransport(surroundings.fetch, identity),
    lock: surroundings.lock(`hazri-sync-${userId}`),
    clock: surroundings.clock,
    random: surroundings.random,
    timer: surroundings.timer,
  });
  return {
    outbox,
    replica,
    journal,
    store,
    identity,
    engine,
    recovered,
    async close() {
      await engine.stop();
      await store.storeSpilled();
      outbox.close();
      replica.close();
    },
  };
}
