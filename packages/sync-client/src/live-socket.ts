/** Pokes over a WebSocket: "come and pull", a hint only (SYNC8). Connects again for as long as it is wanted. */
import { poke } from '@hazri/sync-protocol';
import type { Poke } from '@hazri/sync-protocol';
import { retryDelay } from './backoff.ts';
import { ANYTHING } from './news.ts';
import type { Random, Timer } from './ports.ts';

/** A server that hasn't greeted by then is an older one: what was missed before can only be found by a pull. */
export const GREETED_WITHIN_MS = 2_000;

/** What a connection tells. */
export interface SocketListeners {
  readonly onOpen: () => void;
  readonly onMessage: (data: unknown) => void;
  /** Exactly once, also when it never opened. */
  readonly onClose: () => void;
}

/** Opens a connection; the returned function closes it. */
export type Connect = (listeners: SocketListeners) => () => void;

interface LiveSocketOptions {
  readonly connect: Connect;
  readonly onPoke: (poke: Poke) => void;
  readonly timer: Timer;
  readonly random: Random;
}

export interface LiveSocket {
  /** Connects, or connects at once instead of waiting for the next try. Whoever calls this syncs, too. */
  open(): void;
  close(): void;
}

export function liveSocket({ connect, onPoke, timer, random }: LiveSocketOptions): LiveSocket {
  let disconnect: (() => void) | null = null;
  /** Of the next try, or of the wait for the greeting. */
  let cancelTimer: (() => void) | null = null;
  let wanted = false;
  let attempt = 0;
  /** Counts connections, so that a late event of an old one changes nothing. */
  let connection = 0;

  /** @param isRetry nothing else syncs because of it */
  function start(isRetry: boolean): void {
    if (!wanted || disconnect !== null) return;
    connection += 1;
    const own = connection;
    disconnect = connect({
      onOpen: () => {
        if (own !== connection) return;
        attempt = 0;
        // A server that was away may have been put back by hand to what it was: no poke of it would show that (SYNC6).
        if (isRetry) onPoke(ANYTHING);
        else after(GREETED_WITHIN_MS, () => onPoke(ANYTHING));
      },
      onMessage: (data) => {
        const said = own === connection ? readPoke(data) : null;
        if (said === null) return;
        cancel();
        onPoke(said);
      },
      onClose: () => {
        if (own !== connection) return;
        cancel();
        disconnect = null;
        if (wanted) startLater();
      },
    });
  }

  function startLater(): void {
    attempt += 1;
    after(retryDelay(attempt, random.unit(), null), () => start(true));
  }

  function after(delayMs: number, task: () => void): void {
    cancelTimer = timer.after(delayMs, () => {
      cancelTimer = null;
      task();
    });
  }

  function cancel(): void {
    cancelTimer?.();
    cancelTimer = null;
  }

  return {
    open() {
      wanted = true;
      if (disconnect !== null) return;
      cancel();
      start(false);
    },
    close() {
      wanted = false;
      cancel();
      connection += 1;
      disconnect?.();
      disconnect = null;
    },
  };
}

function readPoke(data: unknown): Poke | null {
  if (typeof data !== 'string') return null;
  try {
    return poke.safeParse(JSON.parse(data)).data ?? null;
  } catch {
    return null;
  }
}
