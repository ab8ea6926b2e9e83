/** When a page syncs: start, network back, becoming visible, pokes, and every minute while asked (SYNC8). */
import { liveSocket } from '@hazri/sync-client';
import type { SyncEngine } from '@hazri/sync-client';
import { connectLive } from './connect-live.ts';
import type { Surroundings } from './surroundings.ts';

/** While a session is on screen, so that a lost poke costs a minute at most. */
export const FOLLOW_EVERY_MS = 60_000;

export interface PageTriggers {
  /** Syncs every minute until the returned function is called. */
  follow(): () => void;
  stop(): void;
}

/** Does nothing of its own outside a page (tests in node, workers). */
export function startPageTriggers(
  engine: SyncEngine,
  surroundings: Pick<Surroundings, 'timer' | 'random'>,
): PageTriggers {
  const followers = new Set<() => void>();
  const stopPage = typeof document === 'undefined' ? () => undefined : listenToPage(engine, surroundings);
  engine.want('now');
  return {
    follow() {
      let cancel = (): void => undefined;
      const tick = (): void => {
        engine.want('hint');
        cancel = surroundings.timer.after(FOLLOW_EVERY_MS, tick);
      };
      tick();
      const end = (): void => {
        cancel();
        followers.delete(end);
      };
      followers.add(end);
      return end;
    },
    stop() {
      stopPage();
      for (const end of [...followers]) end();
    },
  };
}

function listenToPage(engine: SyncEngine, surroundings: Pick<Surroundings, 'timer' | 'random'>): () => void {
  const listening = new AbortController();
  const { signal } = listening;
  const socket = liveSocket({
    ...surroundings,
    connect: connectLive,
    onPoke: (poke) => {
      engine.poked(poke);
    },
  });
  const wake = (): void => {
    // A hidden page keeps no connection: thousands of phones in pockets would hold one each.
    if (document.visibilityState === 'hidden') {
      socket.close();
      return;
    }
    socket.open();
    engine.want('now');
  };
  addEventListener('online', wake, { signal });
  // Brought back as it was left; a page that loads starts by itself.
  addEventListener('pageshow', ({ persisted }) => persisted && wake(), { signal });
  document.addEventListener('visibilitychange', wake, { signal });
  if (document.visibilityState !== 'hidden') socket.open();
  return () => {
    listening.abort();
    socket.close();
  };
}
