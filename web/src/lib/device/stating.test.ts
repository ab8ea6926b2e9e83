/** A stated fact, and what becomes of it when storage fails, is lost or was written by an older app. */
import 'fake-indexeddb/auto';
import { get } from 'svelte/store';
import { describe, expect, it, vi } from 'vitest';
import { assert, uuidv7 } from '@hazri/domain';
import type { FactId } from '@hazri/domain';
import { seededRandom } from '@hazri/sync-client/testing';
import { OutboxDb } from '../db/outbox-db.ts';
import { ASHA, phoneAndServer, reopen, signIn, stateScan } from './testing/people-at-a-phone.ts';

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
