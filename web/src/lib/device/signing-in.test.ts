/** Who may use the device, and what it says of itself. */
import 'fake-indexeddb/auto';
import { get } from 'svelte/store';
import { describe, expect, it } from 'vitest';
import { startWorkerSync } from '../../service-worker/worker-sync.ts';
import { currentDevice, login } from './device.ts';
import { ASHA, phoneAndServer, RAVI, reopen, signIn, stateScan } from './testing/people-at-a-phone.ts';
import { PASSWORD } from './testing/simulated-server.ts';

describe('signing in', () => {
  it('needs the network and the right password, and says which is missing', async () => {
    const { server, phone } = phoneAndServer();
    expect(await login(ASHA.email, 'wrong', phone)).toEqual({ ok: false, reason: 'invalid_credentials' });
    server.online = false;
    expect(await login(ASHA.email, PASSWORD, phone)).toEqual({ ok: false, reason: 'offline' });
    expect(await currentDevice(phone)).toBeNull();
  });

  it.each([200, 401, 403, 404])('takes a captive portal that answers %i for no network', async (status) => {
    const { server, phone } = phoneAndServer();
    server.portal = status;
    expect(await login(ASHA.email, PASSWORD, phone)).toEqual({ ok: false, reason: 'offline' });
  });

  it.each([200, 401, 403])('registers later when a captive portal answers %i in between', async (status) => {
    const { server, phone } = phoneAndServer();
    (await signIn(phone, ASHA.email)).close();
    server.devices.clear();
    server.interfere = () => {
      server.portal = status;
      return null;
    };
    const device = await reopen(phone);
    await device?.sync();
    expect(device && get(device.status)).toMatchObject({ needsLogin: false, phase: 'offline' });
    server.interfere = () => null;
    server.portal = null;
    await device?.sync();
    expect(server.devices.size).toBe(1);
  });

  it('[DEV9] is remembered without any network', async () => {
    const { server, phone } = phoneAndServer();
    (await signIn(phone, ASHA.email)).close();
    server.online = false;
    const device = await reopen(phone);
    expect(device?.account).toEqual(ASHA);
    expect(await device?.readiness()).toMatchObject({
      signedIn: true,
      deviceRegistered: true,
      keys: 'not_needed',
      replicaPulled: true,
      precached: false,
      ready: false,
    });
  });

  it('registers the phone once, whoever signs in how often', async () => {
    const { server, phone } = phoneAndServer();
    for (const email of [ASHA.email, ASHA.email, RAVI.email, ASHA.email])
      await (await signIn(phone, email)).logout();
    expect([...server.devices.values()]).toEqual([ASHA.id, RAVI.id]);
  });

  it('registers once also when page and worker find out at the same moment', async () => {
    const { server, phone } = phoneAndServer();
    const device = await signIn(phone, ASHA.email);
    const worker = startWorkerSync(phone);
    server.devices.clear();
    await Promise.all([device.sync(), worker.run('now')]);
    expect(server.devices.size).toBe(1);
  });

  it('begins with a new device after the old one was revoked, but not before a login', async () => {
    const { server, phone } = phoneAndServer();
    const device = await signIn(phone, ASHA.email);
    const [old] = server.devices.keys();
    server.interfere = ({ device: id }) =>
      id === old
        ? { status: 401, body: { type: '', title: '', status: 401, reason: 'device_revoked' } }
        : null;
    await stateScan(device);
    await device.sync();
    expect(get(device.status).needsLogin).toBe(true);
    expect(server.devices.size).toBe(1);
    device.close();
    const again = await signIn(phone, ASHA.email);
    expect(server.devices.size).toBe(2);
    expect(get(again.status).needsLogin).toBe(false);
    expect(await again.outbox.unsent()).toEqual([]);
  });
});

describe('status', () => {
  it('tells offline from trouble and from a login that is needed', async () => {
    const { server, phone } = phoneAndServer();
    const device = await signIn(phone, ASHA.email);
    expect(get(device.status)).toMatchObject({ phase: 'idle', needsLogin: false });
    server.online = false;
    await device.sync();
    expect(get(device.status)).toMatchObject({ phase: 'offline', needsLogin: false });
    server.online = true;
    server.interfere = () => ({ status: 503, body: null });
    await device.sync();
    expect(get(device.status)).toMatchObject({ phase: 'backoff', needsLogin: false });
    server.interfere = () => ({
      status: 401,
      body: { type: '', title: '', status: 401, reason: 'password_changed' },
    });
    await device.sync();
    expect(get(device.status)).toMatchObject({ phase: 'idle', needsLogin: true });
    server.interfere = () => null;
    await device.sync();
    await expect.poll(() => get(device.status).needsLogin).toBe(false);
  });
});
