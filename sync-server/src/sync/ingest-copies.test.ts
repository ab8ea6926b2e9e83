/** What comes twice, or under an id that is taken. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { FactBodies, FactId } from '@hazri/domain';
import { rowKey } from '@hazri/sync-protocol';
import { rowsIn, useClassroom } from '../testing/classroom.ts';
import type { TestDevice } from '../testing/server-world.ts';
import { makeFact, newId, outcomes, refOf, sync, tokenAt } from '../testing/server-world.ts';

const { world, laptop, kid, phone, student, open, moved, scanOf, send, statusOf } = await useClassroom();

test('[FACT4] the same fact again is a duplicate with its first receipt; another body is refused', async () => {
  const sessionId = await open();
  const scan = scanOf(sessionId);
  const first = (await sync(world, phone(), [scan])).results[0];
  world.clock.advance(1_000);
  const again = (await sync(world, phone(), [scan])).results[0];
  expect(again).toMatchObject({ outcome: 'duplicate', receivedAt: first?.receivedAt, stamp: first?.stamp });
  expect(await send(phone(), [{ ...scan, madeAt: scan.madeAt + 1 }])).toEqual(['rejected fact_id_conflict']);
  // The same words of somebody else are a fact of theirs.
  expect(await send(phone(1), [scan])).toEqual(['accepted']);
});

test('[FACT4] kept beside a fact is SHA-256 over its author and its text with sorted keys', async () => {
  const sessionId = await open();
  const { body, hlc, id, kind, madeAt, v } = moved('session.completed', sessionId);
  await send(laptop, [{ v, madeAt, kind, hlc, body, id }]);
  const told = `{"at":${body.at},"clockOffsetMs":0,"sessionId":"${sessionId}"}`;
  const text = `{"body":${told},"hlc":[${hlc.join(',')}],"id":"${id}","kind":"${kind}","madeAt":${madeAt},"v":1}`;
  const kept = await world.server.deps.database.client.execute({
    sql: 'SELECT hash FROM facts WHERE id = ?',
    args: [id],
  });
  expect(kept.rows.map((row) => row['hash'])).toEqual([
    createHash('sha256').update(`${laptop.user.uuid}${text}`).digest('hex'),
  ]);
});

test('[FACT4] whoever takes the id of a scan first takes nothing else', async () => {
  const sessionId = await open();
  const honest = scanOf(sessionId);
  const { id } = honest;
  const thieves = [
    { by: phone(1), fact: { ...scanOf(sessionId, phone(1)), id }, heard: 'accepted' },
    { by: phone(2), fact: { id, kind: 'mark' }, heard: 'rejected fact_malformed' },
    { by: laptop, fact: { ...moved('session.completed', sessionId), id }, heard: 'accepted' },
  ];
  for (const { by, fact, heard } of thieves) expect(await send(by, [fact])).toEqual([heard]);
  const { results } = await sync(world, phone(), [honest]);
  expect(outcomes(results)).toEqual(['accepted']);
  expect(await statusOf(sessionId)).toBe('present');
  world.clock.advance(1_000);
  const again = (await sync(world, phone(), [honest])).results[0];
  expect(again).toEqual({ ...results[0], outcome: 'duplicate' });
  const [thief] = thieves;
  expect(await send(phone(1), [thief?.fact])).toEqual(['duplicate']);
  // Staff see both, each with its student.
  const seen = rowsIn(await sync(world, laptop, []), 'scan').filter((row) => row.id === id);
  expect(new Set(seen.map((row) => row.studentId))).toEqual(new Set([student(), student(1)]));
  expect(new Set(seen.map(rowKey)).size).toBe(2);
});

test('[SCAN13] a review names the student whose scan it means; an older app means every scan of the id', async () => {
  const sessionId = await open();
  const one = (by: TestDevice) => ({
    ...makeFact(world, by, 'scan', {
      tokens: [{ text: tokenAt(world, { kid, ref: refOf(sessionId) }, world.clock.now()), gapMs: 0 }],
      scannedAt: world.clock.now(),
      how: 'camera',
    }),
    id: shared,
  });
  const shared = newId(world);
  const review = (body: Omit<FactBodies['review'], 'scanId'>) =>
    makeFact(world, laptop, 'review', { scanId: shared as FactId, ...body });
  expect(await send(phone(1), [one(phone(1))])).toEqual(['review liveness_weak']);
  expect(await send(laptop, [review({ studentId: student(), decision: 'accept' })])).toEqual([
    'waiting pending_scan',
  ]);
  expect(await send(phone(), [one(phone())])).toEqual(['accepted liveness_weak']);
  expect([await statusOf(sessionId), await statusOf(sessionId, phone(1))]).toEqual(['present', 'expected']);
  world.clock.advance(1_000);
  expect(await send(laptop, [review({ decision: 'reject' })])).toEqual(['accepted']);
  expect(await send(phone(), [one(phone())])).not.toEqual(['accepted']);
  expect(await statusOf(sessionId)).toBe('expected');
  // It goes for a scan of the id that comes later, too.
  expect(await send(phone(2), [one(phone(2))])).toEqual(['rejected rejected_by_staff']);
  const settled = rowsIn(await sync(world, laptop, []), 'scan').filter((row) => row.id === shared);
  expect(settled.map(({ outcome }) => outcome)).toEqual(['rejected', 'rejected', 'rejected']);
});

test('[SCAN14] fifty copies at once make one fact and one attendance', async () => {
  const sessionId = await open();
  const scan = scanOf(sessionId);
  const answers = await Promise.all(Array.from({ length: 50 }, () => send(phone(), [scan])));
  expect(answers.flat().toSorted()).toEqual(['accepted', ...Array.from({ length: 49 }, () => 'duplicate')]);
  const found = await world.server.deps.database.client.execute({
    sql: 'SELECT count(*) FROM attendance a JOIN sessions s ON s.id = a.session_id WHERE s.uuid = ?',
    args: [sessionId],
  });
  expect(Number(found.rows[0]?.[0])).toBe(1);
});
