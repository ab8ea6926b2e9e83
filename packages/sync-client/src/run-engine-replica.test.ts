/** Rows and cursors, and what another life of the server does to them. */
import { describe, expect, it } from 'vitest';
import { assert } from '@hazri/domain';
import { parseRow } from '@hazri/sync-protocol';
import type { SyncRequest } from '@hazri/sync-protocol';
import { KEPT_FACTS_MS } from './limits.ts';
import { createEngine } from './run-engine.ts';
import { harness, newId, OTHER_EPOCH, sentIds, stateMark, userRow } from './testing/harness.ts';
import { accepting, problemReply, TEST_EPOCH } from './testing/index.ts';

describe('the replica', () => {
  it('[SYNC4] stores rows with the cursor that covers them and sends it the next time', async () => {
    const { store, transport, engine } = harness(
      accepting(() => ({
        added: ['me'],
        changes: { me: { rows: [userRow()], cursor: 7, more: false } },
      })),
      accepting(),
    );
    await engine.sync();
    expect([...store.rows('me').values()]).toEqual([userRow()]);
    await engine.sync();
    expect(transport.requests[1]).toMatchObject({ epoch: TEST_EPOCH, cursors: { me: 7 } });
  });

  it('[SYNC4] pulls page after page in one run', async () => {
    let rev = 0;
    const { store, transport, engine } = harness(
      accepting(() => {
        rev += 1;
        return { changes: { me: { rows: [userRow(rev)], cursor: rev, more: rev < 4 } } };
      }),
    );
    await engine.sync();
    expect(transport.requests.map((request) => request.cursors.me)).toEqual([undefined, 1, 2, 3]);
    expect([...store.rows('me').values()]).toEqual([userRow(4)]);
  });

  it('[SYNC4] an answer that brings nothing new leaves rows and kept facts as they are', async () => {
    const page = { rows: [userRow()], cursor: 7, more: false };
    const { ports, store, transport, engine } = harness(
      accepting(() => ({ changes: { me: page } })),
      accepting(() => ({ changes: { me: { ...page, rows: [] } } })),
    );
    await stateMark(ports);
    await engine.sync();
    await engine.sync();
    expect(transport.requests.map((request) => request.facts.length)).toEqual([1, 0]);
    expect(store.rows('me').size).toBe(1);
  });

  it('[SYNC5] of a scope gained anew nothing is left that an earlier time left behind', async () => {
    const { store, engine } = harness(
      accepting(() => ({ added: ['me'], changes: { me: { rows: [userRow()], cursor: 7, more: false } } })),
    );
    const row = parseRow(userRow());
    assert(row !== null, 'a row');
    const put = [{ scope: 'me', key: 'user:long ago', row }] as const;
    await store.applyChanges({ erase: [], put, remove: [], cursors: {} });
    await engine.sync();
    expect([...store.rows('me').keys()]).toHaveLength(1);
  });

  it('[SYNC5] erases a dropped scope, and pulls an added one that came without rows', async () => {
    const gone = `class:${newId<'class'>(6)}` as const;
    const { store, transport, engine } = harness(
      accepting(() => ({
        changes: { [gone]: { rows: [userRow()], cursor: 3, more: false } } as never,
        added: [gone],
      })),
      accepting(() => ({ dropped: [gone], added: ['me'] })),
      accepting(),
    );
    await engine.sync();
    expect(store.rows(gone).size).toBe(1);
    await engine.sync();
    expect(store.rows(gone).size).toBe(0);
    expect(transport.requests[2]?.cursors).toEqual({ me: 0 });
  });

  it('[DEV6] skips rows of a newer server without losing the acknowledgement or the cursor', async () => {
    const { ports, store, engine } = harness(
      accepting(() => ({
        changes: { me: { rows: [{ type: 'hologram', rev: 1 }, userRow()], cursor: 7, more: false } },
      })),
    );
    await stateMark(ports);
    await engine.sync();
    expect(store.unsent()).toEqual([]);
    expect(store.rows('me').size).toBe(1);
  });

  it('[SYNC1] a replica that cannot be written does not keep facts from being acknowledged', async () => {
    const { ports, store, engine } = harness(accepting());
    await stateMark(ports);
    const broken = createEngine({
      ...ports,
      store: { ...store, applyChanges: () => Promise.reject(new Error('quota')) },
    });
    expect(await broken.sync()).toMatchObject({ phase: 'backoff', trouble: 'storage' });
    expect(store.unsent()).toEqual([]);
    await engine.stop();
  });
});

describe('another life of the server', () => {
  async function afterRestore(over: (request: SyncRequest) => object) {
    const { ports, store, transport, engine } = harness(
      accepting(() => ({ changes: { me: { rows: [userRow(9)], cursor: 9, more: false } } })),
      accepting(over),
      accepting(() => ({
        epoch: OTHER_EPOCH,
        changes: { me: { rows: [userRow(2)], cursor: 2, more: false } },
      })),
    );
    const fact = await stateMark(ports);
    await engine.sync();
    expect(store.unsent()).toEqual([]);
    await engine.sync();
    return { fact, store, transport };
  }

  it('[SYNC6] another epoch rebuilds the replica and sends kept facts again with their first receipts', async () => {
    const { fact, store, transport } = await afterRestore(() => ({ epoch: OTHER_EPOCH }));
    expect(transport.requests[2]?.facts).toEqual([fact]);
    expect(transport.requests[2]?.receipts).toEqual([
      { id: fact.id, receivedAt: expect.any(Number) as unknown, stamp: `stamp-${fact.id}` },
    ]);
    expect(transport.requests[2]?.epoch).toBe(OTHER_EPOCH);
    expect(transport.requests[2]?.cursors).toEqual({});
    expect([...store.rows('me').values()]).toEqual([userRow(2)]);
    expect(store.unsent()).toEqual([]);
  });

  it('[SYNC6] so does a cursor that is behind ours', async () => {
    const { fact, store, transport } = await afterRestore(() => ({
      changes: { me: { rows: [userRow(3)], cursor: 3, more: false } },
    }));
    expect(transport.requests[2]?.facts).toEqual([fact]);
    // What that answer brought doesn't count: rows from before its cursor were never in it.
    expect(transport.requests[2]?.cursors).toEqual({});
    expect([...store.rows('me').values()]).toEqual([userRow(2)]);
  });

  it('[SYNC6] facts of the last 30 days are sent again, older ones are gone', async () => {
    const { ports, store, transport, engine, clock } = harness(
      accepting(),
      accepting(),
      accepting(() => ({ epoch: OTHER_EPOCH })),
    );
    await stateMark(ports);
    await engine.sync();
    clock.advance(KEPT_FACTS_MS + 60_000);
    const recent = await stateMark(ports);
    await engine.sync();
    await engine.sync();
    expect(sentIds(transport.requests[3])).toEqual([recent.id]);
    expect(store.unsent()).toEqual([]);
  });

  it('[SYNC6] a device that the server forgot registers again and goes on', async () => {
    const { ports, transport } = harness(problemReply(401, 'device_unknown'), accepting());
    const fact = await stateMark(ports);
    let registrations = 0;
    const engine = createEngine({
      ...ports,
      identity: {
        ...ports.identity,
        register: () => {
          registrations += 1;
          return Promise.resolve('registered');
        },
      },
    });
    await engine.sync();
    expect(registrations).toBe(1);
    expect(sentIds(transport.requests[1])).toEqual([fact.id]);
  });
});
