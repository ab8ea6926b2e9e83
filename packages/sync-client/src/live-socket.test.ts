import { describe, expect, it } from 'vitest';
import type { Poke } from '@hazri/sync-protocol';
import { GREETED_WITHIN_MS, liveSocket } from './live-socket.ts';
import type { SocketListeners } from './live-socket.ts';
import { ANYTHING } from './news.ts';
import { fakeClock, seededRandom } from './testing/index.ts';

const GREETING: Poke = { scopes: ['me'], rev: 7, epoch: '0193e5a0-0000-4000-8000-00000000e90c' };

function harness() {
  const clock = fakeClock();
  const connections: (SocketListeners & { closed: boolean })[] = [];
  const pokes: Poke[] = [];
  const socket = liveSocket({
    connect: (listeners) => {
      const connection = { ...listeners, closed: false };
      connections.push(connection);
      return () => {
        connection.closed = true;
      };
    },
    onPoke: (poke) => void pokes.push(poke),
    timer: clock,
    random: seededRandom(3),
  });
  return { clock, socket, connections, pokes };
}

describe('live socket', () => {
  it('[SYNC8] hands on what the server says, and asks for nothing else on connecting', () => {
    const { clock, socket, connections, pokes } = harness();
    socket.open();
    connections[0]?.onOpen();
    expect(pokes).toEqual([]);
    connections[0]?.onMessage(JSON.stringify(GREETING));
    connections[0]?.onMessage('{"scopes":["me"]}');
    clock.advance(3_600_000);
    expect(pokes).toEqual([GREETING, { scopes: ['me'] }]);
  });

  it('[SYNC8] an older server greets nobody: what was missed before is asked for', () => {
    const { clock, socket, connections, pokes } = harness();
    socket.open();
    connections[0]?.onOpen();
    clock.advance(GREETED_WITHIN_MS - 1);
    expect(pokes).toEqual([]);
    clock.advance(1);
    expect(pokes).toEqual([ANYTHING]);
    clock.advance(3_600_000);
    expect(pokes).toHaveLength(1);
  });

  it('[SYNC8] [SYNC6] a server that was away may be an older one, whatever it says: it is asked', () => {
    const { clock, socket, connections, pokes } = harness();
    socket.open();
    connections[0]?.onOpen();
    connections[0]?.onClose();
    clock.advance(clock.pending()[0] ?? 0);
    expect(pokes).toEqual([]);
    connections[1]?.onOpen();
    connections[1]?.onMessage(JSON.stringify(GREETING));
    clock.advance(3_600_000);
    expect(pokes).toEqual([ANYTHING, GREETING]);
  });

  it('[SYNC8] a connection that is closed before it was greeted asks for nothing', () => {
    const { clock, socket, connections, pokes } = harness();
    socket.open();
    connections[0]?.onOpen();
    socket.close();
    clock.advance(3_600_000);
    expect(pokes).toEqual([]);
  });

  it('[SYNC8] takes nothing else for a poke', () => {
    const { socket, connections, pokes } = harness();
    socket.open();
    for (const data of ['', 'x', '{}', '{"scopes":["everything"]}', null, new Uint8Array(2)]) {
      connections[0]?.onMessage(data);
    }
    expect(pokes).toEqual([]);
  });

  it('[SYNC9] connects again with growing pauses, and afresh after a success', () => {
    const { clock, socket, connections } = harness();
    socket.open();
    for (let count = 1; count <= 6; count += 1) {
      connections.at(-1)?.onClose();
      const [pause] = clock.pending();
      expect(pause).toBeLessThanOrEqual(1_000 * 2 ** (count - 1));
      clock.advance(pause ?? 0);
      expect(connections).toHaveLength(count + 1);
    }
    connections.at(-1)?.onOpen();
    connections.at(-1)?.onClose();
    expect(clock.pending()[0]).toBeLessThanOrEqual(1_000);
  });

  it('holds one connection at a time, and none once closed', () => {
    const { clock, socket, connections, pokes } = harness();
    socket.open();
    socket.open();
    expect(connections).toHaveLength(1);
    socket.close();
    expect(connections[0]?.closed).toBe(true);
    connections[0]?.onMessage('{"scopes":["me"]}');
    connections[0]?.onClose();
    clock.advance(3_600_000);
    expect(connections).toHaveLength(1);
    expect(pokes).toEqual([]);
    socket.open();
    expect(connections).toHaveLength(2);
  });
});
