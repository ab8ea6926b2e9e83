import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { startHeartbeat } from './heartbeat.ts';

const EVERY_MS = 50;
const ends: (() => unknown)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

test('a phone that answers no more loses its place; those that answer keep theirs', async () => {
  const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(sockets, 'listening');
  const address = sockets.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const visit = async (autoPong: boolean) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { autoPong });
    ends.push(() => socket.terminate());
    await once(socket, 'open');
    return socket;
  };
  const [silent, alive] = [await visit(false), await visit(true)];
  ends.push(() => sockets.close(), startHeartbeat(sockets, EVERY_MS));
  await once(silent, 'close');
  const another = await visit(false);
  await once(another, 'close');
  expect(alive.readyState).toBe(WebSocket.OPEN);
  await expect.poll(() => sockets.clients.size).toBe(1);
});
