/** What goes into a request, and what a request that is refused leaves of it. */
import { describe, expect, it } from 'vitest';
import { assert } from '@hazri/domain';
import { MAX_FACTS_PER_SYNC, MAX_SYNC_BYTES } from '@hazri/sync-protocol';
import { LONGEST_RETRY_MS } from './limits.ts';
import { harness, newId, sentIds, settled, stateMark, stateScan } from './testing/harness.ts';
import { accepting, idOf, problemReply, status } from './testing/index.ts';

describe('a request', () => {
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

  it('[SYNC2] puts 5,000 facts aside at most, goes on to those behind them, and sends no other twice in a run', async () => {
    const MOST_PUT_ASIDE = 5_000;
    let taken: ReadonlySet<string> = new Set();
    const { ports, store, transport, engine } = harness(
      accepting(({ facts }) => ({
        results: facts.map((fact) => {
          const outcome = taken.has(idOf(fact)) ? ('accepted' as const) : ('retry' as const);
          return { id: idOf(fact) as never, outcome, reason: null };
        }),
      })),
    );
    for (let count = 0; count < MOST_PUT_ASIDE + 2 * MAX_FACTS_PER_SYNC; count += 1) await stateMark(ports);
    const behind = store.unsent().slice(MOST_PUT_ASIDE);
    expect(await engine.sync()).toMatchObject({ phase: 'backoff', trouble: 'unfinished' });
    const sent = transport.requests.flatMap(sentIds);
    expect(new Set(sent).size).toBe(sent.length);
    expect(sent).toHaveLength(MOST_PUT_ASIDE + MAX_FACTS_PER_SYNC);

    taken = new Set(behind.map(({ id }) => id));
    await engine.sync();
    expect(store.unsent()).toHaveLength(MOST_PUT_ASIDE);
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
});
