/** When it tries again, and how it ends. */
import { describe, expect, it } from 'vitest';
import { assert } from '@hazri/domain';
import { EXCHANGE_TIMEOUT_MS, LONGEST_RETRY_MS } from './limits.ts';
import { createEngine } from './run-engine.ts';
import { harness, settled, stateMark } from './testing/harness.ts';
import {
  accepting,
  idOf,
  memoryStore,
  queueLock,
  scriptedTransport,
  status,
  testPorts,
  unreachable,
} from './testing/index.ts';
import type { Reply } from './testing/index.ts';

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
