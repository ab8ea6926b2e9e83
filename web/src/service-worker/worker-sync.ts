/** One run of the engine for whoever is signed in, with no page needed. */
import type { UserId } from '@hazri/domain';
import type { Urgency } from '@hazri/sync-client';
import { HazriDb } from '../lib/db/hazri-db.ts';
import { showOnBadge } from '../lib/platform/app-badge.ts';
import { readInstallation } from '../lib/platform/installation.ts';
import { openAccountEngine } from '../lib/sync/account-engine.ts';
import type { AccountEngine } from '../lib/sync/account-engine.ts';
import { openChannel } from '../lib/sync/channel.ts';
import type { Surroundings } from '../lib/sync/surroundings.ts';

export interface WorkerSync {
  /** Rejects while facts are left that another try could send: the browser then fires the event again, later. */
  run(urgency: Urgency): Promise<void>;
}

export function startWorkerSync(surroundings: Surroundings): WorkerSync {
  /** The browser may wake the worker for several reasons at once. */
  const running = new Set<{ readonly userId: UserId; readonly opened: AccountEngine }>();
  const channel = openChannel((message) => {
    if (message.type === 'synced') return;
    for (const { userId, opened } of running) {
      // Logging out stops this person's engine here too (DEV4). What an update cuts short stays in the outbox, and the
      // page sends it as soon as the new version stands.
      if (message.type === 'updating' || userId === message.userId) void opened.engine.stop();
    }
  });

  return {
    async run(urgency) {
      const hazri = new HazriDb();
      const keys = await surroundings.openKeys();
      try {
        const { account } = await readInstallation(hazri, await surroundings.openCanary(), surroundings);
        if (account === null) return;
        const opened = await openAccountEngine(account.id, { hazri, keys }, surroundings);
        const run = { userId: account.id, opened };
        running.add(run);
        try {
          const state = await opened.engine.sync(urgency);
          channel.tell({ type: 'synced', userId: account.id });
          await showOnBadge(await opened.outbox.unsentCount());
          if (state.phase === 'backoff')
            throw new Error(`not everything could be sent: ${String(state.trouble)}`);
        } finally {
          running.delete(run);
          await opened.close();
        }
      } finally {
        hazri.close();
        keys.close();
      }
    },
  };
}
