import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { get } from 'svelte/store';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { assert, uuidv7 } from '@hazri/domain';
import type { FactId } from '@hazri/domain';
import { seededRandom } from '@hazri/sync-client/testing';
import { startWorkerSync } from '../../service-worker/worker-sync.ts';
import { OutboxDb } from '../db/outbox-db.ts';
import { openChannel } from '../sync/channel.ts';
import { currentDevice, login } from './device.ts';
import type { Device } from './device.ts';
import { simulatedPhone } from './testing/simulated-phone.ts';
import type { SimulatedPhone } from './testing/simulated-phone.ts';
import { PASSWORD, simulatedServer, testAccount } from './testing/simulated-server.ts';

const ASHA = testAccount('asha', 1);
const RAVI = testAccount('ravi', 2);
const PROF = testAccount('prof', 3, 'professor');

const open: Device[] = [];

afterEach(async () => {
  for (const device of open.splice(0)) device.close();
  await new Promise((resolve) => setTimeout(resolve, 20));
  for (const name of await Dexie.getDatabaseNames()) await Dexie.delete(name);
});

function phoneAndServer() {
  const server = simulatedServer([ASHA, RAVI, PROF]);
  return { server, phone: simulatedPhone(server.fetch) };
}

async function signIn(phone: SimulatedPhone, email: string): Promise<Device> {
  const result = await login(email, PASSWORD, phone);
  assert(result.ok, 'the password is right');
  open.push(result.value);
  await result.value.sync();
  return result.value;
}

async function reopen(phone: SimulatedPhone): Promise<Device | null> {
  const device = await currentDevice(phone);
  if (device !== null) open.push(device);
  return device;
}

async function readInstallationNow(phone: SimulatedPhone): Promise<unknown> {
  return (await (await phone.openCanary()).read())?.account ?? null;
}

function stateScan(device: Device) {
  const scannedAt = device.clock.deviceNow();
  return device.state('scan', { tokens: [{ text: 'A', gapMs: 0 }], scannedAt, how: 'camera' });
}

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

describe('stating a fact', () => {
  it('[DEV1] is durable in outbox and journal when it resolves', async () => {
    const { server, phone } = phoneAndServer();
    const device = await signIn(phone, ASHA.email);
    server.online = false;
    const { factId, kept } = await stateScan(device);
    expect(kept).toBe('disk');
    expect((await device.outbox.unsent()).map((record) => record.id)).toEqual([factId]);
    expect([...(phone.folders.get(`journal-${ASHA.id}`)?.keys() ?? [])]).toEqual([`${factId}.json`]);
  });

  it('sends it, keeps what became of it, and forgets the second copy', async () => {
    const { server, phone } = phoneAndServer();
    const device = await signIn(phone, ASHA.email);
    const { factId } = await stateScan(device);
    await device.sync();
    expect([...server.received.keys()]).toEqual([factId]);
    expect(await device.outbox.facts.get(factId)).toMatchObject({
      state: 'acknowledged',
      outcome: 'accepted',
    });
    expect(phone.folders.get(`journal-${ASHA.id}`)?.size).toBe(0);
  });

  it('[DEV7] keeps it in memory when storage fails, sends it from there, and stores it later', async () => {
    const { server, phone } = phoneAndServer();
    const device = await signIn(phone, ASHA.email);
    server.online = false;
    const add = device.outbox.facts.hook('creating');
    const refuse = (): never => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    add.subscribe(refuse);
    const { factId, kept } = await stateScan(device);
    expect(kept).toBe('memory');
    expect(get(device.status).inMemory).toBe(1);
    server.online = true;
    await device.sync();
    expect([...server.received.keys()]).toEqual([factId]);
    expect(get(device.status).inMemory).toBe(0);

    server.online = false;
    const second = await stateScan(device);
    expect(second.kept).toBe('memory');
    add.unsubscribe(refuse);
    phone.clock.advance(5_000);
    await expect.poll(() => get(device.status).inMemory).toBe(0);
    expect((await device.outbox.unsent()).map((record) => record.id)).toEqual([second.factId]);
  });
});

describe('a browser that refuses IndexedDB', () => {
  it('[DEV7] still opens the account and keeps facts in memory, saying so', async () => {
    const { phone } = phoneAndServer();
    (await signIn(phone, ASHA.email)).close();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const refusal = vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('refused', 'InvalidStateError');
    });
    const device = await reopen(phone);
    assert(device !== null, 'the canary knows who is signed in');
    expect(device.account).toEqual(ASHA);
    expect(await stateScan(device)).toMatchObject({ kept: 'memory' });
    expect(await device.readiness()).toMatchObject({ deviceRegistered: false, ready: false });
    await device.sync();
    expect(get(device.status)).toMatchObject({ phase: 'backoff', inMemory: 1 });
    refusal.mockRestore();
  });
});

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

