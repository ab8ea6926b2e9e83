/** What the device layer takes from the browser, in one place, so that tests can stand in for any of it. */
import type { UserId } from '@hazri/domain';
import type { Clock, Lock, Random, Timer } from '@hazri/sync-client';
import { openKeysDb } from '../db/keys-db.ts';
import type { KeysDb } from '../db/keys-db.ts';
import { openCanary } from '../platform/canary.ts';
import type { CanaryCage } from '../platform/canary.ts';
import { browserClock, browserTimer } from '../platform/clock.ts';
import { openJournal } from '../platform/journal.ts';
import type { Journal } from '../platform/journal.ts';
import { browserRandom } from '../platform/random.ts';
import { webLock } from './lock.ts';

export interface Surroundings {
  readonly clock: Clock;
  readonly timer: Timer;
  readonly random: Random;
  readonly fetch: typeof fetch;
  readonly lock: (name: string) => Lock;
  readonly openJournal: (userId: UserId) => Promise<Journal>;
  readonly openCanary: () => Promise<CanaryCage>;
  readonly openKeys: () => Promise<KeysDb>;
}

export const BROWSER: Surroundings = {
  clock: browserClock,
  timer: browserTimer,
  random: browserRandom,
  fetch: (input, init) => fetch(input, init),
  lock: webLock,
  openJournal,
  openCanary,
  openKeys: openKeysDb,
};
