export { fakeClock } from './fake-clock.ts';
export type { FakeClock } from './fake-clock.ts';
export { memoryStore } from './memory-store.ts';
export type { MemoryStore } from './memory-store.ts';
export {
  accepting,
  idOf,
  problemReply,
  scriptedTransport,
  status,
  TEST_EPOCH,
  unreachable,
} from './scripted-transport.ts';
export type { Reply, ScriptedTransport } from './scripted-transport.ts';
export { seededRandom } from './seeded-random.ts';
export { storeContract } from './store-contract.ts';
export type { StoreUnderTest } from './store-contract.ts';
export { queueLock, registeredIdentity, TEST_DEVICE, testPorts } from './test-ports.ts';
export type { TestPorts } from './test-ports.ts';
