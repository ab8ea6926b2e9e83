/** A `Store` in memory: the plainest reading of its contract. */
import type { FactId } from '@hazri/domain';
import type { Row, Scope } from '@hazri/sync-protocol';
import { newerChanges } from '../newer-changes.ts';
import { NEW_MEMORY } from '../ports.ts';
import type { Acknowledgement, AdoptingStore, OutboxEntry, QuarantineReason, QueuedFact } from '../ports.ts';

export interface MemoryStore extends AdoptingStore {
  /** Puts a fact into the outbox as another version of the app would have left it. */
  plant(fact: QueuedFact): void;
  unsent(): readonly QueuedFact[];
  acknowledged(): ReadonlyMap<FactId, Acknowledgement>;
  quarantined(): ReadonlyMap<FactId, QuarantineReason>;
  rows(scope: Scope): ReadonlyMap<string, Row>;
  /** Makes the next calls reject, as a full or closed database does (DEV7). */
  breakFor(calls: number): void;
}

export function memoryStore(): MemoryStore {
  let memory = NEW_MEMORY;
  let broken = 0;
  const outbox = new Map<FactId, OutboxEntry>();
  const kept = new Map<FactId, { readonly fact: QueuedFact; readonly acknowledgement: Acknowledgement }>();
  const quarantine = new Map<FactId, QuarantineReason>();
  const cursors = new Map<Scope, number>();
  const rows = new Map<Scope, Map<string, Row>>();

  /** Every call is one transaction: it happens as a whole or not at all. */
  async function transact<T>(work: () => T): Promise<T> {
    await Promise.resolve();
    if (broken > 0) {
      broken -= 1;
      throw new Error('storage is broken for this call');
    }
    return work();
  }

  return {
    state: (build) =>
      transact(() => {
        const built = build(memory);
        outbox.set(built.fact.id, { fact: built.fact, receipt: null });
        memory = built.memory;
        return built.fact;
      }),
    readProgress: () => transact(() => ({ ...memory, cursors: Object.fromEntries(cursors) })),
    readOutbox: (limit, skip) =>
      transact(() => ({
        entries: [...outbox.values()]
          .filter(({ fact }) => !skip.has(fact.id))
          .sort((a, b) => inSendingOrder(a.fact, b.fact))
          .slice(0, limit),
        isPartial: false,
      })),
    quarantine: (ids, reason) =>
      transact(() => {
        for (const id of ids) if (outbox.delete(id)) quarantine.set(id, reason);
      }),
    applyChanges: (answered) =>
      transact(() => {
        const changes = newerChanges(answered, Object.fromEntries(cursors));
        for (const scope of changes.erase) {
          rows.delete(scope);
          cursors.delete(scope);
        }
        for (const { scope, key, row } of changes.put) {
          rows.set(scope, (rows.get(scope) ?? new Map<string, Row>()).set(key, row));
        }
        for (const { scope, key } of changes.remove) rows.get(scope)?.delete(key);
        for (const [scope, cursor] of Object.entries(changes.cursors)) {
          if (cursor !== undefined) cursors.set(scope as Scope, cursor);
        }
      }),
    settle: (settlement) =>
      transact(() => {
        const remembered = settlement.remember(memory);
        for (const acknowledgement of settlement.acknowledged) {
          const entry = outbox.get(acknowledgement.id);
          if (entry === undefined) continue;
          outbox.delete(acknowledgement.id);
          kept.set(acknowledgement.id, { fact: entry.fact, acknowledgement });
        }
        for (const [id, { acknowledgement }] of kept) {
          if (acknowledgement.receivedAt < settlement.forgetBefore) kept.delete(id);
        }
        memory = remembered;
      }),
    startEpoch: (epoch) =>
      transact(() => {
        rows.clear();
        cursors.clear();
        for (const [id, { fact, acknowledgement }] of kept) {
          const { receivedAt, stamp } = acknowledgement;
          outbox.set(id, { fact, receipt: stamp === null ? null : { receivedAt, stamp } });
        }
        kept.clear();
        memory = { ...memory, epoch };
      }),
    adopt: (entries) =>
      transact(() => {
        const missing = entries.filter(
          ({ fact: { id } }) => !outbox.has(id) && !kept.has(id) && !quarantine.has(id),
        );
        for (const entry of missing) outbox.set(entry.fact.id, entry);
        return missing.length;
      }),
    plant: (fact) => void outbox.set(fact.id, { fact, receipt: null }),
    unsent: () => [...outbox.values()].map(({ fact }) => fact),
    acknowledged: () => new Map([...kept].map(([id, { acknowledgement }]) => [id, acknowledgement])),
    quarantined: () => quarantine,
    rows: (scope) => rows.get(scope) ?? new Map<string, Row>(),
    breakFor: (calls) => {
      broken = calls;
    },
  };
}

function inSendingOrder(a: QueuedFact, b: QueuedFact): number {
  const scansFirst = Number(a.kind !== 'scan') - Number(b.kind !== 'scan');
  return scansFirst || a.madeAt - b.madeAt || (a.id < b.id ? -1 : 1);
}
