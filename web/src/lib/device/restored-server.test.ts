/** What a restored server gets again, and the day keys that it gives out. */
import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { ASHA, phoneAndServer, PROF, RAVI, signIn, stateScan } from './testing/people-at-a-phone.ts';

describe('a restored server', () => {
  it('[SYNC6] gets kept facts again, each with its first receipt, and the device registers again by itself', async () => {
    const { server, phone } = phoneAndServer();
    const device = await signIn(phone, ASHA.email);
    const { factId } = await stateScan(device);
    await device.sync();
    server.received.clear();
    server.devices.clear();
    server.epoch = '0193e5a0-0000-4000-8000-00000000e90d';
    await device.sync();
    expect([...server.received.keys()]).toEqual([factId]);
    expect(server.syncs.at(-1)?.receipts).toEqual([
      { id: factId, receivedAt: expect.any(Number) as unknown, stamp: `stamp-${factId}` },
    ]);
    expect(server.devices.size).toBe(1);
  });
});

describe('day keys', () => {
  it('[DEV9] are fetched by a professor, serve offline, warn near their end, and go at logout', async () => {
    const { server, phone } = phoneAndServer();
    const device = await signIn(phone, PROF.email);
    await expect.poll(() => device.issuer()).toEqual({ kid: 77 });
    server.online = false;
    expect(await device.readiness()).toMatchObject({ keys: 'ok' });
    expect(await device.dayKeysUntil()).toBe((20_778 + 15) * 86_400_000);
    const key = await device.dayKey(20_780);
    expect(key).toMatchObject({ extractable: false, type: 'secret' });
    expect(await device.dayKey(20_700)).toBeNull();

    phone.clock.advance(10 * 86_400_000);
    expect(await device.readiness()).toMatchObject({ keys: 'soon' });
    phone.clock.advance(10 * 86_400_000);
    expect(await device.readiness()).toMatchObject({ keys: 'missing', ready: false });
    await device.logout();
    const keys = await phone.openKeys();
    expect(await keys.dayKeys.count()).toBe(0);
    keys.close();
  });

  it('[SYNC6] are fetched anew when the device had to register anew', async () => {
    const { server, phone } = phoneAndServer();
    const device = await signIn(phone, PROF.email);
    await expect.poll(() => device.issuer()).toEqual({ kid: 77 });
    const [old] = server.devices.keys();
    server.devices.clear();
    server.devices.set('0193e5a0-0000-4000-8000-00000000aaaa', RAVI.id);
    await device.sync();
    await expect.poll(() => server.calls.filter((path) => path.endsWith('/issuer'))).toHaveLength(2);
    expect(server.calls.filter((path) => path.endsWith('/issuer'))[1]).not.toContain(old);
  });

  it('[SYNC6] are fetched anew from a server that was restored: it may not know the kid', async () => {
    const { server, phone } = phoneAndServer();
    const device = await signIn(phone, PROF.email);
    await expect.poll(() => device.issuer()).toEqual({ kid: 77 });
    const asked = () => server.calls.filter((path) => path.endsWith('/issuer')).length;
    await device.sync();
    await device.sync();
    expect(asked()).toBe(1);
    server.epoch = '0193e5a0-0000-4000-8000-00000000e90d';
    await device.sync();
    await expect.poll(asked).toBe(2);
    await device.sync();
    expect(asked()).toBe(2);
  });

  it('are not asked for again and again when they are refused', async () => {
    const { server, phone } = phoneAndServer();
    server.issues = false;
    const device = await signIn(phone, PROF.email);
    for (let count = 0; count < 5; count += 1) await device.sync();
    const asked = () => server.calls.filter((path) => path.endsWith('/issuer')).length;
    await expect.poll(asked).toBe(1);
    expect(await device.readiness()).toMatchObject({ keys: 'missing' });
    server.issues = true;
    phone.clock.advance(60_000);
    await device.sync();
    await expect.poll(() => device.issuer()).toEqual({ kid: 77 });
  });

  it('are never asked for by a student', async () => {
    const { server, phone } = phoneAndServer();
    await signIn(phone, ASHA.email);
    expect(server.calls.some((path) => path.endsWith('/issuer'))).toBe(false);
  });
});
