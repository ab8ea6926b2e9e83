import { describe, expect, it } from 'vitest';
import type { FactFor } from '@hazri/domain';
import { assert, uuidv7 } from '@hazri/domain';
import { MAX_FACTS_PER_SYNC, MAX_SYNC_BYTES } from '@hazri/sync-protocol';
import type { SyncRequest } from '@hazri/sync-protocol';
import { offsetMs } from './device-clock.ts';
import { EXCHANGE_TIMEOUT_MS, KEPT_FACTS_MS, LONGEST_RETRY_MS } from './limits.ts';
import { makeFact } from './make-fact.ts';
import { createEngine } from './run-engine.ts';
import {
  accepting,
  fakeClock,
  idOf,
  memoryStore,
  problemReply,
  queueLock,
  scriptedTransport,
  seededRandom,
  status,
  TEST_EPOCH,
  testPorts,
  unreachable,
} from './testing/index.ts';
import type { Reply, TestPorts } from './testing/index.ts';
import { utf8Length } from './utf8-length.ts';

const OTHER_EPOCH = '0193e5a0-0000-4000-8000-00000000e90d';
const ME = {
  type: 'user',
  rev: 5,
  email: 'a@acem.ac.in',
  role: 'student',
  givenName: 'A',
  familyName: 'B',
  studentNo: null,
};

function newId<Name extends string>(seed: number) {
  return uuidv7<Name>(1_795_343_970_000, seededRandom(seed).bytes(10));
}

function userRow(rev = 5) {
  return { ...ME, id: newId<'user'>(1), rev };
}

function stateMark(ports: TestPorts, reason = 'was there'): Promise<FactFor<'mark'>> {
  const body = {
    sessionId: newId<'session'>(2),
    studentId: newId<'user'>(3),
    status: 'present' as const,
    reason,
  };
  const moment = { deviceNow: ports.clock.deviceNow(), random: ports.random.bytes(10) };
  ports.clock.advance(1);
  return ports.store.state((memory) => makeFact('mark', body, moment, memory));
}

async function stateScan(ports: TestPorts): Promise<FactFor<'scan'>> {
  const scannedAt = ports.clock.deviceNow();
  const body = { tokens: [{ text: 'A', gapMs: 0 }], scannedAt, how: 'camera' as const };
  const moment = { deviceNow: scannedAt, random: ports.random.bytes(10) };
  return ports.store.state((memory) => makeFact('scan', body, moment, memory));
}

function sentIds(request: SyncRequest | undefined): readonly string[] {
  return (request?.facts ?? []).map(idOf);
}

function harness(...replies: readonly Reply[]) {
  const transport = scriptedTransport(...replies);
  const ports = testPorts(transport);
  return { ports, transport, store: ports.store, clock: ports.clock, engine: createEngine(ports) };
}

