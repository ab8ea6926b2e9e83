/**
 * Ends WebSockets whose phone is gone. One that leaves the Wi-Fi says no goodbye: its connection would keep its place,
 * and be looked after every minute, until its login runs out. The pings also keep proxies from closing a quiet one.
 */
import type { WebSocket, WebSocketServer } from 'ws';

/** Proxies close a connection after a minute without a word. */
const BEAT_MS = 30_000;

/** @returns ends it */
export function startHeartbeat(sockets: WebSocketServer): () => void {
  const beating = setInterval(heartbeat(sockets), BEAT_MS);
  beating.unref();
  return () => clearInterval(beating);
}

/** @returns one beat: ends who hasn't answered the one before, and asks the others */
export function heartbeat(sockets: WebSocketServer): () => void {
  const unanswered = new WeakSet<WebSocket>();
  return () => {
    for (const socket of sockets.clients) {
      if (unanswered.has(socket)) {
        socket.terminate();
        continue;
      }
      unanswered.add(socket);
      socket.once('pong', () => unanswered.delete(socket));
      // One that is just closing takes no ping; the next beat ends it.
      if (socket.readyState === socket.OPEN) socket.ping();
    }
  };
}
