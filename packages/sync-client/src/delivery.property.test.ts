/** Whatever the network does, every fact ends up acknowledged, once, and none is dropped. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { FactId } from '@hazri/domain';
import type { FactResult, SyncRequest } from '@hazri/sync-protocol';
import { LONGEST_RETRY_AFTER_MS, LONGEST_RETRY_MS } from './limits.ts';
import { makeFact } from './make-fact.ts';
import type { Acknowledgement, Answer, Settlement } from './ports.ts';
import { createEngine } from './run-engine.ts';
import { accepting, idOf, problemReply, scriptedTransport, status, testPorts } from './testing/index.ts';
import type { TestPorts } from './testing/index.ts';

/** `FAST_CHECK_RUNS=20000 pnpm test` for a long night. */
const RUNS = Number(process.env['FAST_CHECK_RUNS'] ?? 1_000);

const WEATHER = [
  'delivered',
  'request_lost',
  'response_lost',
  'duplicated',
  'portal',
  'busy',
  'server_error',
  'refused',
  'half_retried',
  'half_unnamed',
  'storage_breaks',
  'other_epoch',
] as const;
type Weather = (typeof WEATHER)[number];

type Step =
  | { readonly do: 'state' }
  | { readonly do: 'sync'; readonly weather: Weather }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'restart' };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.constant<Step>({ do: 'state' }),
  fc.constantFrom(...WEATHER).map((weather): Step => ({ do: 'sync', weather })),
  fc.integer({ min: 0, max: 400_000 }).map((ms): Step => ({ do: 'pass', ms })),
  fc.constant<Step>({ do: 'restart' }),
);

/** Remembers every fact durably before it answers, like the real one. */
function modelServer() {
  const received = new Set<string>();
  let epoch = '0193e5a0-0000-4000-8000-000000000001';
  function handle(
    request: SyncRequest,
    named: (index: number) => 'final' | 'retry' | 'unnamed',
  ): Answer | Promise<Answer> {
    const results = request.facts.flatMap((fact, index): FactResult[] => {
      const id = idOf(fact) as FactId;
      const verdict = named(index);
      if (verdict === 'unnamed') return [];
      if (verdict === 'retry') return [{ id, outcome: 'retry' as const, reason: 'busy' }];
      const outcome = received.has(id) ? ('duplicate' as const) : ('accepted' as const);
      received.add(id);
      return [{ id, outcome, reason: null, receivedAt: request.sentAt, stamp: `stamp-${id}` }];
    });
    return accepting(() => ({ results, epoch }))(request);
  }
  return {
    received,
    handle,
    restoreEmptyBackup() {
      received.clear();
      epoch = epoch.slice(0, -1) + String((Number(epoch.slice(-1)) % 9) + 1);
    },
  };
}

function oneDevice() {
  const server = modelServer();
  let weather: Weather = 'delivered';
  const transport = scriptedTransport((request) => {
    const final = () => 'final' as const;
    switch (weather) {
      case 'delivered':
      case 'storage_breaks':
      case 'other_epoch':
        return server.handle(request, final);
      case 'request_lost':
        return { kind: 'unreachable' };
      case 'response_lost':
        void server.handle(request, final);
        return { kind: 'unreachable' };
      case 'duplicated':
        void server.handle(request, final);
        return server.handle(request, final);
      case 'portal':
        return status(200, null)(request);
      case 'busy':
        return status(503, null, 20_000)(request);
      case 'server_error':
        return status(500)(request);
      case 'refused':
        return problemReply(400, 'body_malformed')(request);
      case 'half_retried':
        return server.handle(request, (index) => (index % 2 === 0 ? 'final' : 'retry'));
      case 'half_unnamed':
        return server.handle(request, (index) => (index % 2 === 0 ? 'final' : 'unnamed'));
    }
  });
  const ports = testPorts(transport);
  return {
    ports,
    server,
    blow: (next: Weather) => {
      weather = next;
      if (next === 'other_epoch') server.restoreEmptyBackup();
      if (next === 'storage_breaks') ports.store.breakFor(2);
    },
  };
}

/** Notes every acknowledgement that settled a fact which was still unsent. */
function watchSettlements({ store }: TestPorts): readonly Acknowledgement[] {
  const settled: Acknowledgement[] = [];
  const plain = { ...store };
  Object.assign(store, {
    async settle(settlement: Settlement) {
      const unsent = new Set(store.unsent().map((fact) => fact.id));
      await plain.settle(settlement);
      settled.push(...settlement.acknowledged.filter(({ id }) => unsent.has(id)));
    },
  });
  return settled;
}

it(
  '[SYNC1] [SYNC6] [SYNC9] every fact is acknowledged in the end and none is ever dropped',
  { timeout: 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
        const { ports, server, blow } = oneDevice();
        const settled = watchSettlements(ports);
        const stated: FactId[] = [];
        let restores = 0;
        let engine = createEngine(ports);
        for (const each of steps) {
          switch (each.do) {
            case 'state': {
              const body = { sessionId: '' as never, count: stated.length };
              const moment = { deviceNow: ports.clock.deviceNow(), random: ports.random.bytes(10) };
              stated.push(
                (await ports.store.state((memory) => makeFact('headcount', body, moment, memory))).id,
              );
              break;
            }
            case 'sync':
              blow(each.weather);
              if (each.weather === 'other_epoch') restores += 1;
              await engine.sync();
              ports.store.breakFor(0);
              break;
            case 'pass':
              blow('request_lost');
              ports.clock.advance(each.ms);
              for (let turn = 0; turn < 200; turn += 1) await Promise.resolve();
              break;
            case 'restart':
              await engine.stop();
              engine = createEngine(ports);
              break;
          }
          // Nothing is ever nowhere: unsent, or acknowledged and kept.
          const unsent = new Set(ports.store.unsent().map((fact) => fact.id));
          const kept = ports.store.acknowledged();
          expect(stated.filter((id) => !unsent.has(id) && !kept.has(id))).toEqual([]);
        }

        blow('delivered');
        for (let round = 0; round < 3; round += 1) {
          ports.clock.advance(LONGEST_RETRY_AFTER_MS + LONGEST_RETRY_MS);
          await engine.sync();
        }
        expect(ports.store.unsent()).toEqual([]);
        expect(ports.store.quarantined().size).toBe(0);
        expect([...ports.store.acknowledged().keys()].sort()).toEqual([...stated].sort());
        expect(stated.filter((id) => !server.received.has(id))).toEqual([]);
        for (const id of stated) {
          const times = settled.filter((acknowledgement) => acknowledgement.id === id).length;
          expect(times).toBeGreaterThanOrEqual(1);
          expect(times).toBeLessThanOrEqual(1 + restores);
        }
        await engine.stop();
      }),
      { numRuns: RUNS },
    );
  },
);
