/** Ports of one simulated device. */
import { parseId } from '@hazri/domain';
import type { DeviceId } from '@hazri/domain';
import { assert } from '@hazri/domain';
import type { Identity, Lock, Ports, Transport } from '../ports.ts';
import { fakeClock } from './fake-clock.ts';
import type { FakeClock } from './fake-clock.ts';
import { memoryStore } from './memory-store.ts';
import type { MemoryStore } from './memory-store.ts';
import { seededRandom } from './seeded-random.ts';

/** One after the other, in the order of asking: what a Web Lock does. */
export function queueLock(): Lock {
  let tail: Promise<unknown> = Promise.resolve();
  return {
    hold(cycle) {
      const run = tail.then(cycle, cycle);
      tail = run.catch(() => undefined);
      return run;
    },
  };
}

export const TEST_DEVICE: DeviceId = testDevice();

function testDevice(): DeviceId {
  const id = parseId<'device'>('0193e5a0-0000-4000-8000-0000000d0001');
  assert(id !== null, 'a device id');
  return id;
}

export function registeredIdentity(): Identity {
  return { device: () => Promise.resolve(TEST_DEVICE), register: () => Promise.resolve('registered') };
}

export interface TestPorts extends Ports {
  readonly clock: FakeClock;
  readonly store: MemoryStore;
}

export function testPorts(transport: Transport, over: Partial<TestPorts> = {}): TestPorts {
  const clock = over.clock ?? fakeClock();
  return {
    store: memoryStore(),
    transport,
    identity: registeredIdentity(),
    random: seededRandom(1),
    timer: clock,
    lock: queueLock(),
    ...over,
    clock,
  };
}
