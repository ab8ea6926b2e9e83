/** What is refused, set aside or kept unread, and what that leaves of the facts beside it. */
import { expect, test } from 'vitest';
import type { ClassId, SessionId } from '@hazri/domain';
import { createUsers } from '../auth/accounts.ts';
import { useClassroom } from '../testing/classroom.ts';
import {
  makeFact,
  newId,
  outcomes,
  post,
  refOf,
  registerDevice,
  scanBody,
  sync,
  syncRaw,
} from '../testing/server-world.ts';
import { canonicalJson } from './canonical-json.ts';

const MINUTE_MS = 60_000;
const { world, laptop, kid, classId, phone, student, opened, open, scanOf, send, statusOf } =
  await useClassroom();

test('[SYNC2] one bad fact of a hundred: ninety-nine stand', async () => {
  const sessionId = await open();
  const marks = Array.from({ length: 99 }, () =>
    makeFact(world, laptop, 'headcount', { sessionId, count: 3 }),
  );
  const results = await send(laptop, [
    ...marks.slice(0, 50),
    { id: newId(world), nonsense: true },
    ...marks.slice(50),
  ]);
  expect(results.filter((outcome) => outcome === 'accepted')).toHaveLength(99);
  expect(results[50]).toMatch(/^rejected (fact_malformed|field_forbidden)$/);
});

test('[SYNC1] a fact that can’t be read is kept as it came, once; with no id it is not named', async () => {
  const malformed = { ...makeFact(world, phone(), 'scan', scanBody(world, { kid, ref: refOf(newId(world)) })), madeAt: 'then' }; // prettier-ignore
  const forbidden = { ...malformed, id: newId(world), madeAt: 1, author: student(1), note: '\ud83d\0' };
  const first = (await sync(world, phone(), [malformed, forbidden, { id: 'none' }, null])).results;
  expect(outcomes(first)).toEqual(['rejected fact_malformed', 'rejected field_forbidden']);
  const { rows: kept } = await world.server.deps.database.client.execute({
    sql: 'SELECT json, outcome, reason FROM facts WHERE id IN (?, ?) ORDER BY seq',
    args: [malformed.id, forbidden.id],
  });
  expect(kept.map(({ json, outcome, reason }) => [json, outcome, reason])).toEqual([
    [canonicalJson(malformed), 'rejected', 'fact_malformed'],
    [canonicalJson(forbidden), 'rejected', 'field_forbidden'],
  ]);
  world.clock.advance(MINUTE_MS);
  const again = (await sync(world, phone(), [malformed])).results[0];
  expect(again).toEqual({ ...first[0], outcome: 'duplicate' });
  expect(await send(phone(), [{ ...malformed, madeAt: 'later' }])).toEqual(['rejected fact_id_conflict']);
});

test('[SYNC7] what can’t be read is taken on the device’s signature alone, and waits for no room', async () => {
  const malformed = { id: newId(world), kind: 'mark' };
  expect(await send(phone(), [malformed], { cookie: null })).toEqual(['rejected fact_malformed']);
  expect(await send(phone(), [malformed])).toEqual(['duplicate fact_malformed']);
});

test('[FACT2] unknown kinds and versions are set aside, and kept', async () => {
  const sessionId = await open();
  const future = {
    ...makeFact(world, phone(), 'scan', { tokens: [{ text: 'x', gapMs: 0 }], scannedAt: 1, how: 'camera' }),
    kind: 'hologram',
  };
  const newer = { ...makeFact(world, laptop, 'headcount', { sessionId, count: 1 }), v: 2 };
  expect(await send(phone(), [future])).toEqual(['set_aside']);
  expect(await send(laptop, [newer])).toEqual(['set_aside']);
  expect(await send(laptop, [newer])).toEqual(['duplicate']);
});

test('[SYNC1] a fact in another’s name is refused', async () => {
  const scan = makeFact(world, phone(), 'scan', scanBody(world, { kid, ref: refOf(newId(world)) }));
  const forged = { ...scan, body: { ...scan.body, studentId: student(1) } };
  expect(await send(phone(), [forged])).toEqual(['rejected field_forbidden']);
  const named = { ...scan, id: newId(world), author: student(1) };
  expect(await send(phone(), [named])).toEqual(['rejected field_forbidden']);
});

test('[SES4] students and staff of other classes state nothing about a session', async () => {
  const sessionId = await open();
  const rival = await registerDevice(world, world.people.other);
  for (const by of [phone(), rival]) {
    const facts = [
      opened(newId(world) as SessionId, {}, by),
      opened(sessionId, {}, by),
      makeFact(world, by, 'session.completed', { sessionId, at: world.clock.now(), clockOffsetMs: 0 }),
      makeFact(world, by, 'session.cancelled', { sessionId, at: world.clock.now(), reason: '' }),
      makeFact(world, by, 'mark', { sessionId, studentId: student(), status: 'present' }),
      makeFact(world, by, 'headcount', { sessionId, count: 1 }),
      makeFact(world, by, 'codes.shown', { sessionId, kid, clockOffsetMs: 0, steps: [[1, '00000000']] }),
      makeFact(world, by, 'enrolment.added', {
        classId,
        from: world.clock.now(),
        studentId: student(4),
      }),
      makeFact(world, by, 'enrolment.ended', {
        classId,
        until: world.clock.now(),
        studentId: student(),
      }),
    ];
    expect(await send(by, facts)).toEqual(facts.map(() => 'rejected not_staff'));
  }
  expect(
    await send(rival, [opened(sessionId, { classId: world.otherClass.uuid as ClassId }, rival)]),
  ).toEqual(['rejected session_conflict']);
});

test('[SES4] a professor who waits for approval states nothing', async () => {
  const { deps } = world.server;
  const passwordHash = await deps.passwords.hash('correct horse');
  const [pending] = await createUsers(deps.writer, [
    {
      uuid: newId(world),
      email: 'new@acem.ac.in',
      role: 'professor',
      state: 'pending',
      passwordHash,
      givenName: 'New',
      familyName: '',
    },
  ]);
  if (!pending) throw new Error('a user');
  const device = await registerDevice(world, pending);
  expect(await send(device, [opened(newId(world) as SessionId, {}, device)])).toEqual([
    'rejected approval_pending',
  ]);
  const refused = await post(
    world,
    `/api/devices/${device.uuid}/issuer`,
    { sentAt: 1 },
    { cookie: device.cookie },
  );
  expect(refused.status).toBe(403);
});

test('[SYNC10] a wrong signature is refused and nothing of it applied', async () => {
  const sessionId = await open();
  const scan = scanOf(sessionId);
  const response = await syncRaw(world, { ...phone(), privateKey: phone(1).privateKey }, [scan]);
  expect(response.status).toBe(401);
  expect(await response.json()).toMatchObject({ reason: 'device_signature_invalid' });
  expect(await statusOf(sessionId)).toBe('none');
});
