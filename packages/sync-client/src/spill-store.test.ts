import { describe, expect, it } from 'vitest';
import type { FactId } from '@hazri/domain';
import { uuidv7 } from '@hazri/domain';
import { FACT_RANDOM_BYTES, makeFact } from './make-fact.ts';
import type { Settlement } from './ports.ts';
import { spillStore } from './spill-store.ts';
import { memoryStore, seededRandom } from './testing/index.ts';

const NOW = 1_795_343_970_000;
const RANDOM = seededRandom(1).bytes(FACT_RANDOM_BYTES);
const SESSION = uuidv7<'session'>(NOW, RANDOM);
const NOT_SKIPPED = new Set<never>();
const EPOCH = '0193e5a0-0000-4000-8000-00000000e90c';
const RECEIPT = { receivedAt: NOW, stamp: 's' };
/** More calls than any test makes. */
const BROKEN_FOR_GOOD = 1_000;

function answerTo({ id }: { readonly id: FactId }, epoch: string | null = null): Settlement {
  return {
    acknowledged: [{ id, outcome: 'accepted', reason: null, ...RECEIPT }],
    remember: (memory) => ({ ...memory, epoch }),
    forgetBefore: 0,
  };
}

function headcount(store: ReturnType<typeof spillStore>) {
  const moment = { deviceNow: NOW, random: RANDOM };
  return store.state((memory) => makeFact('headcount', { sessionId: SESSION, count: 3 }, moment, memory));
}

describe('[DEV7] a fact that the database refuses', () => {
  it('is sent from memory, and kept like any other when it is acknowledged', async () => {
    const inner = memoryStore();
    const store = spillStore(inner);
    inner.breakFor(1);
    const fact = await headcount(store);
    expect(store.spilled()).toEqual([fact]);
    expect(inner.unsent()).toEqual([]);

    // Broken still when the outbox is read, whole again when the answer comes.
    inner.breakFor(2);
    const page = await store.readOutbox(10, NOT_SKIPPED);
    expect(page.entries.map((entry) => entry.fact)).toEqual([fact]);
    // What the database holds wasn't seen: nobody must think that it is held back (SCAN8).
    expect(page.isPartial).toBe(true);
    const acknowledgement = {
      id: fact.id,
      outcome: 'accepted',
      reason: null,
      receivedAt: NOW,
      stamp: 's',
    } as const;
    await store.settle({ acknowledged: [acknowledgement], remember: (memory) => memory, forgetBefore: 0 });
    expect(store.spilled()).toEqual([]);
    expect(inner.acknowledged().get(fact.id)).toEqual(acknowledgement);

    // A restored server gets it again (SYNC6).
    await store.startEpoch(EPOCH);
    expect(inner.unsent()).toEqual([fact]);
  });

  it('[SYNC6] is had ready for a restored server though it was acknowledged before it could be stored', async () => {
    const inner = memoryStore();
    const store = spillStore(inner);
    inner.breakFor(1);
    const fact = await headcount(store);
    inner.breakFor(1);
    await store.settle(answerTo(fact));
    // Sent, so nobody is warned of it and it isn't sent again;
    expect(store.spilled()).toEqual([]);
    // to a server that forgot it, though, it is.
    inner.breakFor(BROKEN_FOR_GOOD);
    await store.startEpoch(EPOCH).catch(() => undefined);
    expect(store.spilled()).toEqual([fact]);

    // Once there is room it is stored and sent like any other.
    inner.breakFor(0);
    await store.startEpoch(EPOCH);
    expect(inner.unsent()).toEqual([fact]);
    await store.settle(answerTo(fact, EPOCH));
    expect(inner.acknowledged().get(fact.id)).toMatchObject({ outcome: 'accepted', ...RECEIPT });
  });

  it('[SYNC6] is told to a restored server with its first receipt, from memory and after it could be stored', async () => {
    const inner = memoryStore();
    const store = spillStore(inner);
    inner.breakFor(1);
    const fact = await headcount(store);
    // Broken when it is acknowledged, when the server turns out to be another, and when it is to be sent again.
    inner.breakFor(BROKEN_FOR_GOOD);
    await store.settle(answerTo(fact)).catch(() => undefined);
    await store.startEpoch(EPOCH).catch(() => undefined);
    expect((await store.readOutbox(10, NOT_SKIPPED)).entries).toEqual([{ fact, receipt: RECEIPT }]);

    // Stored, it has its receipt for whoever opens the database next.
    inner.breakFor(0);
    expect(await store.storeSpilled()).toBe(0);
    const next = spillStore(inner);
    expect((await next.readOutbox(10, NOT_SKIPPED)).entries).toEqual([{ fact, receipt: RECEIPT }]);
  });

  it('[SYNC6] has its first receipt also when the database held it and only refused the answer', async () => {
    const inner = memoryStore();
    const store = spillStore(inner);
    const fact = await headcount(store);
    inner.breakFor(1);
    await expect(store.settle(answerTo(fact))).rejects.toThrow();
    expect((await store.readOutbox(10, NOT_SKIPPED)).entries).toEqual([{ fact, receipt: RECEIPT }]);

    // Told again and taken down, nothing of it stays in memory.
    await store.settle(answerTo(fact));
    expect(inner.acknowledged().get(fact.id)).toMatchObject(RECEIPT);
    inner.plant(fact);
    expect((await store.readOutbox(10, NOT_SKIPPED)).entries).toEqual([{ fact, receipt: null }]);
  });

  it('[SYNC6] is told to a server of another life, of which another engine heard first', async () => {
    const inner = memoryStore();
    const store = spillStore(inner);
    inner.breakFor(1);
    const fact = await headcount(store);
    inner.breakFor(BROKEN_FOR_GOOD);
    await store.settle(answerTo(fact)).catch(() => undefined);
    expect(store.spilled()).toEqual([]);

    // The service worker's engine: it knows the database alone.
    inner.breakFor(0);
    await inner.startEpoch(EPOCH);
    expect((await store.readOutbox(10, NOT_SKIPPED)).entries).toEqual([{ fact, receipt: RECEIPT }]);
    expect(inner.unsent()).toEqual([fact]);
  });

  it('is taken back from the journal into memory, and sent once', async () => {
    const inner = memoryStore();
    const fact = await headcount(spillStore(inner));
    const store = spillStore(inner);
    // Writes fail, reads don't: as when the quota is used up.
    inner.breakFor(1);
    expect(await store.takeBack([fact])).toBe(0);
    expect(store.spilled()).toEqual([fact]);
    inner.breakFor(1);
    expect((await store.readOutbox(10, NOT_SKIPPED)).entries.map((entry) => entry.fact)).toEqual([fact]);
    expect(await store.takeBack([fact])).toBe(0);
    expect(await store.storeSpilled()).toBe(0);
  });

  it('is stored as soon as the database works again', async () => {
    const inner = memoryStore();
    const store = spillStore(inner);
    inner.breakFor(2);
    const fact = await headcount(store);
    expect(await store.storeSpilled()).toBe(1);
    expect(await store.storeSpilled()).toBe(0);
    expect(inner.unsent()).toEqual([fact]);
  });
});
