/** What every `Store` must do: one suite, run over memory, over Dexie in node and over Dexie in a browser. */
import { describe, expect, it } from 'vitest';
import { assert, parseId } from '@hazri/domain';
import type { FactFor, FactId, Id } from '@hazri/domain';
import type { Row, Scope } from '@hazri/sync-protocol';
import { makeFact } from '../make-fact.ts';
import type {
  Acknowledgement,
  AdoptingStore,
  QueuedFact,
  ReplicaChanges,
  Settlement,
  Store,
} from '../ports.ts';
import { seededRandom } from './seeded-random.ts';

export interface StoreUnderTest {
  readonly store: AdoptingStore;
  /** Puts a fact into the outbox as another version of the app would have left it. */
  readonly plant: (fact: QueuedFact) => Promise<void>;
  readonly rowsIn: (scope: Scope) => Promise<readonly Row[]>;
  readonly quarantined: () => Promise<readonly string[]>;
  readonly dispose: () => Promise<void>;
}

const NOW = 1_795_343_970_000;
const EPOCH = '0193e5a0-0000-4000-8000-00000000e90c';
const NONE: ReadonlySet<FactId> = new Set();
const NO_CHANGES: ReplicaChanges = { erase: [], put: [], remove: [], cursors: {} };

export function storeContract(name: string, makeStore: () => Promise<StoreUnderTest>): void {
  describe(`store contract: ${name}`, () => {
    const random = seededRandom(7);

    async function withStore(test: (under: StoreUnderTest) => Promise<void>): Promise<void> {
      const under = await makeStore();
      try {
        await test(under);
      } finally {
        await under.dispose();
      }
    }

    function stateHeadcount(store: Store, count: number, deviceNow = NOW): Promise<FactFor<'headcount'>> {
      const body = { sessionId: uuid<'session'>('5e55'), count };
      return store.state((memory) =>
        makeFact('headcount', body, { deviceNow, random: random.bytes(10) }, memory),
      );
    }

    function stateScan(store: Store, deviceNow: number): Promise<FactFor<'scan'>> {
      const body = { tokens: [{ text: 'A', gapMs: 0 }], scannedAt: deviceNow, how: 'camera' as const };
      return store.state((memory) => makeFact('scan', body, { deviceNow, random: random.bytes(10) }, memory));
    }

    function acknowledgement(id: FactId, receivedAt = NOW): Acknowledgement {
      return { id, outcome: 'accepted', reason: null, receivedAt, stamp: `stamp-${id}` };
    }

    function settlement(
      acknowledged: readonly Acknowledgement[],
      over: Partial<Settlement> = {},
    ): Settlement {
      return { acknowledged, remember: (memory) => memory, forgetBefore: 0, ...over };
    }

    async function unsentIds(store: Store): Promise<readonly FactId[]> {
      return (await store.readOutbox(1_000, NONE)).entries.map((entry) => entry.fact.id);
    }

    it('begins empty, with no epoch, no cursors and no clock', () =>
      withStore(async ({ store }) => {
        expect((await store.readOutbox(10, NONE)).entries).toEqual([]);
        expect(await store.readProgress()).toMatchObject({ epoch: null, cursors: {}, lastSyncAt: null });
      }));

    it('gives back a stated fact exactly as it was made', () =>
      withStore(async ({ store }) => {
        const fact = await stateHeadcount(store, 41);
        expect((await store.readOutbox(10, NONE)).entries).toEqual([{ fact, receipt: null }]);
      }));

    it('stamps facts stated at once in strictly growing order, no two alike', () =>
      withStore(async ({ store }) => {
        const facts = await Promise.all(
          Array.from({ length: 20 }, (_, count) => stateHeadcount(store, count)),
        );
        const stamps = facts.map((fact) => fact.hlc.join('.'));
        expect(new Set(stamps).size).toBe(20);
        expect(new Set(facts.map((fact) => fact.id)).size).toBe(20);
        expect((await store.readProgress()).lastStamp).toEqual([
          NOW,
          Math.max(...facts.map((fact) => fact.hlc[1])),
        ]);
      }));

    it('remembers nothing of a fact whose building failed', () =>
      withStore(async ({ store }) => {
        const build = () => {
          throw new Error('no such fact');
        };
        await expect(store.state(build)).rejects.toThrow();
        expect(await unsentIds(store)).toEqual([]);
        expect((await store.readProgress()).lastStamp).toEqual([0, 0]);
      }));

    it('[SYNC2] reads scans first, then the oldest first, within the limit and without what is skipped', () =>
      withStore(async ({ store }) => {
        const third = await stateHeadcount(store, 1, NOW + 2_000);
        const secondScan = await stateScan(store, NOW + 1_000);
        const second = await stateHeadcount(store, 2, NOW);
        const firstScan = await stateScan(store, NOW - 5_000);
        expect(await unsentIds(store)).toEqual([firstScan.id, secondScan.id, second.id, third.id]);
        const { entries: two } = await store.readOutbox(2, new Set([firstScan.id, second.id]));
        expect(two.map((entry) => entry.fact.id)).toEqual([secondScan.id, third.id]);
      }));

    it('[SYNC1] takes out exactly the acknowledged facts', () =>
      withStore(async ({ store }) => {
        const first = await stateHeadcount(store, 1);
        const second = await stateHeadcount(store, 2, NOW + 1);
        await store.settle(settlement([acknowledgement(first.id)]));
        expect(await unsentIds(store)).toEqual([second.id]);
        await store.settle(settlement([acknowledgement(first.id)]));
        expect(await unsentIds(store)).toEqual([second.id]);
      }));

    it('settles on what is remembered at that moment, not on what was read before', () =>
      withStore(async ({ store }) => {
        await stateHeadcount(store, 1);
        await store.settle(
          settlement([], { remember: (memory) => ({ ...memory, lastSyncAt: NOW, epoch: EPOCH }) }),
        );
        const progress = await store.readProgress();
        expect(progress).toMatchObject({
          lastSyncAt: NOW,
          epoch: EPOCH,
          lastStamp: [NOW, expect.any(Number)],
        });
      }));

    it('[SYNC6] queues kept facts again at a new epoch, each with its receipt, and empties the replica', () =>
      withStore(async ({ store, rowsIn }) => {
        const kept = await stateHeadcount(store, 1);
        const unsent = await stateHeadcount(store, 2, NOW + 1);
        await store.settle(settlement([acknowledgement(kept.id, NOW + 50)]));
        await store.applyChanges({ ...NO_CHANGES, put: [put('me', 1)], cursors: { me: 9 } });
        await store.startEpoch(EPOCH);
        const { entries } = await store.readOutbox(10, NONE);
        expect(entries).toEqual([
          { fact: kept, receipt: { receivedAt: NOW + 50, stamp: `stamp-${kept.id}` } },
          { fact: unsent, receipt: null },
        ]);
        expect(await store.readProgress()).toMatchObject({ epoch: EPOCH, cursors: {} });
        expect(await rowsIn('me')).toEqual([]);
      }));

    it('[SYNC6] settles nothing when what is remembered forbids it', () =>
      withStore(async ({ store }) => {
        const fact = await stateHeadcount(store, 1);
        const remember = () => {
          throw new Error('another life of the server');
        };
        await expect(store.settle(settlement([acknowledgement(fact.id)], { remember }))).rejects.toThrow();
        expect((await store.readOutbox(10, NONE)).entries).toEqual([{ fact, receipt: null }]);
      }));

    it('[SYNC6] forgets acknowledged facts received before the given time and never an unsent one', () =>
      withStore(async ({ store }) => {
        const old = await stateHeadcount(store, 1);
        const recent = await stateHeadcount(store, 2);
        const unsent = await stateHeadcount(store, 3, NOW - 90 * 86_400_000);
        const both = [acknowledgement(old.id, NOW - 1), acknowledgement(recent.id, NOW)];
        await store.settle(settlement(both, { forgetBefore: NOW }));
        await store.startEpoch(EPOCH);
        expect([...(await unsentIds(store))].sort()).toEqual([recent.id, unsent.id].sort());
      }));

    it('[DEV7] [DEV8] takes in what was kept elsewhere with its receipt, and leaves alone what it has', () =>
      withStore(async ({ store }) => {
        const receipt = { receivedAt: NOW + 50, stamp: 'earlier' };
        const [unsent, kept, aside] = [
          await stateHeadcount(store, 1),
          await stateHeadcount(store, 2),
          await stateHeadcount(store, 3),
        ];
        await store.settle(settlement([acknowledgement(kept.id)]));
        await store.quarantine([aside.id], 'refused_by_server');
        const foreign = { ...unsent, id: uuid<'fact'>('ad0'), madeAt: NOW + 1 };
        const plain = { ...unsent, id: uuid<'fact'>('ad1'), madeAt: NOW + 2 };
        const elsewhere = [unsent, kept, aside, foreign].map((fact) => ({ fact, receipt }));
        expect(await store.adopt([...elsewhere, { fact: plain, receipt: null }])).toBe(2);
        expect((await store.readOutbox(10, NONE)).entries).toEqual([
          { fact: unsent, receipt: null },
          { fact: foreign, receipt },
          { fact: plain, receipt: null },
        ]);
        expect(await store.adopt(elsewhere)).toBe(0);
      }));

    it('[DEV4] keeps what is quarantined out of the outbox, but keeps it', () =>
      withStore(async ({ store, quarantined }) => {
        const fact = await stateHeadcount(store, 1);
        await store.quarantine([fact.id], 'refused_by_server');
        expect(await unsentIds(store)).toEqual([]);
        expect(await quarantined()).toEqual([fact.id]);
        await store.startEpoch(EPOCH);
        expect(await unsentIds(store)).toEqual([]);
      }));

    it('[SYNC1] an acknowledged fact is not quarantined afterwards', () =>
      withStore(async ({ store, quarantined }) => {
        const fact = await stateHeadcount(store, 1);
        await store.settle(settlement([acknowledgement(fact.id)]));
        await store.quarantine([fact.id], 'refused_by_server');
        expect(await quarantined()).toEqual([]);
      }));

    it('[DEV6] gives out facts of other versions unchanged', () =>
      withStore(async ({ store, plant }) => {
        const old = {
          id: uuid<'fact'>('01d'),
          kind: 'scan',
          v: 0,
          madeAt: NOW,
          qr: { old: ['shape'] },
        } as QueuedFact;
        await plant(old);
        expect((await store.readOutbox(10, NONE)).entries.map((entry) => entry.fact)).toEqual([old]);
      }));

    it('[SYNC4] writes rows and cursors together, newer over older, and removes tombstones', () =>
      withStore(async ({ store, rowsIn }) => {
        await store.applyChanges({
          ...NO_CHANGES,
          put: [put('me', 1), put('me', 2, 'b')],
          cursors: { me: 2 },
        });
        await store.applyChanges({
          ...NO_CHANGES,
          put: [put('me', 3)],
          remove: [{ scope: 'me', key: 'b' }],
          cursors: { me: 4 },
        });
        expect(await rowsIn('me')).toEqual([put('me', 3).row]);
        expect((await store.readProgress()).cursors).toEqual({ me: 4 });
      }));

    it('[SYNC4] an answer that is behind what came meanwhile changes nothing of that scope', () =>
      withStore(async ({ store, rowsIn }) => {
        const other: Scope = `class:${uuid('c1a5')}`;
        await store.applyChanges({ ...NO_CHANGES, put: [put('me', 5)], cursors: { me: 7 } });
        await store.applyChanges({
          erase: ['me'],
          put: [put('me', 3), put('me', 4, 'b'), put(other, 4)],
          remove: [{ scope: 'me', key: 'a' }],
          cursors: { me: 6, [other]: 6 },
        });
        expect(await rowsIn('me')).toEqual([put('me', 5).row]);
        expect(await rowsIn(other)).toEqual([put(other, 4).row]);
        expect((await store.readProgress()).cursors).toEqual({ me: 7, [other]: 6 });
      }));

    it('[SYNC5] erases a dropped scope without touching the same row of another', () =>
      withStore(async ({ store, rowsIn }) => {
        const staff: Scope = `staff:${uuid('c1a5')}`;
        await store.applyChanges({
          ...NO_CHANGES,
          put: [put('me', 1), put(staff, 1)],
          cursors: { me: 1, [staff]: 1 },
        });
        await store.applyChanges({ ...NO_CHANGES, erase: [staff] });
        expect(await rowsIn(staff)).toEqual([]);
        expect(await rowsIn('me')).toEqual([put('me', 1).row]);
        expect((await store.readProgress()).cursors).toEqual({ me: 1 });
      }));

    it('[SYNC5] a scope erased and given anew in one change ends with the new rows', () =>
      withStore(async ({ store, rowsIn }) => {
        await store.applyChanges({ ...NO_CHANGES, put: [put('me', 1, 'old')], cursors: { me: 1 } });
        await store.applyChanges({ ...NO_CHANGES, erase: ['me'], put: [put('me', 2)], cursors: { me: 2 } });
        expect(await rowsIn('me')).toEqual([put('me', 2).row]);
        expect((await store.readProgress()).cursors).toEqual({ me: 2 });
      }));
  });
}

function put(scope: Scope, rev: number, key = 'a') {
  const row: Row = {
    type: 'user',
    rev,
    id: uuid<'user'>('05e4'),
    email: 'student@acem.ac.in',
    role: 'student',
    givenName: 'Asha',
    familyName: 'Rao',
    studentNo: '21A91A0501',
  };
  return { scope, key, row };
}

/** A readable test id: the digits given, padded. */
function uuid<Name extends string>(digits: string): Id<Name> {
  const id = parseId<Name>(`0193e5a0-0000-4000-8000-${digits.padStart(12, '0')}`);
  assert(id !== null, 'hexadecimal digits');
  return id;
}
