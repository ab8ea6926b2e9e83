/** One run of the app for one account: the real engine over its stores, wired as the app wires it (DEV2). */
import type { DeviceId, FactBodies, FactFor, FactId, FactKind } from '@hazri/domain';
import { createEngine, liveSocket, makeFact, spillStore } from '@hazri/sync-client';
import type {
  Answer,
  Clock,
  Connect,
  Progress,
  QueuedFact,
  Random,
  Registration,
  SpillStore,
  SyncEngine,
  Timer,
} from '@hazri/sync-client';
import type { Poke } from '@hazri/sync-protocol';
import { queueLock } from '@hazri/sync-client/testing';
import type { Account } from './account.ts';
import { Incarnation, mortalStore } from './incarnation.ts';
import type { Access } from './refusing-store.ts';
import { refusingStore } from './refusing-store.ts';
import { provenIn } from './receipts.ts';
import type { VirtualTime } from './virtual-time.ts';

/** Storing again what only memory holds is tried this often (DEV7), as the app does. */
const STORE_AGAIN_MS = 5_000;

export interface AppOptions {
  readonly account: Account;
  /** Page and service worker each with an engine; whether the lock between them works. */
  readonly engines: 1 | 2;
  readonly locks: boolean;
  readonly time: VirtualTime;
  readonly clock: Clock;
  readonly random: Random;
  readonly refuses: (access: Access) => boolean;
  readonly isJournalFull: () => boolean;
  readonly exchange: (body: string, timeoutMs: number) => Promise<Answer>;
  readonly register: (given: DeviceId | null) => Promise<Registration>;
  /** The fact is on the disk: its person reads "saved". */
  readonly saved: (fact: FactFor<FactKind>) => void;
  /** Opens a live connection that ends with this run of the app; null: it has none. */
  readonly connect: ((life: Incarnation) => Connect) | null;
  /** A poke came; what the page's engine is told of it. */
  readonly poked: (poke: Poke, held: Progress) => Poke;
  /** Only memory has the fact: its person is told so (DEV7). */
  readonly keptInMemory: () => void;
}

export interface App {
  readonly life: Incarnation;
  readonly account: Account;
  readonly engines: readonly SyncEngine[];
  /** First receipts that this run of the app was told, stored or not. */
  readonly told: ReadonlyMap<FactId, number>;
  /** Resolves when the fact is kept, on disk or in memory. Never settles when the app dies before. */
  state<K extends FactKind>(kind: K, body: FactBodies[K], moment: StatedAt): Promise<FactFor<K>>;
  /** As at a logout: resolves when nothing is under way any more. */
  close(): Promise<void>;
}

interface StatedAt {
  readonly deviceNow: number;
  readonly random: Uint8Array;
  /** An id that somebody else's fact has; null: a fresh one. */
  readonly id: FactId | null;
}

export function openApp(options: AppOptions): App {
  const { account, time, refuses, isJournalFull } = options;
  const life = new Incarnation(time.now);
  const disk = refusingStore(account.store, refuses);
  const stored = mortalStore(disk, life);
  const stores: SpillStore[] = [];
  const inMemory = new Map<string, FactFor<FactKind>>();
  const told = new Map<FactId, number>();
  /** Of an answer that isn't settled yet: another life that can't be begun (the database is full) leaves it so. */
  const heard = new Map<FactId, number>();
  let isStoringAgain = false;

  /** A second copy outside the database; when that can't be made, the database's own stands alone (DEV8). */
  function writeJournal(fact: QueuedFact): void {
    if (isJournalFull()) account.unjournalled.add(fact.id);
    else account.journal.set(fact.id, fact);
  }

  const timer: Timer = {
    after: (delayMs, task) =>
      time.after(delayMs, () => {
        if (life.alive) task();
      }),
  };
  const shared = queueLock();
  const engines = Array.from({ length: options.engines }, (_, index) => {
    const spill = spillStore({
      ...stored,
      startEpoch: (epoch) =>
        life.effect(async () => {
          await disk.startEpoch(epoch);
          for (const fact of account.store.unsent()) writeJournal(fact);
        }),
      settle: async (settlement) => {
        for (const [id, receivedAt] of heard) told.set(id, receivedAt);
        await stored.settle(settlement);
        // After the transaction, so that a crash between leaves one copy too many, not too few.
        await life.effect(async () => {
          for (const { id } of settlement.acknowledged) account.journal.delete(id);
        });
      },
    });
    stores.push(spill);
    const store: SpillStore = {
      ...spill,
      async readOutbox(limit, skip) {
        // The service worker is started for a run, and begins with what the journal has of its page's memory (DEV8).
        if (index > 0) await spill.takeBack([...account.journal.values()]);
        return spill.readOutbox(limit, skip);
      },
    };
    let given: DeviceId | null = null;
    return createEngine({
      store,
      transport: {
        exchange: (body, timeoutMs) =>
          life.effect(async () => {
            const answer = await options.exchange(body, timeoutMs);
            heard.clear();
            for (const { id, receivedAt } of provenIn(answer)) heard.set(id, receivedAt);
            return answer;
          }),
      },
      identity: {
        device: () =>
          life.effect(async () => {
            given = account.deviceId;
            return given;
          }),
        register: () => life.effect(() => options.register(given)),
      },
      clock: options.clock,
      random: options.random,
      timer,
      lock: options.locks ? shared : queueLock(),
    });
  });

  function hear(poke: Poke): void {
    void account.store.readProgress().then((held) => {
      if (!life.alive) return;
      engines[0]?.poked(options.poked(poke, held));
    });
  }
  const socket =
    options.connect === null
      ? null
      : liveSocket({ connect: options.connect(life), onPoke: hear, timer, random: options.random });

  const [page] = stores;
  if (page === undefined) throw new Error('an app has an engine');

  /** Facts that were in memory and are on the disk now are saved. */
  function noteStored(): void {
    const left = new Set<string>(page?.spilled().map(({ id }) => id));
    for (const [id, fact] of inMemory) {
      if (left.has(id)) continue;
      inMemory.delete(id);
      options.saved(fact);
    }
  }

  function storeAgainLater(): void {
    if (isStoringAgain) return;
    isStoringAgain = true;
    time.after(STORE_AGAIN_MS, () => {
      isStoringAgain = false;
      if (!life.alive) return;
      void page?.storeSpilled().then((left) => {
        noteStored();
        if (left > 0) storeAgainLater();
      });
    });
  }

  // Facts that only the journal still has go back into the outbox before anything is sent (DEV8).
  void Promise.all(stores.map((store) => store.takeBack([...account.journal.values()]))).then(() => {
    for (const engine of engines) engine.want('now');
    if (life.alive) socket?.open();
  });

  return {
    life,
    account,
    engines,
    told,
    async state(kind, body, moment) {
      const { id } = moment;
      const fact = await page.state((memory) => {
        const made = makeFact(kind, body, moment, memory);
        return id === null ? made : { ...made, fact: { ...made.fact, id } };
      });
      await life.effect(async () => {
        writeJournal(fact);
      });
      if (page.spilled().some(({ id }) => id === fact.id)) {
        inMemory.set(fact.id, fact);
        options.keptInMemory();
        storeAgainLater();
      } else options.saved(fact);
      return fact;
    },
    async close() {
      if (!life.alive) return;
      socket?.close();
      await Promise.all(engines.map((engine) => engine.stop()));
      await page.storeSpilled();
      noteStored();
      life.end();
    },
  };
}
