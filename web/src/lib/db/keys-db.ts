/**
 * Keys that only this device holds, none of them readable by anybody: its own P-256 key and the day keys for
 * showing codes. They live in a Storage Bucket of their own where there is one, because Chromium can lose an
 * origin's default IndexedDB as a whole (DEV8).
 */
import { Dexie } from 'dexie';
import type { Table } from 'dexie';
import type { DeviceId, UserId } from '@hazri/domain';
import type { DevicePublicKey } from '@hazri/sync-protocol';

export interface DeviceKeyRecord {
  readonly userId: UserId;
  /** Non-extractable. */
  readonly privateKey: CryptoKey;
  readonly publicKey: DevicePublicKey;
  /** The id under which the server knows this key; kept beside it because neither is worth anything alone. */
  readonly deviceId: DeviceId | null;
  /** The server revoked the device: the next login begins with a new key and a new id. */
  readonly revoked: boolean;
}

export interface DayKeyRecord {
  readonly userId: UserId;
  readonly kid: number;
  /** UTC day number. */
  readonly day: number;
  /** The device that the server gave the key to: registered anew, it needs keys anew. */
  readonly deviceId: DeviceId;
  /**
   * The server's epoch then: one that was restored from a backup may never have heard of the kid (SYNC6). Missing in
   * records of earlier versions.
   */
  readonly epoch?: string | null;
  /** Non-extractable HKDF key. */
  readonly key: CryptoKey;
}

export class KeysDb extends Dexie {
  declare readonly deviceKeys: Table<DeviceKeyRecord, UserId>;
  declare readonly dayKeys: Table<DayKeyRecord, [UserId, number]>;

  constructor(bucketIndexedDb: IDBFactory | null) {
    super('hazri-keys', {
      chromeTransactionDurability: 'strict',
      ...(bucketIndexedDb === null
        ? {}
        : { indexedDB: bucketIndexedDb, IDBKeyRange: globalThis.IDBKeyRange }),
    });
    this.version(1).stores({ deviceKeys: 'userId', dayKeys: '[userId+day], userId' });
  }
}

interface StorageBuckets {
  open(
    name: string,
    options: { durability: 'strict'; persisted: boolean },
  ): Promise<{ readonly indexedDB: IDBFactory }>;
}

/** Opens the bucket's database, or the plain one where buckets are missing or refused. */
export async function openKeysDb(): Promise<KeysDb> {
  return new KeysDb(await bucketIndexedDb());
}

async function bucketIndexedDb(): Promise<IDBFactory | null> {
  const buckets = (globalThis.navigator as { storageBuckets?: StorageBuckets } | undefined)?.storageBuckets;
  if (buckets === undefined) return null;
  try {
    const bucket = await buckets.open('hazri-keys', { durability: 'strict', persisted: true });
    return bucket.indexedDB;
  } catch {
    return null;
  }
}
