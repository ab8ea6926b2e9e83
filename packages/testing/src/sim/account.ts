/** What of one person stays on a phone when the app ends: databases, journal, and who the server takes it for. */
import type { DeviceId, FactId, FactKey } from '@hazri/domain';
import { factKey } from '@hazri/domain';
import type { QueuedFact } from '@hazri/sync-client';
import { memoryStore } from '@hazri/sync-client/testing';
import type { MemoryStore } from '@hazri/sync-client/testing';
import type { Scope } from '@hazri/sync-protocol';
import type { Person } from './school.ts';

export interface Account {
  readonly person: Person;
  store: MemoryStore;
  /** Unsent facts a second time, outside the database (DEV8). */
  readonly journal: Map<FactId, QueuedFact>;
  /** Facts whose second copy couldn't be made: nothing but the database has them. */
  readonly unjournalled: Set<FactId>;
  /** How many keys this account had here; the last one is in use. */
  keys: number;
  deviceId: DeviceId | null;
  revoked: boolean;
  /** Key id for showing codes, when it was issued one. */
  kid: number | null;
}

export function newAccount(person: Person): Account {
  return {
    person,
    store: memoryStore(),
    journal: new Map(),
    unjournalled: new Set(),
    keys: 1,
    deviceId: null,
    revoked: false,
    kid: null,
  };
}

/** Every fact of which the phone still has a copy that it would send. */
export function keptFacts(account: Account): readonly FactKey[] {
  const { store, journal } = account;
  return keysOf(account, [
    ...store.unsent().map(({ id }) => id),
    ...store.acknowledged().keys(),
    ...journal.keys(),
  ]);
}

export function keysOf({ person }: Pick<Account, 'person'>, ids: readonly FactId[]): readonly FactKey[] {
  return ids.map((id) => factKey(person.uuid, id));
}

/** A revoked device begins anew at the next login, as the app does it. */
export function forgetRevokedDevice(account: Account): void {
  if (!account.revoked) return;
  account.keys += 1;
  account.deviceId = null;
  account.revoked = false;
  account.kid = null;
}

export interface Wiped {
  readonly unsent: readonly FactKey[];
  readonly acknowledged: readonly FactKey[];
  /** Those of the unsent that the journal never had. */
  readonly unjournalled: readonly FactKey[];
  /** What the journal lost: all that the phone had of what came while its storage was full. */
  readonly journalled: readonly FactKey[];
}

/** The browser loses the database, as killed browsers do, and perhaps the journal with it. What the database held. */
export function wipeAccount(account: Account, withJournal: boolean): Wiped {
  const { store } = account;
  account.store = memoryStore();
  const journalled = withJournal ? [...account.journal.keys()] : [];
  if (withJournal) account.journal.clear();
  const unsent = store.unsent().map(({ id }) => id);
  return {
    unsent: keysOf(account, unsent),
    acknowledged: keysOf(account, [...store.acknowledged().keys()]),
    unjournalled: keysOf(
      account,
      unsent.filter((id) => account.unjournalled.has(id)),
    ),
    journalled: keysOf(account, journalled),
  };
}

/** A new version of the app has another schema of the replica: it is dropped and pulled again (DEV1, DEV6). */
export async function dropReplica({ store }: Account): Promise<void> {
  const { cursors } = await store.readProgress();
  await store.applyChanges({ erase: Object.keys(cursors) as Scope[], put: [], remove: [], cursors: {} });
}
