import { expect, test } from 'vitest';
import type { SessionId } from '@hazri/domain';
import { MAX_FACTS_PER_SYNC } from '@hazri/sync-protocol';
import { facts } from '../db/fact-schema.ts';
import { MAX_QUEUED_WRITES } from '../db/writer.ts';
import { useClassroom } from '../testing/classroom.ts';
import { newId, syncRaw } from '../testing/server-world.ts';

const { world, phone: phoneOf, scanOf, send } = await useClassroom();
const phones = world.people.students.map((_, index) => phoneOf(index));
const phone = phoneOf();

/** Holds the writer and fills the queue of pushes with such of so many facts. */
function fillQueue(factsPerPush = 0): { readonly pushes: number; readonly letGo: () => Promise<void> } {
  const { writer, ingest } = world.server.deps;
  const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
  const held = writer.run(() => released);
  const exchange = {
    author: world.people.professor,
    device: null,
    sentAt: 0,
    receivedAt: 0,
    facts: Array.from({ length: factsPerPush }, () => null),
    message: null,
    hadRoom: true,
    handOver: false,
    receipts: new Map(),
  };
  const queued: Promise<unknown>[] = [];
  while (!ingest.isFull()) queued.push(ingest.push(exchange));
  const letGo = async () => {
    release(undefined);
    await Promise.all([held, ...queued]);
  };
  return { pushes: queued.length, letGo };
}

test('[SYNC9] a burst over the limit is answered 503 with Retry-After, and taken in when it comes again', async () => {
  const scans = phones.map((by) => scanOf(newId(world) as SessionId, by));
  const { letGo } = fillQueue();
  const refused = await Promise.all(phones.map((by, at) => syncRaw(world, by, [scans[at]])));
  for (const response of refused) {
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
    expect(await response.json()).toMatchObject({ reason: 'overloaded' });
  }
  await letGo();
  const stored = () => world.server.deps.database.orm.select({ id: facts.id }).from(facts);
  expect(await stored()).toEqual([]);

  for (const [at, by] of phones.entries()) {
    // Not `duplicate`: nothing of what was refused was kept.
    expect(await send(by, [scans[at]])).toEqual(['waiting pending_session']);
  }
  expect(await stored()).toHaveLength(phones.length);
});

test('[SYNC9] full is what takes long, however few bring it', async () => {
  const few = fillQueue(MAX_FACTS_PER_SYNC);
  await few.letGo();
  const many = fillQueue();
  await many.letGo();
  expect(few.pushes).toBeGreaterThan(100);
  expect(many.pushes).toBeGreaterThan(few.pushes * 20);
  // All that waited was counted off again.
  expect(world.server.deps.ingest.isFull()).toBe(false);
});

test('[SYNC9] a full queue refuses before it looks at a signature, and answers everything else', async () => {
  const { letGo } = fillQueue();
  const forged = await syncRaw(world, { ...phone, uuid: newId(world) }, []);
  expect(forged.status).toBe(503);
  const me = await fetch(`${world.server.url}/api/auth/me`, { headers: { cookie: phone.cookie } });
  expect(me.status).toBe(200);
  await letGo();
  expect((await syncRaw(world, { ...phone, uuid: newId(world) }, [])).status).toBe(401);
});

test('[SYNC9] pushes that a full writer refused are no reason to refuse those that come once it has room', async () => {
  const { writer } = world.server.deps;
  const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
  const waiting = Array.from({ length: MAX_QUEUED_WRITES }, () => writer.run(() => released));
  const refused = await Promise.all([syncRaw(world, phone, []), syncRaw(world, phone, [])]);
  expect(refused.map(({ status }) => status)).toEqual([503, 503]);
  release(undefined);
  await Promise.all(waiting);
  expect((await syncRaw(world, phone, [])).status).toBe(200);
});
