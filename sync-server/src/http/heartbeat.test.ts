import { once } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { heartbeat } from './heartbeat.ts';

const ends: (() => unknown)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

test('a phone that answers no more loses its place; those that answer keep theirs', async () => {
  const sockets = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  ends.push(() => sockets.close());
  await once(sockets, 'listening');
  const address = sockets.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const visit = async (autoPong: boolean) => {
    const place = once(sockets, 'connection') as Promise<[WebSocket]>;
    const phone = new WebSocket(`ws://127.0.0.1:${port}`, { autoPong });
    ends.push(() => phone.terminate());
    await once(phone, 'open');
    return { phone, place: (await place)[0] };
  };
  const silent = await visit(false);
  const alive = await visit(true);
  const ended = once(silent.phone, 'close');
  const beat = heartbeat(sockets);

  for (let round = 0; round < 2; round += 1) {
    const answered = once(alive.place, 'pong');
    beat();
    await answered;
  }
  await ended;
  await expect.poll(() => sockets.clients.size).toBe(1);
  expect(alive.phone.readyState).toBe(WebSocket.OPEN);
});
