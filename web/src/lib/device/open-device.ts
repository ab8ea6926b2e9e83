/** One account's device at work: what screens are given, over the account's databases and its engine. */
import { liveQuery } from 'dexie';
import { writable } from 'svelte/store';
import { FACT_RANDOM_BYTES, makeFact, NEW_MEMORY, offsetMs } from '@hazri/sync-client';
import type { EngineState } from '@hazri/sync-client';
import type { Account } from '@hazri/sync-protocol';
import type { HazriDb } from '../db/hazri-db.ts';
import type { KeysDb } from '../db/keys-db.ts';
import { deleteOldReplicas } from '../db/replica-db.ts';
import { showOnBadge } from '../platform/app-badge.ts';
import { rememberAccount } from '../platform/installation.ts';
import type { CanaryCage } from '../platform/canary.ts';
import { openAccountEngine } from '../sync/account-engine.ts';
import { askForBackgroundSync, SEND_TAG, SYNC_TAG } from '../sync/background-sync.ts';
import { openChannel } from '../sync/channel.ts';
import { startPageTriggers } from '../sync/page-triggers.ts';
import type { Surroundings } from '../sync/surroundings.ts';
import { issuerKeys } from './issuer-keys.ts';
import { endCookie, noteLogout } from './logout.ts';
import { readReadiness } from './readiness.ts';
import type { Device, DeviceStatus } from './signed-in-device.ts';

/** Storing again what only memory holds is tried this often (DEV7). */
const STORE_AGAIN_MS = 5_000;

interface OpenDevice {
  readonly account: Account;
  readonly hazri: HazriDb;
  readonly keys: KeysDb;
  readonly canary: CanaryCage;
  readonly surroundings: Surroundings;
}

export async function openDevice({
  account,
  hazri,
  keys,
  canary,
  surroundings,
}: OpenDevice): Promise<Device> {
  const { clock, timer, random } = surroundings;
  const opened = await openAccountEngine(account.id, { hazri, keys }, surroundings);
  const { outbox, replica, journal, store, identity, engine } = opened;
  const issuing = issuerKeys(account.id, keys, identity, surroundings);
  void deleteOldReplicas(account.id).catch(() => undefined);

  let memory = await store.readProgress().catch(() => NEW_MEMORY);
  const status = writable<DeviceStatus>(statusNow());
  const remembering = liveQuery(() => outbox.memory.get('memory')).subscribe({
    next: (record) => {
      if (record === undefined) return;
      memory = record;
      status.set(statusNow());
    },
    error: () => undefined,
  });
  const badge = liveQuery(() => outbox.unsentCount()).subscribe({
    next: (count) => void showOnBadge(count),
    error: () => undefined,
  });
  const endListening = engine.onChange((state) => {
    status.set(statusNow());
    if (state.phase === 'idle' && !state.needsLogin) void renewKeys();
    if (state.phase === 'backoff') void askForBackgroundSync(SYNC_TAG);
  });
  const channel = openChannel((message) => {
    if (message.type === 'logout' && message.userId === account.id) close();
  });
  const triggers = startPageTriggers(engine, surroundings);
  let cancelStoring: (() => void) | null = null;

  function statusNow(): DeviceStatus {
    const { state } = engine;
    return {
      phase: phaseOf(state),
      lastSyncAt: memory.lastSyncAt,
      needsLogin: state.needsLogin,
      recovered: opened.recovered,
      inMemory: store.spilled().length,
    };
  }

  function anchoredNow(): number {
    return clock.deviceNow() + offsetMs(memory.clock);
  }

  async function renewKeys(): Promise<void> {
    if (!(await isStaff())) return;
    // Read anew: what is in hand follows a moment later.
    const { epoch } = await store.readProgress().catch(() => memory);
    await issuing.renew(anchoredNow(), epoch);
  }

  async function isStaff(): Promise<boolean> {
    if (account.role === 'professor') return true;
    const classes = await replica.ofType('class').catch(() => []);
    return classes.some((row) => row.staff.some((member) => member.userId === account.id));
  }

  function storeAgainLater(): void {
    cancelStoring ??= timer.after(STORE_AGAIN_MS, () => {
      cancelStoring = null;
      void store.storeSpilled().then((left) => {
        status.set(statusNow());
        if (left > 0) storeAgainLater();
      });
    });
  }

  /** Resolves when nothing of this account runs any more; the shared databases are still open. */
  async function stop(): Promise<void> {
    triggers.stop();
    endListening();
    remembering.unsubscribe();
    badge.unsubscribe();
    channel.close();
    cancelStoring?.();
    await opened.close();
  }

  function close(): void {
    void stop().then(() => {
      hazri.close();
      keys.close();
    });
  }

  return {
    account,
    replica,
    outbox,
    clock: {
      deviceNow: () => clock.deviceNow(),
      now: anchoredNow,
      offsetMs: () => offsetMs(memory.clock),
    },
    status,

    async state(kind, body, urgency = 'if_needed') {
      const moment = { deviceNow: clock.deviceNow(), random: random.bytes(FACT_RANDOM_BYTES) };
      const fact = await store.state((remembered) => makeFact(kind, body, moment, remembered));
      await journal.write(fact);
      const inMemory = store.spilled().some((other) => other.id === fact.id);
      if (inMemory) storeAgainLater();
      status.set(statusNow());
      engine.want(urgency);
      void askForBackgroundSync(SEND_TAG);
      return { factId: fact.id, kept: inMemory ? 'memory' : 'disk' };
    },

    async sync() {
      await engine.sync();
    },
    follow: () => triggers.follow(),
    issuer: () => issuing.issuer(),
    dayKey: (day) => issuing.dayKey(day),
    dayKeysUntil: () => issuing.until(),
    sign: (message) => identity.signBytes(message),
    deviceId: () => identity.device(),
    readiness: async () =>
      readReadiness({
        deviceRegistered: (await identity.device().catch(() => null)) !== null,
        isStaff: await isStaff(),
        keysUntil: await issuing.until().catch(() => null),
        replica,
        nowMs: anchoredNow(),
      }),

    async logout() {
      const unsent = (await outbox.unsent().catch(() => [])).length + store.spilled().length;
      // First: whoever closes the page from here on is out, and the cookie ends at the next start.
      await rememberAccount(hazri, canary, null);
      await noteLogout(hazri);
      channel.tell({ type: 'logout', userId: account.id });
      await stop();
      // What waits is this person's alone; the next one sees nothing of it (DEV4).
      void showOnBadge(0);
      await issuing.forget();
      await endCookie(hazri, surroundings.fetch);
      hazri.close();
      keys.close();
      return { unsent };
    },
    close,
  };
}

function phaseOf(state: EngineState): DeviceStatus['phase'] {
  switch (state.phase) {
    case 'idle':
    case 'stopped':
      return 'idle';
    case 'syncing':
      return 'syncing';
    case 'backoff':
      return state.trouble === 'unreachable' ? 'offline' : 'backoff';
  }
}