describe('the outbox', () => {
  it('[SYNC1] lets a fact go on a final outcome and keeps what the server said', async () => {
    const { ports, store, engine } = harness(accepting());
    const fact = await stateMark(ports);
    const state = await engine.sync();
    expect(state).toMatchObject({ phase: 'idle', needsLogin: false });
    expect(store.unsent()).toEqual([]);
    expect(store.acknowledged().get(fact.id)).toMatchObject({
      outcome: 'accepted',
      stamp: `stamp-${fact.id}`,
    });
  });

  for (const outcome of ['accepted', 'duplicate', 'waiting', 'review', 'rejected', 'set_aside'] as const) {
    it(`[SYNC1] takes ${outcome} for final`, async () => {
      const reply = accepting(({ facts }) => ({
        results: facts.map((fact) => ({ id: idOf(fact) as never, outcome, reason: 'why' })),
      }));
      const { ports, store, engine } = harness(reply);
      const fact = await stateMark(ports);
      await engine.sync();
      expect(store.unsent()).toEqual([]);
      expect(store.acknowledged().get(fact.id)).toMatchObject({ outcome, reason: 'why' });
    });
  }

  const keepers: readonly (readonly [string, Reply])[] = [
    ['silence', unreachable],
    ["a captive portal's HTML with status 200", status(200, null)],
    ['a 200 of another schema', status(200, { ok: true })],
    ['a 200 that names no results', accepting(() => ({ results: [] }))],
    ['a redirect', status(302)],
    ['500', status(500)],
    ['503', status(503, null, 5_000)],
    ['429', status(429)],
    ['401', problemReply(401, 'logged_out')],
    ['403', problemReply(403, 'csrf_failed')],
    ["a portal's 401", status(401, null)],
    ['400 for everything', problemReply(400, 'body_malformed')],
    ['413 for everything', problemReply(413, 'body_too_large')],
    ["a proxy's 400", status(400)],
    ["a proxy's 413", status(413)],
    ['404', status(404)],
  ];
  for (const [name, reply] of keepers) {
    it(`[SYNC1] keeps the fact on ${name}`, async () => {
      const { ports, store, engine } = harness(reply);
      const fact = await stateMark(ports);
      await engine.sync();
      expect(store.unsent()).toEqual([fact]);
      expect(store.quarantined().size).toBe(0);
    });
  }

  it('[SYNC1] believes no result for a fact that the request did not carry', async () => {
    const { ports, store, engine, transport } = harness(
      accepting(() => ({
        results: store.unsent().map(({ id }) => ({ id, outcome: 'accepted' as const, reason: null })),
      })),
      unreachable,
    );
    for (let count = 0; count < MAX_FACTS_PER_SYNC + 3; count += 1) await stateMark(ports);
    await engine.sync();
    const carried = new Set(sentIds(transport.requests[0]));
    expect(carried.size).toBe(MAX_FACTS_PER_SYNC);
    expect(store.unsent().every((fact) => !carried.has(fact.id))).toBe(true);
    expect(store.unsent()).toHaveLength(3);
  });

  it('[SYNC1] takes what is no answer of the server for being offline', async () => {
    for (const reply of [status(200, { ok: true }), status(200, null), status(302), status(401, null)]) {
      const { engine } = harness(reply);
      expect(await engine.sync()).toMatchObject({
        phase: 'backoff',
        trouble: 'unreachable',
        needsLogin: false,
      });
    }
  });

  it('[SYNC1] finds the one fact that the server refuses, quarantines it and sends its neighbours', async () => {
    let bad = '';
    const { ports, store, engine } = harness((request) =>
      sentIds(request).includes(bad) ? problemReply(400, 'body_malformed')(request) : accepting()(request),
    );
    const facts = [];
    for (let count = 0; count < 37; count += 1) facts.push(await stateMark(ports));
    const refused = facts[20];
    assert(refused !== undefined, 'there are 37');
    bad = refused.id;
    await engine.sync();
    expect([...store.quarantined()]).toEqual([[bad, 'refused_by_server']]);
    expect(store.acknowledged().size).toBe(36);
    expect(store.unsent()).toEqual([]);
  });

  it('[SYNC1] [SCAN8] a refusal that is not the server’s own shrinks no batch, and a batch says when it leaves facts behind', async () => {
    const { ports, transport, engine, clock } = harness(status(400), accepting());
    for (let count = 0; count < 101; count += 1) await stateMark(ports);
    await engine.sync();
    clock.advance(1_000);
    await settled(engine);
    const sent = transport.requests.map(({ facts, leavesFacts }) => [facts.length, leavesFacts ?? false]);
    expect(sent).toEqual([
      [100, true],
      [100, true],
      [1, false],
    ]);
  });

  it('[SCAN8] a request that skips what must be retried, or only probes, says that it leaves facts behind', async () => {
    const waiting = harness(
      accepting(({ facts }) => ({
        results: facts.map((fact) => ({
          id: idOf(fact) as never,
          outcome: 'retry' as const,
          reason: 'waiting_full',
        })),
        ...(facts.length > 0 ? { added: ['me'] } : {}),
      })),
    );
    await stateScan(waiting.ports);
    await waiting.engine.sync();
    const after = waiting.transport.requests.map(({ facts, leavesFacts }) => [
      facts.length,
      leavesFacts ?? false,
    ]);
    expect(after.slice(0, 2)).toEqual([
      [1, false],
      [0, true],
    ]);

    const probing = harness(problemReply(400, 'body_malformed'), accepting());
    await stateScan(probing.ports);
    await probing.engine.sync();
    const [, probe] = probing.transport.requests;
    expect([probe?.facts, probe?.leavesFacts]).toEqual([[], true]);
  });

  it('[SYNC2] sends scans first, then the oldest first', async () => {
    const { ports, transport, engine } = harness(accepting());
    const mark = await stateMark(ports);
    const later = await stateMark(ports);
    const scan = await stateScan(ports);
    await engine.sync();
    expect(sentIds(transport.requests[0])).toEqual([scan.id, mark.id, later.id]);
  });

  it('[SYNC2] a fact that must be retried holds up none of the others', async () => {
    let stuck = '';
    const { ports, store, engine, clock } = harness(
      accepting(({ facts }) => ({
        results: facts.map((fact) => {
          const outcome = idOf(fact) === stuck ? ('retry' as const) : ('accepted' as const);
          return { id: idOf(fact) as never, outcome, reason: null };
        }),
      })),
    );
    stuck = (await stateMark(ports)).id;
    for (let count = 0; count < MAX_FACTS_PER_SYNC + 20; count += 1) await stateMark(ports);
    const state = await engine.sync();
    expect(store.unsent().map((fact) => fact.id)).toEqual([stuck]);
    expect(state).toMatchObject({ phase: 'backoff', trouble: 'unfinished' });
    stuck = '';
    clock.advance(LONGEST_RETRY_MS);
    await engine.sync();
    expect(store.unsent()).toEqual([]);
  });

  it('[SYNC10] sends at most 100 facts and 64 KiB at a time, multi-byte text included', async () => {
    const { ports, transport, store, engine } = harness(accepting());
    for (let count = 0; count < 260; count += 1) await stateMark(ports, 'उपस्थित '.repeat(count % 60));
    await engine.sync();
    expect(store.unsent()).toEqual([]);
    expect(transport.requests.length).toBeGreaterThan(2);
    for (const body of transport.bodies)
      expect(new TextEncoder().encode(body).length).toBeLessThanOrEqual(MAX_SYNC_BYTES);
    for (const request of transport.requests)
      expect(request.facts.length).toBeLessThanOrEqual(MAX_FACTS_PER_SYNC);
  });

  it('[SYNC10] quarantines a fact that no request could carry, and sends the others', async () => {
    const { ports, store, engine } = harness(accepting());
    const huge = { id: newId<'fact'>(4), kind: 'old', madeAt: 1, body: 'x'.repeat(MAX_SYNC_BYTES) };
    store.plant(huge);
    await stateMark(ports);
    await engine.sync();
    expect([...store.quarantined()]).toEqual([[huge.id, 'fact_too_large']]);
    expect(store.unsent()).toEqual([]);
  });

  it('[DEV6] sends a fact of another version as it is', async () => {
    const { store, transport, engine } = harness(accepting());
    const old = { id: newId<'fact'>(5), kind: 'scan', v: 0, madeAt: 1, qr_data: { nested: ['old'] } };
    store.plant(old);
    await engine.sync();
    expect(transport.requests[0]?.facts).toEqual([old]);
    expect(store.unsent()).toEqual([]);
  });

  it('[SYNC7] keeps facts that wait for a login, asks for it, and does not retry on a timer', async () => {
    const { ports, store, engine, clock } = harness(
      accepting(({ facts }) => ({
        results: facts.map((fact) => ({
          id: idOf(fact) as never,
          outcome: 'retry' as const,
          reason: 'login_required',
        })),
      })),
    );
    await stateMark(ports);
    expect(await engine.sync()).toMatchObject({ phase: 'idle', needsLogin: true });
    expect(store.unsent()).toHaveLength(1);
    expect(clock.pending()).toEqual([]);
  });
});