describe('a lost database', () => {
  it('[DEV8] is noticed, the account is still known, and the journal brings unsent facts back', async () => {
    const { server, phone } = phoneAndServer();
    const device = await signIn(phone, ASHA.email);
    server.online = false;
    const stated = [await stateScan(device), await stateScan(device)].map(({ factId }) => factId);
    device.close();
    await phone.loseIndexedDb();

    const back = await reopen(phone);
    assert(back !== null, 'the canary knows who is signed in');
    expect(back.account).toEqual(ASHA);
    expect(get(back.status).recovered).toBe(2);
    expect((await back.outbox.unsent()).map((record) => record.id).sort()).toEqual([...stated].sort());

    server.online = true;
    await back.sync();
    expect([...server.received.keys()].sort()).toEqual([...stated].sort());
    back.close();
    const third = await reopen(phone);
    assert(third !== null, 'still signed in');
    expect(get(third.status).recovered).toBe(0);
  });

  it('[DEV8] a first visit recovers nothing', async () => {
    const { phone } = phoneAndServer();
    const device = await signIn(phone, ASHA.email);
    expect(get(device.status).recovered).toBe(0);
  });
});

describe('the service worker', () => {
  it('[SYNC8] sends what waits with every page closed', async () => {
    const { server, phone } = phoneAndServer();
    const device = await signIn(phone, ASHA.email);
    server.online = false;
    const { factId } = await stateScan(device);
    device.close();
    await expect(startWorkerSync(phone).run('now')).rejects.toThrow();
    server.online = true;
    await startWorkerSync(phone).run('now');
    expect([...server.received.keys()]).toEqual([factId]);
  });

  it('[SYNC8] asked for a fact that the page has sent meanwhile, makes no request', async () => {
    const { server, phone } = phoneAndServer();
    const device = await signIn(phone, ASHA.email);
    await stateScan(device);
    await device.sync();
    const before = server.syncs.length;
    await startWorkerSync(phone).run('if_needed');
    expect(server.syncs).toHaveLength(before);
    server.online = false;
    const { factId } = await stateScan(device);
    device.close();
    server.online = true;
    await startWorkerSync(phone).run('if_needed');
    expect([...server.received.keys()]).toContain(factId);
  });

  it('[DEV4] woken twice at once, stops whatever still runs when somebody logs out', async () => {
    const { server, phone } = phoneAndServer();
    (await signIn(phone, ASHA.email)).close();
    const before = server.syncs.length;
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const slowly: typeof fetch = async (input, init) => {
      const answer = await server.fetch(input, init);
      if (server.syncs.length === before + 2) await held;
      return answer;
    };
    server.respond = () => ({
      changes: { me: { rows: [], cursor: 1, more: server.syncs.length === before + 2 } },
    });
    const worker = startWorkerSync({ ...phone, fetch: slowly });
    const [first, second] = [worker.run('now'), worker.run('now')];
    await Promise.race([first, second]);
    await vi.waitFor(() => expect(server.syncs).toHaveLength(before + 2));
    const page = openChannel(() => undefined);
    page.tell({ type: 'logout', userId: ASHA.id });
    await new Promise((resolve) => setTimeout(resolve, 20));
    letGo();
    await Promise.all([first, second]);
    page.close();
    expect(server.syncs).toHaveLength(before + 2);
  });

  it('[DEV4] sends nothing of somebody who logged out', async () => {
    const { server, phone } = phoneAndServer();
    const device = await signIn(phone, ASHA.email);
    server.online = false;
    await stateScan(device);
    await device.logout();
    server.online = true;
    await startWorkerSync(phone).run('now');
    expect(server.received.size).toBe(0);
  });
});

describe('a new version of the app', () => {
  it('[DEV6] sends facts that an old version left in a full outbox, shape and all', async () => {
    const { server, phone } = phoneAndServer();
    (await signIn(phone, ASHA.email)).close();
    const random = seededRandom(9);
    const old = Array.from({ length: 250 }, (_, madeAt) => ({
      id: uuidv7<'fact'>(madeAt, random.bytes(10)),
      kind: 'scan',
      v: 0,
      madeAt,
      qr: `old-${String(madeAt)}`,
    }));
    const outbox = new OutboxDb(ASHA.id);
    await outbox.facts.bulkAdd(old.map((fact) => oldRecord(fact)));
    outbox.close();

    const device = await reopen(phone);
    assert(device !== null, 'still signed in');
    await device.sync();
    expect(server.received.size).toBe(250);
    const [first] = old;
    assert(first !== undefined, 'there are 250');
    expect(server.received.get(first.id)?.fact).toEqual(first);
  });

  it('[DEV4] puts an entry that nobody can read into quarantine, visibly, and sends the others', async () => {
    const { server, phone } = phoneAndServer();
    const device = await signIn(phone, ASHA.email);
    server.online = false;
    const { factId } = await stateScan(device);
    const broken = uuidv7<'fact'>(1, seededRandom(4).bytes(10));
    await device.outbox.facts.add({
      ...oldRecord({ id: broken, kind: 'mark', madeAt: 1 }),
      fact: 'garbage' as never,
    });
    server.online = true;
    await device.sync();
    expect([...server.received.keys()]).toEqual([factId]);
    expect(await device.outbox.quarantine.toArray()).toEqual([
      { id: broken, entry: 'garbage', reason: 'undecodable' },
    ]);
  });
});

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

/** What version 0 of the app left in the table. */
function oldRecord(fact: { readonly id: FactId; readonly kind: string; readonly madeAt: number }) {
  const { id, kind, madeAt } = fact;
  const rank: 0 | 1 = kind === 'scan' ? 0 : 1;
  return {
    id,
    fact,
    kind,
    state: 'unsent' as const,
    rank,
    madeAt,
    outcome: null,
    reason: null,
    receivedAt: null,
    stamp: null,
  };
}
