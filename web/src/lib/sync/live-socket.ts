/** Pokes over a WebSocket: "come and pull", a hint only (SYNC8). Connects again for as long as it is wanted. */
import { retryDelay } from '@hazri/sync-client';
import type { Random, Timer } from '@hazri/sync-client';
import { poke } from '@hazri/sync-protocol';

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
  readonly onPoke: () => void;
  readonly timer: Timer;
  readonly random: Random;
}

export interface LiveSocket {
  /** Connects, or connects at once instead of waiting for the next try. */
  open(): void;
  close(): void;
}

export function liveSocket({ connect, onPoke, timer, random }: LiveSocketOptions): LiveSocket {
  let disconnect: (() => void) | null = null;
  let cancelRetry: (() => void) | null = null;
  let wanted = false;
  let attempt = 0;
  /** Counts connections, so that a late event of an old one changes nothing. */
  let connection = 0;

  function start(): void {
    if (!wanted || disconnect !== null) return;
    connection += 1;
    const own = connection;
    disconnect = connect({
      onOpen: () => {
        if (own !== connection) return;
        attempt = 0;
        // What was poked while nobody listened is missing: pull it.
        onPoke();
      },
      onMessage: (data) => {
        if (own === connection && isPoke(data)) onPoke();
      },
      onClose: () => {
        if (own !== connection) return;
        disconnect = null;
        if (wanted) startLater();
      },
    });
  }

  function startLater(): void {
    attempt += 1;
    cancelRetry = timer.after(retryDelay(attempt, random.unit(), null), () => {
      cancelRetry = null;
      start();
    });
  }

  function cancel(): void {
    cancelRetry?.();
    cancelRetry = null;
  }

  return {
    open() {
      wanted = true;
      cancel();
      start();
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

/** The browser's own: our server, same origin, cookie included. */
export const connectLive: Connect = ({ onOpen, onMessage, onClose }) => {
  const socket = new WebSocket(new URL('/api/live', location.href.replace(/^http/, 'ws')));
  socket.onopen = onOpen;
  socket.onmessage = ({ data }: MessageEvent<unknown>) => {
    onMessage(data);
  };
  socket.onclose = onClose;
  return () => {
    socket.close();
  };
};

function isPoke(data: unknown): boolean {
  if (typeof data !== 'string') return false;
  try {
    return poke.safeParse(JSON.parse(data)).success;
  } catch {
    return false;
  }
}
