/** An engine over ports of its own that is told beforehand what the server will answer, and what a device states. */
import type { FactFor } from '@hazri/domain';
import { assert, uuidv7 } from '@hazri/domain';
import type { SyncRequest } from '@hazri/sync-protocol';
import { makeFact } from '../make-fact.ts';
import type { SyncEngine } from '../run-engine.ts';
import { createEngine } from '../run-engine.ts';
import type { FakeClock } from './fake-clock.ts';
import type { MemoryStore } from './memory-store.ts';
import type { Reply, ScriptedTransport } from './scripted-transport.ts';
import { idOf, scriptedTransport } from './scripted-transport.ts';
import { seededRandom } from './seeded-random.ts';
import type { TestPorts } from './test-ports.ts';
import { testPorts } from './test-ports.ts';

/** Of a server that was restored: not `TEST_EPOCH`. */
export const OTHER_EPOCH = '0193e5a0-0000-4000-8000-00000000e90d';
/** A run that takes more turns hangs. */
const MAX_TURNS = 10_000;

export interface Harness {
  readonly ports: TestPorts;
  readonly transport: ScriptedTransport;
  readonly store: MemoryStore;
  readonly clock: FakeClock;
  readonly engine: SyncEngine;
}

/** The last reply answers every request that follows, too. */
export function harness(...replies: readonly Reply[]): Harness {
  const transport = scriptedTransport(...replies);
  const ports = testPorts(transport);
  return { ports, transport, store: ports.store, clock: ports.clock, engine: createEngine(ports) };
}

/** The same for the same seed. */
export function newId<Name extends string>(seed: number) {
  return uuidv7<Name>(1_795_343_970_000, seededRandom(seed).bytes(10));
}

export function userRow(rev = 5) {
  return {
    type: 'user',
    id: newId<'user'>(1),
    rev,
    email: 'a@acem.ac.in',
    role: 'student',
    givenName: 'A',
    familyName: 'B',
    studentNo: null,
  };
}

export function stateMark(ports: TestPorts, reason = 'was there'): Promise<FactFor<'mark'>> {
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

export function stateScan(ports: TestPorts): Promise<FactFor<'scan'>> {
  const scannedAt = ports.clock.deviceNow();
  const body = { tokens: [{ text: 'A', gapMs: 0 }], scannedAt, how: 'camera' as const };
  const moment = { deviceNow: scannedAt, random: ports.random.bytes(10) };
  return ports.store.state((memory) => makeFact('scan', body, moment, memory));
}

export function sentIds(request: SyncRequest | undefined): readonly string[] {
  return (request?.facts ?? []).map(idOf);
}

/** Waits until the run that a timer began has ended. */
export async function settled(engine: SyncEngine): Promise<void> {
  for (let turn = 0; turn < MAX_TURNS && engine.state.phase === 'syncing'; turn += 1) await Promise.resolve();
  assert(engine.state.phase !== 'syncing', 'the run ends');
}
