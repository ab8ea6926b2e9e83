/** What one person's device has stated and what became of it: facts, quarantine and the engine's memory (DEV1). */
import { Dexie } from 'dexie';
import type { Table } from 'dexie';
import type { FactId, UserId } from '@hazri/domain';
import type { Acknowledgement, Memory, QuarantineReason, QueuedFact } from '@hazri/sync-client';

export interface FactRecord {
  readonly id: FactId;
  /** The fact as it goes over the wire; `parseFact` of @hazri/sync-protocol reads it. */
  readonly fact: QueuedFact;
  readonly kind: string;
  /** `acknowledged`: durable on the server; kept 30 days for a restored server and for receipts (SYNC6). */
  readonly state: 'unsent' | 'acknowledged';
  /** Scans (0) are sent before other facts (1), each oldest first (SYNC2). */
  readonly rank: 0 | 1;
  /** Raw device clock, epoch ms. */
  readonly madeAt: number;
  /** From the server's last final result; null before one. */
  readonly outcome: Acknowledgement['outcome'] | null;
  readonly reason: string | null;
  readonly receivedAt: number | null;
  readonly stamp: string | null;
}

/** A fact that can never be sent as it is, kept for the person to see and export (DEV4). */
export interface QuarantineRecord {
  readonly id: string;
  readonly entry: unknown;
  readonly reason: QuarantineReason;
}

export interface MemoryRecord extends Memory {
  readonly key: 'memory';
}

/** Bounds of `[state+rank+madeAt]` over everything unsent. */
export const UNSENT: readonly [readonly unknown[], readonly unknown[]] = [
  ['unsent', 0, -Infinity],
  ['unsent', 1, Infinity],
];

export class OutboxDb extends Dexie {
  declare readonly facts: Table<FactRecord, FactId>;
  declare readonly quarantine: Table<QuarantineRecord, string>;
  declare readonly memory: Table<MemoryRecord, 'memory'>;

  constructor(userId: UserId) {
    // Strict: a power cut took 516 of 518 relaxed writes that had been reported as done (DEV8).
    super(`hazri-outbox-${userId}`, { chromeTransactionDurability: 'strict' });
    this.version(1).stores({
      facts: 'id, state, [state+rank+madeAt], [kind+madeAt], receivedAt',
      quarantine: 'id',
      memory: 'key',
    });
  }

  /** Facts that the server hasn't acknowledged, in sending order. */
  unsent(): Promise<FactRecord[]> {
    return this.facts
      .where('[state+rank+madeAt]')
      .between(...UNSENT)
      .toArray();
  }

  /** How many of them there are. */
  unsentCount(): Promise<number> {
    return this.facts.where('state').equals('unsent').count();
  }

  /** Facts that the server took note of and refused, in any order. */
  refused(): Promise<FactRecord[]> {
    return this.facts
      .where('state')
      .equals('acknowledged')
      .filter(({ outcome }) => outcome === 'rejected')
      .toArray();
  }

  /** Every fact of one kind that this device stated and still keeps, oldest first. */
  ofKind(kind: string): Promise<FactRecord[]> {
    return this.facts.where('[kind+madeAt]').between([kind, -Infinity], [kind, Infinity]).toArray();
  }
}

export function newFactRecord(fact: QueuedFact): FactRecord {
  const pending = { outcome: null, reason: null, receivedAt: null, stamp: null };
  return {
    id: fact.id,
    fact,
    kind: fact.kind,
    state: 'unsent',
    rank: fact.kind === 'scan' ? 0 : 1,
    madeAt: fact.madeAt,
    ...pending,
  };
}
