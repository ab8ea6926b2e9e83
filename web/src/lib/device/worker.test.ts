/** The service worker beside the page, or without one. */
import 'fake-indexeddb/auto';
import { describe, expect, it, vi } from 'vitest';
import { queueLock } from '@hazri/sync-client/testing';
import { startWorkerSync } from '../../service-worker/worker-sync.ts';
import { openChannel } from '../sync/channel.ts';
import { ASHA, phoneAndServer, signIn, stateScan } from './testing/people-at-a-phone.ts';

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

  it('[DEV6] lets go of a run that is never answered when a new version is to take over, and keeps its facts', async () => {
    const { server, phone } = phoneAndServer();
    const device = await signIn(phone, ASHA.email);
    server.online = false;
    const { factId } = await stateScan(device);
    device.close();
    server.online = true;
    let asked: () => void = () => undefined;
    const isAsked = new Promise<void>((resolve) => (asked = resolve));
    const silent: typeof fetch = () => {
      asked();
      return new Promise(() => undefined);
    };
    const run = startWorkerSync({ ...phone, fetch: silent }).run('now');
    await isAsked;
    const page = openChannel(() => undefined);
    page.tell({ type: 'updating' });
    await run;
    page.close();
    // The old worker's lock goes with it.
    await startWorkerSync({ ...phone, lock: () => queueLock() }).run('now');
    expect([...server.received.keys()]).toEqual([factId]);
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
