/** The engine's `Store` over Dexie: outbox and replica of one account, with the journal beside them. */
import type { Fact, FactId } from '@hazri/domain';
import { NEW_MEMORY, newerChanges } from '@hazri/sync-client';
import type {
  AdoptingStore,
  Memory,
  OutboxEntry,
  Progress,
  QuarantineReason,
  QueuedFact,
  Receipt,
} from '@hazri/sync-client';
import { SCOPE_PATTERN } from '@hazri/sync-protocol';
import type { Scope } from '@hazri/sync-protocol';
import { newFactRecord, UNSENT } from './outbox-db.ts';
import type { FactRecord, OutboxDb } from './outbox-db.ts';
import { rowRecord } from './replica-db.ts';
import type { CursorRecord, ReplicaDb } from './replica-db.ts';

/** What the store tells the journal: which facts need a second copy here, and which are durable on the server (DEV8). */
export interface SecondCopies {
  write(fact: QueuedFact): Promise<boolean>;
  forget(ids: readonly FactId[]): Promise<void>;
}

export function dexieStore(outbox: OutboxDb, replica: ReplicaDb, journal: SecondCopies): AdoptingStore {
  async function recall(): Promise<Memory> {
    const record = await outbox.memory.get('memory');
    if (record === undefined) return NEW_MEMORY;
    const { key: _, ...memory } = record;
    return memory;
  }

  return {
    state<F extends Fact>(
      build: (memory: Memory) => { readonly fact: F; readonly memory: Memory },
    ): Promise<F> {
      return outbox.transaction('rw', outbox.facts, outbox.memory, async () => {
        const { fact, memory } = build(await recall());
        await outbox.facts.add(newFactRecord(fact));
        await outbox.memory.put({ key: 'memory', ...memory });
        return fact;
      });
    },

    async readProgress() {
      const [memory, cursors] = await Promise.all([recall(), replica.cursors.toArray()]);
      return { ...memory, cursors: cursorsOf(cursors) };
    },

    async readOutbox(limit, skip) {
      const records = await outbox.facts
        .where('[state+rank+madeAt]')
        .between(...UNSENT)
        .filter((record) => !skip.has(record.id))
        .limit(limit)
        .toArray();
      const undecodable = records.filter((record) => !isQueuedFact(record.fact, record.id));
      if (undecodable.length > 0) await moveToQuarantine(outbox, undecodable, 'undecodable');
      const entries = records.filter((record) => !undecodable.includes(record)).map(entryOf);
      return { entries, isPartial: false };
    },

    async quarantine(ids, reason) {
      const records = await outbox.facts.bulkGet([...ids]);
      await moveToQuarantine(
        outbox,
        records.filter((record) => record?.state === 'unsent'),
        reason,
      );
    },

    applyChanges(answered) {
      return replica.transaction('rw', replica.rows, replica.cursors, async () => {
        const changes = newerChanges(answered, cursorsOf(await replica.cursors.toArray()));
        for (const scope of changes.erase) {
          await replica.inScope(scope).delete();
          await replica.cursors.delete(scope);
        }
        await replica.rows.bulkPut(changes.put.map(({ scope, key, row }) => rowRecord(scope, key, row)));
        await replica.rows.bulkDelete(changes.remove.map(({ scope, key }) => [scope, key]));
        const cursors = Object.entries(changes.cursors).flatMap(([scope, cursor]) =>
          isScope(scope) && cursor !== undefined ? [{ scope, cursor }] : [],
        );
        await replica.cursors.bulkPut(cursors);
      });
    },

    async settle(settlement) {
      const ids = settlement.acknowledged.map(({ id }) => id);
      await outbox.transaction('rw', outbox.facts, outbox.memory, async () => {
        const records = await outbox.facts.bulkGet(ids);
        const settled = settlement.acknowledged.flatMap((acknowledgement, index): FactRecord[] => {
          const record = records[index];
          return record === undefined ? [] : [{ ...record, ...acknowledgement, state: 'acknowledged' }];
        });
        await outbox.facts.bulkPut(settled);
        await outbox.facts
          .where('receivedAt')
          .below(settlement.forgetBefore)
          .filter((record) => record.state === 'acknowledged')
          .delete();
        await outbox.memory.put({ key: 'memory', ...settlement.remember(await recall()) });
      });
      await journal.forget(ids);
    },

    async startEpoch(epoch) {
      // Replica first: if the second half is lost, the old epoch is still remembered and both are done again.
      await replica.transaction('rw', replica.rows, replica.cursors, async () => {
        await replica.rows.clear();
        await replica.cursors.clear();
      });
      // Unsent again, they need their second copy again, and before they count as unsent.
      const again = await outbox.facts.where('state').equals('acknowledged').toArray();
      await Promise.all(again.map(({ fact }) => journal.write(fact)));
      await outbox.transaction('rw', outbox.facts, outbox.memory, async () => {
        await outbox.facts.where('state').equals('acknowledged').modify({ state: 'unsent' });
        await outbox.memory.put({ key: 'memory', ...(await recall()), epoch });
      });
    },

    adopt(entries) {
      return outbox.transaction('rw', outbox.facts, outbox.quarantine, async () => {
        const ids = entries.map(({ fact }) => fact.id);
        const held = new Set([
          ...(await outbox.facts.where('id').anyOf(ids).primaryKeys()),
          ...(await outbox.quarantine.where('id').anyOf(ids).primaryKeys()),
        ]);
        const missing = entries.filter(({ fact }) => !held.has(fact.id));
        await outbox.facts.bulkPut(
          missing.map(({ fact, receipt }): FactRecord => ({ ...newFactRecord(fact), ...receipt })),
        );
        return missing.length;
      });
    },
  };
}

function moveToQuarantine(
  outbox: OutboxDb,
  records: readonly (FactRecord | undefined)[],
  reason: QuarantineReason,
): Promise<void> {
  const present = records.filter((record) => record !== undefined);
  return outbox.transaction('rw', outbox.facts, outbox.quarantine, async () => {
    await outbox.quarantine.bulkPut(present.map((record) => ({ id: record.id, entry: record.fact, reason })));
    await outbox.facts.bulkDelete(present.map((record) => record.id));
  });
}

function entryOf(record: FactRecord): OutboxEntry {
  const receipt: Receipt | null =
    record.receivedAt === null || record.stamp === null
      ? null
      : { receivedAt: record.receivedAt, stamp: record.stamp };
  return { fact: record.fact, receipt };
}

/** Whether what the database gave is at least a fact's envelope; everything else of it is the server's to judge. */
function isQueuedFact(fact: unknown, id: FactId): boolean {
  return typeof fact === 'object' && fact !== null && 'id' in fact && fact.id === id && 'kind' in fact;
}

function cursorsOf(records: readonly CursorRecord[]): Progress['cursors'] {
  return Object.fromEntries(records.map(({ scope, cursor }) => [scope, cursor]));
}

function isScope(scope: string): scope is Scope {
  return SCOPE_PATTERN.test(scope);
}
