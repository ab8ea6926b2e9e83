/**
 * Keeps stating facts when the database can't: full, closed under us, or refused in private mode (DEV7).
 * What couldn't be stored waits in memory, is sent from there, and is stored as soon as storage works again.
 */
import type { Fact, FactId } from '@hazri/domain';
import { groupBy } from '@hazri/domain';
import { NEW_MEMORY } from './ports.ts';
import type {
  Acknowledgement,
  AdoptingStore,
  Memory,
  OutboxEntry,
  QueuedFact,
  Receipt,
  Settlement,
  Store,
} from './ports.ts';

/** Facts held in memory at most; beyond that stating one fails loudly instead of exhausting the phone. */
const MAX_SPILLED_FACTS = 1_000;
/** First receipts held in memory at most, of facts there and of facts in the database; a fact beyond is told without. */
const MAX_RECEIPTS = 2_000;

export interface SpillStore extends Store {
  /** Facts that would be lost if the app were closed now. */
  spilled(): readonly QueuedFact[];
  /** Tries to store them; resolves to how many are left in memory. */
  storeSpilled(): Promise<number>;
  /**
   * Takes back what the journal has (DEV8), into memory when the database can't: what waits there unseen would look
   * held back (SCAN8).
   * @returns how many the database had lost; 0 when it can't say
   */
  takeBack(facts: readonly QueuedFact[]): Promise<number>;
}

interface Sent {
  readonly fact: QueuedFact;
  readonly acknowledgement: Acknowledgement;
  /** The life of the server that acknowledged it. */
  readonly epoch: string | null;
}

