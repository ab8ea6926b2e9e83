/** A phone for tests: IndexedDB and files that can be lost one without the other, a clock, and a network. */
import { Dexie } from 'dexie';
import { fakeClock, queueLock, seededRandom } from '@hazri/sync-client/testing';
import type { FakeClock } from '@hazri/sync-client/testing';
import type { Lock } from '@hazri/sync-client';
import { KeysDb } from '../../db/keys-db.ts';
import { canaryIn } from '../../platform/canary.ts';
import type { TextFiles } from '../../platform/files.ts';
import { journalOver } from '../../platform/journal.ts';
import type { Surroundings } from '../../sync/surroundings.ts';

export interface SimulatedPhone extends Surroundings {
  readonly clock: FakeClock;
  /** Everything outside IndexedDB, by folder. */
  readonly folders: Map<string, Map<string, string>>;
  /** Loses the origin's whole IndexedDB, as Chromium can (DEV8). */
  loseIndexedDb(): Promise<void>;
}

export function simulatedPhone(serve: typeof fetch, seed = 1): SimulatedPhone {
  const clock = fakeClock();
  const folders = new Map<string, Map<string, string>>();
  const locks = new Map<string, Lock>();
  const random = seededRandom(seed);
  return {
    clock,
    timer: clock,
    random,
    folders,
    fetch: serve,
    lock(name) {
      const lock = locks.get(name) ?? queueLock();
      locks.set(name, lock);
      return lock;
    },
    openJournal: (userId) => Promise.resolve(journalOver(memoryFiles(folders, `journal-${userId}`))),
    openCanary: () => Promise.resolve(canaryIn(memoryFiles(folders, 'canary'), null)),
    openKeys: () => Promise.resolve(new KeysDb(null)),
    async loseIndexedDb() {
      for (const name of await Dexie.getDatabaseNames()) await Dexie.delete(name);
    },
  };
}

function memoryFiles(folders: Map<string, Map<string, string>>, folder: string): TextFiles {
  const files = folders.get(folder) ?? new Map<string, string>();
  folders.set(folder, files);
  return {
    kind: 'opfs',
    write: (name, text) => Promise.resolve(void files.set(name, text)),
    read: (name) => Promise.resolve(files.get(name) ?? null),
    remove: (name) => Promise.resolve(void files.delete(name)),
    names: () => Promise.resolve([...files.keys()]),
  };
}
