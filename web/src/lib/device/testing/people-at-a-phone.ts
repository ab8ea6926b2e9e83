/**
 * A phone, its server and three people who sign in on it, for the tests of one file. Whoever imports this imports
 * `fake-indexeddb/auto` first: Dexie looks for IndexedDB when it is loaded.
 */
import { Dexie } from 'dexie';
import { afterEach } from 'vitest';
import { assert } from '@hazri/domain';
import { currentDevice, login } from '../device.ts';
import type { Device } from '../device.ts';
import { simulatedPhone } from './simulated-phone.ts';
import type { SimulatedPhone } from './simulated-phone.ts';
import { PASSWORD, simulatedServer, testAccount } from './simulated-server.ts';
import type { SimulatedServer } from './simulated-server.ts';

export const ASHA = testAccount('asha', 1);
export const RAVI = testAccount('ravi', 2);
export const PROF = testAccount('prof', 3, 'professor');

const open: Device[] = [];

afterEach(async () => {
  for (const device of open.splice(0)) device.close();
  await new Promise((resolve) => setTimeout(resolve, 20));
  for (const name of await Dexie.getDatabaseNames()) await Dexie.delete(name);
});

export function phoneAndServer(): { readonly server: SimulatedServer; readonly phone: SimulatedPhone } {
  const server = simulatedServer([ASHA, RAVI, PROF]);
  return { server, phone: simulatedPhone(server.fetch) };
}

/** Has pulled when it resolves; closed after the test. */
export async function signIn(phone: SimulatedPhone, email: string): Promise<Device> {
  const result = await login(email, PASSWORD, phone);
  assert(result.ok, 'the password is right');
  open.push(result.value);
  await result.value.sync();
  return result.value;
}

/** As the app begins; closed after the test. */
export async function reopen(phone: SimulatedPhone): Promise<Device | null> {
  const device = await currentDevice(phone);
  if (device !== null) open.push(device);
  return device;
}

export function stateScan(device: Device): ReturnType<Device['state']> {
  const scannedAt = device.clock.deviceNow();
  return device.state('scan', { tokens: [{ text: 'A', gapMs: 0 }], scannedAt, how: 'camera' });
}