export function spillStore(inner: AdoptingStore): SpillStore {
  const spilled = new Map<FactId, QueuedFact>();
  /** Acknowledged, and stored nowhere yet: a server restored from before would ask for them (SYNC6). */
  const sent = new Map<FactId, Sent>();
  /** What the database couldn't take down of first receipts. Without them a restored server knows only the later one. */
  const receipts = new Map<FactId, Receipt>();
  let lastKnown: Memory = NEW_MEMORY;
  /** Facts of the journal that found no room in memory either. */
  let leftInJournal = 0;

  function rememberReceipt({ id, receivedAt, stamp }: Acknowledgement): void {
    if (stamp !== null && (receipts.has(id) || receipts.size < MAX_RECEIPTS))
      receipts.set(id, { receivedAt, stamp });
  }

  function entryOf(fact: QueuedFact): OutboxEntry {
    return { fact, receipt: receipts.get(fact.id) ?? null };
  }

  async function settleStored(settlement: Settlement): Promise<void> {
    try {
      await inner.settle(settlement);
    } catch (fault) {
      for (const acknowledgement of settlement.acknowledged) rememberReceipt(acknowledgement);
      throw fault;
    }
    for (const { id } of settlement.acknowledged) receipts.delete(id);
  }

  /** What another life of the server acknowledged isn't settled: another engine may have begun that life already. */
  async function settleIfOf(epoch: string | null, group: readonly Sent[]): Promise<void> {
    const acknowledged = group.map(({ acknowledgement }) => acknowledgement);
    const remember = (memory: Memory): Memory => {
      if (memory.epoch !== epoch) throw new Error('acknowledged by another life of the server');
      return memory;
    };
    await settleStored({ acknowledged, remember, forgetBefore: 0 }).catch(() => undefined);
  }

  async function storeSpilled(): Promise<number> {
    const unsent = [...spilled.values()];
    const settled = [...sent.values()];
    if (unsent.length + settled.length === 0) return 0;
    try {
      await inner.adopt([...unsent, ...settled.map(({ fact }) => fact)].map(entryOf));
      for (const { id } of unsent) spilled.delete(id);
      for (const { fact } of settled) sent.delete(fact.id);
      // Should this fail they are sent once more, and come back as duplicates.
      for (const [epoch, group] of groupBy(settled, (one) => one.epoch)) await settleIfOf(epoch, group);
    } catch {
      // Still broken; they stay where they are.
    }
    return spilled.size;
  }

  return {
    ...inner,
    spilled: () => [...spilled.values()],
    storeSpilled,

    async takeBack(facts) {
      try {
        return await inner.adopt(facts.map(entryOf));
      } catch {
        const taken = facts.slice(0, MAX_SPILLED_FACTS - spilled.size);
        for (const fact of taken) spilled.set(fact.id, fact);
        leftInJournal = facts.length - taken.length;
        return 0;
      }
    },

    async state<F extends Fact>(
      build: (memory: Memory) => { readonly fact: F; readonly memory: Memory },
    ): Promise<F> {
      // Held in an object: the compiler doesn't follow an assignment inside a callback.
      const attempt: { built: { readonly fact: F; readonly memory: Memory } | null } = { built: null };
      try {
        const stored = await inner.state<F>((memory) => (attempt.built = build(newest(memory, lastKnown))));
        // Should the database fail next, what is stated then must still be newer.
        if (attempt.built !== null) lastKnown = newest(lastKnown, attempt.built.memory);
        return stored;
      } catch (fault) {
        if (spilled.size >= MAX_SPILLED_FACTS) {
          throw new Error('storage is broken and memory holds as many facts as it may', { cause: fault });
        }
        // The fact that failed to commit is stated as it was made: one observation, one id.
        const { fact, memory } = attempt.built ?? build(lastKnown);
        lastKnown = memory;
        spilled.set(fact.id, fact);
        return fact;
      }
    },

    async readProgress() {
      const progress = await inner.readProgress().catch(() => null);
      if (progress === null) return { ...lastKnown, cursors: {} };
      lastKnown = newest(progress, lastKnown);
      return { ...progress, lastStamp: lastKnown.lastStamp };
    },

    async readOutbox(limit, skip) {
      await storeSpilled();
      const inMemory = [...spilled.values()].filter((fact) => !skip.has(fact.id)).map(entryOf);
      const stored = await inner.readOutbox(limit, skip).catch((fault: unknown) => {
        if (inMemory.length === 0) throw fault;
        return { entries: [], isPartial: true };
      });
      const onlyStored = stored.entries
        .filter(({ fact }) => !spilled.has(fact.id))
        .map((entry) => (entry.receipt === null ? entryOf(entry.fact) : entry));
      return {
        entries: [...inMemory, ...onlyStored].slice(0, limit),
        isPartial: stored.isPartial || leftInJournal > 0,
      };
    },

    async settle(settlement) {
      // Stored if it can be, so that it is kept for a restored server like any other (SYNC6).
      await storeSpilled();
      const { epoch } = settlement.remember(lastKnown);
      for (const acknowledgement of settlement.acknowledged) {
        const fact = spilled.get(acknowledgement.id);
        if (fact === undefined) continue;
        spilled.delete(fact.id);
        if (sent.size >= MAX_SPILLED_FACTS) continue;
        sent.set(fact.id, { fact, acknowledgement, epoch });
        rememberReceipt(acknowledgement);
      }
      lastKnown = settlement.remember(lastKnown);
      // The journal keeps what the database hasn't.
      const acknowledged = settlement.acknowledged.filter(({ id }) => !sent.has(id));
      await settleStored({ ...settlement, acknowledged });
    },

    async startEpoch(epoch) {
      await storeSpilled();
      for (const { fact } of sent.values()) spilled.set(fact.id, fact);
      sent.clear();
      await inner.startEpoch(epoch);
    },
  };
}

/** Facts stated from memory moved the stamp on while the database slept. */
function newest(memory: Memory, other: Memory): Memory {
  const [wall, counter] = memory.lastStamp;
  const [otherWall, otherCounter] = other.lastStamp;
  const behind = wall < otherWall || (wall === otherWall && counter < otherCounter);
  return behind ? { ...memory, lastStamp: other.lastStamp } : memory;
}