describe('a login that ran out', () => {
  it('[SYNC7] is asked for though the facts were taken on the signature alone', async () => {
    const { ports, store, engine } = harness(accepting(() => ({ loginRequired: true })));
    await stateMark(ports);
    expect(await engine.sync()).toMatchObject({ phase: 'idle', needsLogin: true });
    expect(store.unsent()).toEqual([]);
  });
});

describe('retries', () => {
  it('[SYNC9] come back by themselves within the doubling ceiling and send what waited', async () => {
    const { ports, store, engine, clock } = harness(unreachable, unreachable, accepting());
    await stateMark(ports);
    await engine.sync();
    expect(clock.pending()).toHaveLength(1);
    expect(clock.pending()[0]).toBeLessThanOrEqual(1_000);
    clock.advance(1_000);
    await settled(engine);
    expect(clock.pending()[0]).toBeLessThanOrEqual(2_000);
    clock.advance(2_000);
    await settled(engine);
    expect(store.unsent()).toEqual([]);
    expect(clock.pending()).toEqual([]);
  });

  it('[SYNC9] come no earlier than Retry-After', async () => {
    const { ports, engine, clock, transport } = harness(status(503, null, 42_000), accepting());
    await stateMark(ports);
    await engine.sync();
    expect(clock.pending()[0]).toBeGreaterThanOrEqual(42_000);
    await engine.sync();
    expect(transport.requests).toHaveLength(1);
    clock.advance(42_000);
    clock.advance(1_000);
    await settled(engine);
    expect(transport.requests).toHaveLength(2);
  });

  it('[SYNC9] come at a person’s wish once Retry-After is over, however many failed before', async () => {
    const busy = status(503, null, 5_000);
    const { ports, engine, clock, transport } = harness(...Array<typeof busy>(8).fill(busy), accepting());
    await stateMark(ports);
    for (let round = 1; round <= 8; round += 1) {
      await engine.sync();
      expect(transport.requests).toHaveLength(round);
      clock.advance(5_000);
    }
    expect(clock.pending()).toHaveLength(1);
    expect(await engine.sync()).toMatchObject({ phase: 'idle' });
    expect(transport.requests).toHaveLength(9);
    expect(clock.pending()).toEqual([]);
  });

  it('[SYNC9] give every exchange ten seconds', async () => {
    const asked: number[] = [];
    const ports = testPorts({
      exchange: (_body, timeoutMs) => {
        asked.push(timeoutMs);
        return Promise.resolve({ kind: 'unreachable' });
      },
    });
    await createEngine(ports).sync();
    expect(asked).toEqual([EXCHANGE_TIMEOUT_MS]);
    expect(EXCHANGE_TIMEOUT_MS).toBe(10_000);
  });

  it('[DEV7] survive a store that is broken for a while', async () => {
    const { ports, store, engine, clock } = harness(accepting());
    await stateMark(ports);
    store.breakFor(1);
    expect(await engine.sync()).toMatchObject({ phase: 'backoff', trouble: 'storage' });
    clock.advance(LONGEST_RETRY_MS);
    await settled(engine);
    expect(store.unsent()).toEqual([]);
  });

  it('[DEV4] end when the engine is stopped, with the exchange under way finished first', async () => {
    let answer: (value: Awaited<ReturnType<Reply>>) => void = () => undefined;
    const { ports, store, engine, transport } = harness(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    );
    await stateMark(ports);
    engine.want('now');
    while (transport.requests.length === 0) await Promise.resolve();
    const stopped = engine.stop();
    const request = transport.requests[0];
    assert(request !== undefined, 'it was sent');
    answer(await accepting()(request));
    await stopped;
    expect(store.unsent()).toEqual([]);
    await stateMark(ports);
    await engine.sync();
    expect(transport.requests).toHaveLength(1);
  });
});

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
    expect(transport.requests[2]).toMatchObject({ epoch: OTHER_EPOCH, cursors: {} });
    expect([...store.rows('me').values()]).toEqual([userRow(2)]);
    expect(store.unsent()).toEqual([]);
  });

  it('[SYNC6] so does a cursor that is behind ours', async () => {
    const { fact, store, transport } = await afterRestore(() => ({
      changes: { me: { rows: [], cursor: 3, more: false } },
    }));
    expect(transport.requests[2]?.facts).toEqual([fact]);
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

describe('the clock', () => {
  it('[TIME2] learns the offset from the exchange and keeps the best sample', async () => {
    const clock = fakeClock();
    const slow = 4_000;
    const fast = 40;
    let latency = fast;
    const transport = scriptedTransport((request) => {
      clock.advance(latency);
      const reply = accepting(() => ({ serverTime: request.sentAt + 3_600_000 + latency / 2 }))(request);
      clock.advance(0);
      return reply;
    });
    const ports = testPorts(transport, { clock });
    const engine = createEngine(ports);
    await engine.sync();
    expect(offsetMs((await ports.store.readProgress()).clock)).toBe(3_600_000);
    latency = slow;
    await engine.sync();
    expect((await ports.store.readProgress()).clock.best).toMatchObject({
      offsetMs: 3_600_000,
      errorMs: fast / 2,
    });
  });

  it('[TIME2] says so on facts made after the wall clock went backwards, until the next exchange', async () => {
    const { ports, engine, clock } = harness(accepting());
    await engine.sync();
    expect((await stateMark(ports)).clockJumped).toBeUndefined();
    clock.setWall(clock.deviceNow() - 3_600_000);
    expect((await stateMark(ports)).clockJumped).toBe(true);
    expect((await stateMark(ports)).clockJumped).toBe(true);
    await engine.sync();
    expect((await stateMark(ports)).clockJumped).toBeUndefined();
  });

  it('[TIME2] a long gap alone is no jump', async () => {
    const { ports, engine, clock } = harness(accepting());
    await engine.sync();
    clock.advance(3 * 86_400_000);
    expect((await stateMark(ports)).clockJumped).toBeUndefined();
  });

  it('[FACT3] stamps keep growing when the clock is set back', async () => {
    const { ports, clock } = harness(accepting());
    const before = await stateMark(ports);
    clock.setWall(clock.deviceNow() - 86_400_000);
    const after = await stateMark(ports);
    expect(after.hlc[0]).toBe(before.hlc[0]);
    expect(after.hlc[1]).toBeGreaterThan(before.hlc[1]);
    expect(after.madeAt).toBeLessThan(before.madeAt);
  });
});

describe('two engines over one store', () => {
  it('[DEV2] page and worker at once lose nothing, also without a lock that works', async () => {
    const store = memoryStore();
    const seen = new Set<string>();
    const reply = accepting(({ facts }) => {
      for (const fact of facts) seen.add(idOf(fact));
      return {};
    });
    const noLock = { hold: <T>(cycle: () => Promise<T>) => cycle() };
    for (const lock of [queueLock(), noLock]) {
      const page = testPorts(scriptedTransport(reply), { store, lock });
      const worker = testPorts(scriptedTransport(reply), { store, lock });
      const fact = await stateMark(page);
      await Promise.all([createEngine(page).sync(), createEngine(worker).sync()]);
      expect(seen.has(fact.id)).toBe(true);
      expect(store.unsent()).toEqual([]);
    }
  });
});

describe('bounds', () => {
  it('counts bytes as they go over the wire', () => {
    for (const text of ['', 'abc', 'é', 'उ', '🙂', '\ud800', 'mixed é उ 🙂']) {
      expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
    }
  });
});

/** Waits until the run that a timer began has ended. */
async function settled(engine: { readonly state: { readonly phase: string } }): Promise<void> {
  for (let turn = 0; turn < 10_000 && engine.state.phase === 'syncing'; turn += 1) await Promise.resolve();
  expect(engine.state.phase).not.toBe('syncing');
}
