/** How much memory holds when the database can't, and what its facts may not do meanwhile. */
import { describe, expect, it } from 'vitest';
import type { FactFor, FactId } from '@hazri/domain';
import { compareStamps, uuidv7 } from '@hazri/domain';
import { FACT_RANDOM_BYTES, makeFact } from './make-fact.ts';
import type { Settlement } from './ports.ts';
import { NEW_MEMORY } from './ports.ts';
import { spillStore } from './spill-store.ts';
import { memoryStore, seededRandom } from './testing/index.ts';

const NOW = 1_795_343_970_000;
const MOST_IN_MEMORY = 1_000;
const MOST_RECEIPTS = 2_000;
const NOT_SKIPPED = new Set<never>();
const EPOCH = '0193e5a0-0000-4000-8000-00000000e90c';
/** More calls than any test makes. */
const BROKEN_FOR_GOOD = 1_000_000;

/** Each fact has an id of its own. */
function device() {
  const inner = memoryStore();
  const store = spillStore(inner);
  const random = seededRandom(1);
  const sessionId = uuidv7<'session'>(NOW, random.bytes(FACT_RANDOM_BYTES));
  const moment = () => ({ deviceNow: NOW, random: random.bytes(FACT_RANDOM_BYTES) });
  const state = () =>
    store.state((memory) => makeFact('headcount', { sessionId, count: 3 }, moment(), memory));
  const make = () => makeFact('headcount', { sessionId, count: 3 }, moment(), NEW_MEMORY).fact;
  return { inner, store, state, make };
}

function answerTo(facts: readonly { readonly id: FactId }[], stamp = 's'): Settlement {
  const taken = { outcome: 'accepted', reason: null, receivedAt: NOW, stamp } as const;
  return {
    acknowledged: facts.map(({ id }) => ({ id, ...taken })),
    remember: (memory) => memory,
    forgetBefore: 0,
  };
}

describe('[DEV7] facts in memory', () => {
  it('are so many at most: one more fails loudly, also when others were sent', async () => {
    const { inner, store, state } = device();
    inner.breakFor(BROKEN_FOR_GOOD);
    for (let stated = 0; stated < MOST_IN_MEMORY; stated += 1) await state();
    await expect(state()).rejects.toThrow('memory holds as many facts as it may');
    expect(store.spilled()).toHaveLength(MOST_IN_MEMORY);

    await store.settle(answerTo(store.spilled())).catch(() => undefined);
    const one = await state();
    await store.settle(answerTo([one])).catch(() => undefined);
    await store.startEpoch(EPOCH).catch(() => undefined);
    expect(store.spilled()).toHaveLength(MOST_IN_MEMORY);
  });

  it('[SCAN8] leave some in the journal when it holds more, which is told', async () => {
    const { inner, store, make } = device();
    const journal = Array.from({ length: MOST_IN_MEMORY + 1 }, make);
    inner.breakFor(1);
    expect(await store.takeBack(journal)).toBe(0);
    expect(store.spilled()).toHaveLength(MOST_IN_MEMORY);
    // By now the database takes them, and has all but the one that the journal alone holds.
    expect((await store.readOutbox(2, NOT_SKIPPED)).isPartial).toBe(true);
    expect(inner.unsent()).toHaveLength(MOST_IN_MEMORY);
  });

  it('[SYNC6] have first receipts beside them, so many at most: facts beyond are told without', async () => {
    const { inner, store, make } = device();
    const facts = Array.from({ length: MOST_RECEIPTS + 2 }, make);
    for (const fact of facts) inner.plant(fact);
    const refused = async (settlement: Settlement) => {
      inner.breakFor(1);
      await expect(store.settle(settlement)).rejects.toThrow();
    };
    const receiptOf = async (fact: (typeof facts)[number] | undefined) => {
      const { entries } = await store.readOutbox(facts.length, NOT_SKIPPED);
      return entries.find((entry) => entry.fact.id === fact?.id)?.receipt ?? null;
    };
    await refused(answerTo(facts.slice(0, -1)));
    expect(await receiptOf(facts.at(0))).toEqual({ receivedAt: NOW, stamp: 's' });
    expect(await receiptOf(facts.at(-3))).toEqual({ receivedAt: NOW, stamp: 's' });
    expect(await receiptOf(facts.at(-2))).toBeNull();

    // The stamp is that of the server's last life, of which a later one knows the key; one taken down makes room.
    await refused(answerTo(facts.slice(0, 1), 'anew'));
    expect(await receiptOf(facts.at(0))).toEqual({ receivedAt: NOW, stamp: 'anew' });
    await store.settle(answerTo(facts.slice(0, 1)));
    await refused(answerTo(facts.slice(-1)));
    expect(await receiptOf(facts.at(-1))).toEqual({ receivedAt: NOW, stamp: 's' });
  });

  it('[SYNC2] stay there when they are skipped, and are no more than asked for', async () => {
    const { inner, store, state } = device();
    inner.breakFor(BROKEN_FOR_GOOD);
    const facts = [await state(), await state(), await state()];
    const idsOf = async (limit: number, skip: ReadonlySet<FactId>) =>
      (await store.readOutbox(limit, skip)).entries.map(({ fact }) => fact.id);
    const ids = facts.map(({ id }) => id);
    expect(await idsOf(9, new Set(ids.slice(0, 1)))).toEqual(ids.slice(1));
    expect(await idsOf(2, NOT_SKIPPED)).toEqual(ids.slice(0, 2));
  });

  it('[FACT3] come after those before them, and before those after them, wherever these are stored', async () => {
    const { inner, store, state } = device();
    const first = await state();
    inner.breakFor(1);
    const second = await state();
    expect(store.spilled()).toEqual([second]);
    const third = await state();
    expect(inner.unsent()).toEqual([first, third]);
    expect(compareStamps(second.hlc, first.hlc)).toBeGreaterThan(0);
    expect(compareStamps(third.hlc, second.hlc)).toBeGreaterThan(0);
  });

  it('are the very facts that could not be committed', async () => {
    const { inner, make } = device();
    const made: FactFor<'headcount'>[] = [];
    const store = spillStore({
      ...inner,
      state: async (build) => {
        await inner.state(build);
        throw new Error('the quota was used up in the end');
      },
    });
    const fact = await store.state((memory) => {
      const built = make();
      made.push(built);
      return { fact: built, memory };
    });
    expect(made).toEqual([fact]);
  });

  it('[DEV8] are acknowledged to the database only if it has them: the journal keeps the others', async () => {
    const inner = memoryStore();
    const settled: FactId[] = [];
    const store = spillStore({
      ...inner,
      settle: (settlement) => {
        settled.push(...settlement.acknowledged.map(({ id }) => id));
        return inner.settle(settlement);
      },
    });
    const { make } = device();
    const [stored, spilled] = [make(), make()];
    inner.plant(stored);
    inner.breakFor(1);
    await store.takeBack([spilled]);
    inner.breakFor(1);
    await store.settle(answerTo([stored, spilled]));
    expect(settled).toEqual([stored.id]);
  });
});

it('[DEV7] an outbox that cannot be read, with nothing in memory, is no empty one', async () => {
  const { inner, store } = device();
  inner.breakFor(1);
  await expect(store.readOutbox(2, NOT_SKIPPED)).rejects.toThrow();
});
