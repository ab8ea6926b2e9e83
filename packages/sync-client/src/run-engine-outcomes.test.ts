/** Which answers let a fact go, and which keep it. */
import { describe, expect, it } from 'vitest';
import { MAX_FACTS_PER_SYNC } from '@hazri/sync-protocol';
import { harness, newId, sentIds, stateMark } from './testing/harness.ts';
import { accepting, idOf, problemReply, status, unreachable } from './testing/index.ts';
import type { Reply } from './testing/index.ts';

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
