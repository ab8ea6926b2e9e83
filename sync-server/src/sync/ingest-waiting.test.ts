/** What waits for something that comes later. */
import { expect, test } from 'vitest';
import type { FactId, SessionId } from '@hazri/domain';
import { rowsIn, useClassroom } from '../testing/classroom.ts';
import {
  makeFact,
  newId,
  outcomes,
  refOf,
  registerDevice,
  startWorld,
  sync,
  tokenAt,
} from '../testing/server-world.ts';
import { MAX_WAITING_PER_AUTHOR } from './read-exchanges.ts';

const { world, laptop, kid, phone, student, opened, open, scanOf, send, statusOf } = await useClassroom();

test('[FACT5] a mark before its session waits, in either order with the same end', async () => {
  const sessionId = newId(world) as SessionId;
  const first = opened(sessionId);
  const mark = makeFact(world, laptop, 'mark', { sessionId, studentId: student(), status: 'late' });
  expect(await send(laptop, [mark])).toEqual(['waiting pending_session']);
  expect(await statusOf(sessionId)).toBe('none');
  expect(await send(laptop, [first])).toEqual(['accepted']);
  expect(await statusOf(sessionId)).toBe('late');
});

test('[FACT5] what waits is bounded for each author, and the rest stays on its device', async () => {
  const other = await startWorld(3);
  try {
    const device = await registerDevice(other, other.people.other);
    const orphan = () =>
      makeFact(other, device, 'headcount', { sessionId: newId(other) as SessionId, count: 1 });
    const seen: string[] = [];
    for (let sent = 0; sent < MAX_WAITING_PER_AUTHOR + 100; sent += 100) {
      const facts = Array.from({ length: 100 }, orphan);
      seen.push(...outcomes((await sync(other, device, facts)).results));
    }
    expect(seen.filter((outcome) => outcome === 'waiting pending_session')).toHaveLength(
      MAX_WAITING_PER_AUTHOR,
    );
    expect(seen.filter((outcome) => outcome === 'retry waiting_full')).toHaveLength(100);
  } finally {
    await other.close();
  }
});

test('[SYNC9] a scan that waited and was judged since no longer counts as waiting', async () => {
  const sessionId = newId(world) as SessionId;
  const first = opened(sessionId);
  world.clock.advance(30_000);
  const scan = scanOf(sessionId);
  expect(await send(phone(), [scan])).toEqual(['waiting pending_session']);
  expect(await send(laptop, [first])).toEqual(['accepted']);
  const { rows: kept } = await world.server.deps.database.client.execute({
    sql: 'SELECT outcome, reason FROM facts WHERE id = ?',
    args: [scan.id],
  });
  expect(kept[0]).toMatchObject({ outcome: 'accepted', reason: null });
  expect(await send(phone(), [scan])).toEqual(['duplicate']);
});

test('[SCAN2] a scan before its session waits, and is live all the same once the session arrives', async () => {
  const sessionId = newId(world) as SessionId;
  const first = opened(sessionId);
  world.clock.advance(30_000);
  expect(await send(phone(), [scanOf(sessionId)])).toEqual(['waiting pending_session']);
  world.clock.advance(10 * 3_600_000);
  expect(await send(laptop, [first])).toEqual(['accepted']);
  const record = rowsIn(await sync(world, phone(), []), 'attendance').find(
    (row) => row.sessionId === sessionId,
  );
  expect(record).toMatchObject({ status: 'present', trust: 'live' });
});

test('[SCAN7] a lone frame is reviewed, and staff decide; a decision before its scan waits', async () => {
  const sessionId = await open();
  const link = makeFact(world, phone(), 'scan', {
    tokens: [{ text: tokenAt(world, { kid, ref: refOf(sessionId) }, world.clock.now()), gapMs: 0 }],
    scannedAt: world.clock.now(),
    how: 'link',
  });
  const accept = makeFact(world, laptop, 'review', { scanId: link.id as FactId, decision: 'accept' });
  expect(await send(laptop, [accept])).toEqual(['waiting pending_scan']);
  expect(await send(phone(), [link])).toEqual(['accepted liveness_weak']);
  world.clock.advance(1_000);
  const reject = makeFact(world, laptop, 'review', { scanId: link.id as FactId, decision: 'reject' });
  expect(await send(laptop, [reject])).toEqual(['accepted']);
  expect(await statusOf(sessionId)).toBe('expected');
});
