/** What screens may ask of the device of whoever is signed in. */
import type { Readable } from 'svelte/store';
import type { FactBodies, FactId, FactKind } from '@hazri/domain';
import type { Urgency } from '@hazri/sync-client';
import type { Account } from '@hazri/sync-protocol';
import type { OutboxDb } from '../db/outbox-db.ts';
import type { ReplicaDb } from '../db/replica-db.ts';
import type { Readiness } from './readiness.ts';

export interface DeviceStatus {
  /** `offline`: the server couldn't be reached; `backoff`: it, or the storage, is in trouble. */
  readonly phase: 'idle' | 'syncing' | 'offline' | 'backoff';
  /** Raw device clock, epoch ms; null before the first sync. */
  readonly lastSyncAt: number | null;
  /** Something can't be sent until the person logs in again; facts are kept (SYNC1). */
  readonly needsLogin: boolean;
  /** Facts that had been lost with the database and were read back from the journal (DEV8). */
  readonly recovered: number;
  /** Facts that only this page's memory holds: closing it would lose them (DEV7). */
  readonly inMemory: number;
}

interface DeviceClock {
  /** The phone's raw clock, epoch ms: what facts carry (TIME3). */
  deviceNow(): number;
  /** Server-anchored, epoch ms: what people are shown and steps are made by (TIME2). */
  now(): number;
  /** `now() - deviceNow()`. */
  offsetMs(): number;
}

interface StatedFact {
  readonly factId: FactId;
  /** `memory`: storage failed; the fact is sent from memory and stored when that works again (DEV7). */
  readonly kept: 'disk' | 'memory';
}

export interface Device {
  readonly account: Account;
  readonly replica: ReplicaDb;
  readonly outbox: OutboxDb;
  readonly clock: DeviceClock;
  readonly status: Readable<DeviceStatus>;
  /**
   * Resolves when the fact is durable in outbox and journal: only then may a screen say "saved". It is sent at once,
   * or with the next sync while the engine waits; `now` cuts that wait short.
   */
  state<K extends FactKind>(kind: K, body: FactBodies[K], urgency?: Urgency): Promise<StatedFact>;
  /** One run of the engine now; never rejects. */
  sync(): Promise<void>;
  /** Syncs every minute until the returned function is called: for a session on screen (SYNC8). */
  follow(): () => void;
  /** The key id under which this device shows codes; null without keys. */
  issuer(): Promise<{ readonly kid: number } | null>;
  /** @param day UTC day number, `dayOfStep` of @hazri/domain */
  dayKey(day: number): Promise<CryptoKey | null>;
  /** Until when codes can be shown with the keys in hand, epoch ms. */
  dayKeysUntil(): Promise<number | null>;
  /** A signature by the device's own key (r‖s, 64 bytes), for receipts; null while it has none. */
  sign(message: Uint8Array<ArrayBuffer>): Promise<Uint8Array | null>;
  /** Id under which the server knows this device; null before it could register. */
  deviceId(): Promise<string | null>;
  readiness(): Promise<Readiness>;
  /** Ends this person's engine everywhere on the phone; unsent facts stay under their name (DEV4). */
  logout(): Promise<{ readonly unsent: number }>;
  close(): void;
}
