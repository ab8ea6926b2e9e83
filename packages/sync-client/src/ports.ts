/**
 * What the engine needs from its surroundings: storage, network, time, chance and mutual exclusion.
 * A page, a service worker and a test each bring their own.
 */
import type { DeviceId, Fact, FactId, Stamp } from '@hazri/domain';
import type { Outcome, Row, Scope } from '@hazri/sync-protocol';
import { NEW_CLOCK } from './device-clock.ts';
import type { ClockMemory } from './device-clock.ts';

/**
 * A fact as it waits in the outbox. Only the envelope's oldest fields are relied on: a fact written by another
 * version of the app is sent as it is (DEV6, FACT2).
 */
export interface QueuedFact {
  readonly id: FactId;
  readonly kind: string;
  /** Raw device clock, epoch ms. */
  readonly madeAt: number;
}

/** What an earlier life of the server said about the first receipt of a fact (SYNC6). */
export interface Receipt {
  readonly receivedAt: number;
  /** The server's MAC over (fact hash, receivedAt), base64url. */
  readonly stamp: string;
}

export interface OutboxEntry {
  readonly fact: QueuedFact;
  readonly receipt: Receipt | null;
}

export interface OutboxPage {
  readonly entries: readonly OutboxEntry[];
  /** There may be more that couldn't be read; the limit and `skip` aside. */
  readonly isPartial: boolean;
}

/** A final result: the fact is durable on the server. */
export interface Acknowledgement {
  readonly id: FactId;
  readonly outcome: Exclude<Outcome, 'retry'>;
  readonly reason: string | null;
  readonly receivedAt: number;
  /** null from a server that gives none. */
  readonly stamp: string | null;
}

export type QuarantineReason = 'undecodable' | 'fact_too_large' | 'refused_by_server';

/** What must survive between facts and between cycles, kept in the outbox's database. */
export interface Memory {
  /** The life of the server's database that acknowledged the facts kept here; null before the first sync. */
  readonly epoch: string | null;
  readonly clock: ClockMemory;
  readonly lastStamp: Stamp;
  /** Device time of the last answered cycle, epoch ms. */
  readonly lastSyncAt: number | null;
}

export const NEW_MEMORY: Memory = { epoch: null, clock: NEW_CLOCK, lastStamp: [0, 0], lastSyncAt: null };

export interface Progress extends Memory {
  /** Every scope that the replica holds. */
  readonly cursors: Readonly<Partial<Record<Scope, number>>>;
}

/** Changes of the replica, all or nothing. Scopes are erased first, then rows written, then removed. */
export interface ReplicaChanges {
  readonly erase: readonly Scope[];
  readonly put: readonly { readonly scope: Scope; readonly key: string; readonly row: Row }[];
  readonly remove: readonly { readonly scope: Scope; readonly key: string }[];
  readonly cursors: Readonly<Partial<Record<Scope, number>>>;
}

/** What one answer settles in the outbox, all or nothing. */
export interface Settlement {
  readonly acknowledged: readonly Acknowledgement[];
  /**
   * Applied to what is remembered at that moment: facts were stated while the exchange was under way.
   * When it throws nothing is settled.
   */
  readonly remember: (memory: Memory) => Memory;
  /** Acknowledged facts received before this time (server's clock) are forgotten. */
  readonly forgetBefore: number;
}

/** Storage of one account. A rejected promise is an outage: the engine backs off and tries again. */
export interface Store {
  /**
   * Builds a fact from what is remembered and stores it, in one durable transaction.
   * Resolves once the fact would survive a power cut.
   */
  state<F extends Fact>(build: (memory: Memory) => { readonly fact: F; readonly memory: Memory }): Promise<F>;
  readProgress(): Promise<Progress>;
  /** Unacknowledged facts that are not in `skip`: scans first, then oldest first (SYNC2), at most `limit`. */
  readOutbox(limit: number, skip: ReadonlySet<FactId>): Promise<OutboxPage>;
  /** Takes out what can never be sent, keeping it for the person to see and export (DEV4). */
  quarantine(ids: readonly FactId[], reason: QuarantineReason): Promise<void>;
  /** Of a scope that is behind the replica nothing is written: see `newerChanges`. */
  applyChanges(changes: ReplicaChanges): Promise<void>;
  settle(settlement: Settlement): Promise<void>;
  /** Another life of the server (SYNC6): empties the replica and queues every kept fact again, with its receipt. */
  startEpoch(epoch: string): Promise<void>;
}

/** Storage that takes facts back which were kept elsewhere: in a journal (DEV8), in memory (DEV7). */
export interface AdoptingStore extends Store {
  /**
   * Puts facts into the outbox, with the receipts known of them, unless they are here already, in whatever state.
   * @returns how many were missing
   */
  adopt(entries: readonly OutboxEntry[]): Promise<number>;
}

/** What came back, before anything in it is believed. */
export type Answer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      /** Delay asked for by Retry-After, in ms; null without one. */
      readonly retryAfterMs: number | null;
      /** The body as JSON; null when it was no JSON (a captive portal's HTML). */
      readonly body: unknown;
    }
  | { readonly kind: 'unreachable' };

export interface Transport {
  /** Sends one signed sync request. Settles after `timeoutMs` of silence; never rejects for the network's sake. */
  exchange(body: string, timeoutMs: number): Promise<Answer>;
}

export type Registration = 'registered' | 'signed_out' | 'unreachable';

export interface Identity {
  /** The id under which this device is registered for the account; null until it could register. */
  device(): Promise<DeviceId | null>;
  /** Registers with the cookie, also again when the server doesn't know the device any more. Never rejects. */
  register(): Promise<Registration>;
}

export interface Clock {
  /** The device's raw wall clock, epoch ms. */
  deviceNow(): number;
  /** Monotonic milliseconds from any origin. */
  mono(): number;
}

export interface Random {
  /** Uniform in [0, 1). */
  unit(): number;
  bytes(length: number): Uint8Array;
}

export interface Timer {
  /** Runs `task` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, task: () => void): () => void;
}

export interface Lock {
  /** Runs `cycle` while no other page or worker of this account runs one. Correctness never rests on it (DEV2). */
  hold<T>(cycle: () => Promise<T>): Promise<T>;
}

export interface Ports {
  readonly store: Store;
  readonly transport: Transport;
  readonly identity: Identity;
  readonly clock: Clock;
  readonly random: Random;
  readonly timer: Timer;
  readonly lock: Lock;
}
