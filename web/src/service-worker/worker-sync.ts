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
  let running: { readonly userId: UserId; readonly opened: AccountEngine } | null = null;
  const channel = openChannel((message) => {
    // Logging out stops this person's engine here too (DEV4).
    if (message.type === 'logout' && running?.userId === message.userId) void running.opened.engine.stop();
  });

  return {
    async run(urgency) {
      const hazri = new HazriDb();
      const keys = await surroundings.openKeys();
      try {
        const { account } = await readInstallation(hazri, await surroundings.openCanary(), surroundings);
        if (account === null) return;
        const opened = await openAccountEngine(account.id, { hazri, keys }, surroundings);
        running = { userId: account.id, opened };
        try {
          const state = await opened.engine.sync(urgency);
          channel.tell({ type: 'synced', userId: account.id });
          await showOnBadge(await opened.outbox.unsentCount());
          if (state.phase === 'backoff')
            throw new Error(`not everything could be sent: ${String(state.trouble)}`);
        } finally {
          running = null;
          await opened.close();
        }
      } finally {
        hazri.close();
        keys.close();
      }
    },
  };
}
