/** What ends with a logout, and what waits for its owner. */
import 'fake-indexeddb/auto';
import { get } from 'svelte/store';
import { describe, expect, it } from 'vitest';
import { openChannel } from '../sync/channel.ts';
import { currentDevice } from './device.ts';
import { ASHA, phoneAndServer, RAVI, signIn, stateScan } from './testing/people-at-a-phone.ts';
import type { SimulatedPhone } from './testing/simulated-phone.ts';
import { PASSWORD } from './testing/simulated-server.ts';

async function readInstallationNow(phone: SimulatedPhone): Promise<unknown> {
  return (await (await phone.openCanary()).read())?.account ?? null;
}

describe('logging out', () => {
  it('[DEV4] keeps unsent facts under their author: another account neither sees nor sends them', async () => {
    const { server, phone } = phoneAndServer();
    const asha = await signIn(phone, ASHA.email);
    server.online = false;
    const { factId } = await stateScan(asha);
    await stateScan(asha);
    expect(await asha.logout()).toEqual({ unsent: 2 });
    expect(await currentDevice(phone)).toBeNull();

    server.online = true;
    const ravi = await signIn(phone, RAVI.email);
    await stateScan(ravi);
    await ravi.sync();
    expect(await ravi.outbox.facts.count()).toBe(1);
    expect(server.received.has(factId)).toBe(false);
    await ravi.logout();

    const again = await signIn(phone, ASHA.email);
    expect(await again.outbox.unsent()).toEqual([]);
    const ashasDevice = [...server.devices].find(([, userId]) => userId === ASHA.id)?.[0];
    expect(server.received.get(factId)?.device).toBe(ashasDevice);
  });

  it("[DEV4] another person's cookie never lends their name to one's facts", async () => {
    const { server, phone } = phoneAndServer();
    const asha = await signIn(phone, ASHA.email);
    server.online = false;
    const { factId } = await stateScan(asha);
    await asha.sync();
    server.online = true;
    const body = JSON.stringify({ email: RAVI.email, password: PASSWORD });
    await phone.fetch('/api/auth/login', { method: 'POST', body });
    await asha.sync();
    expect(get(asha.status).needsLogin).toBe(true);
    expect(server.received.size).toBe(0);
    expect([...server.devices.values()]).toEqual([ASHA.id]);
    expect((await asha.outbox.unsent()).map((record) => record.id)).toEqual([factId]);
  });

  it("[DEV4] another person's login in another tab stops the engine in this one", async () => {
    const { server, phone } = phoneAndServer();
    const asha = await signIn(phone, ASHA.email);
    await signIn(phone, RAVI.email);
    await new Promise((resolve) => setTimeout(resolve, 20));
    const before = server.syncs.length;
    await asha.sync();
    expect(server.syncs).toHaveLength(before);
  });

  it('[DEV4] stops the engine, also for facts that were about to be sent', async () => {
    const { server, phone } = phoneAndServer();
    const device = await signIn(phone, ASHA.email);
    server.online = false;
    await stateScan(device);
    await device.sync();
    await device.logout();
    server.online = true;
    const before = server.syncs.length;
    expect(phone.clock.pending()).toEqual([]);
    phone.clock.advance(3_600_000);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(server.syncs).toHaveLength(before);
  });

  it('[DEV4] is out before anybody hears of it, so that the page may be closed at once', async () => {
    const { server, phone } = phoneAndServer();
    const device = await signIn(phone, ASHA.email);
    const heard = new Promise<unknown>((resolve) => {
      const channel = openChannel(({ type }) => {
        if (type !== 'logout') return;
        channel.close();
        resolve(readInstallationNow(phone));
      });
    });
    server.online = false;
    const done = device.logout();
    expect(await heard).toBeNull();
    await done;
  });

  it('ends the cookie later when there is no network now', async () => {
    const { server, phone } = phoneAndServer();
    const device = await signIn(phone, ASHA.email);
    server.online = false;
    await device.logout();
    server.online = true;
    server.calls.length = 0;
    expect(await currentDevice(phone)).toBeNull();
    expect(await currentDevice(phone)).toBeNull();
    expect(server.calls).toEqual(['/api/auth/logout']);
  });

  it.each([200, 302, 401])('ends the cookie later when a captive portal answered %i', async (status) => {
    const { server, phone } = phoneAndServer();
    const device = await signIn(phone, ASHA.email);
    server.portal = status;
    await device.logout();
    server.portal = null;
    server.calls.length = 0;
    expect(await currentDevice(phone)).toBeNull();
    expect(await currentDevice(phone)).toBeNull();
    expect(server.calls).toEqual(['/api/auth/logout']);
  });
});
