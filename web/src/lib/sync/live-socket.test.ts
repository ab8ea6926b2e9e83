import { describe, expect, it } from 'vitest';
import { fakeClock, seededRandom } from '@hazri/sync-client/testing';
import { liveSocket } from './live-socket.ts';
import type { SocketListeners } from './live-socket.ts';

function harness() {
  const clock = fakeClock();
  const connections: (SocketListeners & { closed: boolean })[] = [];
  let pokes = 0;
  const socket = liveSocket({
    connect: (listeners) => {
      const connection = { ...listeners, closed: false };
      connections.push(connection);
      return () => {
        connection.closed = true;
      };
    },
    onPoke: () => {
      pokes += 1;
    },
    timer: clock,
    random: seededRandom(3),
  });
  return { clock, socket, connections, pokes: () => pokes };
}

describe('live socket', () => {
  it('[SYNC8] pulls on every poke, and once on connecting for what was missed', () => {
    const { socket, connections, pokes } = harness();
    socket.open();
    connections[0]?.onOpen();
    expect(pokes()).toBe(1);
    connections[0]?.onMessage('{"scopes":["me"]}');
    expect(pokes()).toBe(2);
  });

  it('[SYNC8] takes nothing else for a poke', () => {
    const { socket, connections, pokes } = harness();
    socket.open();
    for (const data of ['', 'x', '{}', '{"scopes":["everything"]}', null, new Uint8Array(2)]) {
      connections[0]?.onMessage(data);
    }
    expect(pokes()).toBe(0);
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
    expect(pokes()).toBe(0);
    socket.open();
    expect(connections).toHaveLength(2);
  });
});
