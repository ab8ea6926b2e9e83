/** Excuses and appeals: what students ask, what staff decide, and what that does to attendance. */
import { beforeEach, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import type { ClassId, FactId, SessionId, UserId } from '@hazri/domain';
import type { RowOf } from '@hazri/sync-protocol';
import { facts } from '../db/fact-schema.ts';
import { startServer } from '../start-server.ts';
import { rowsIn, useClassroom } from '../testing/classroom.ts';
import type { TestDevice } from '../testing/server-world.ts';
import { makeFact, newId, registerDevice, sync, testConfig } from '../testing/server-world.ts';

const HOUR_MS = 3_600_000;

const room = await useClassroom();
const { world, laptop, classId, opened, moved, send, statusOf } = room;
const phone = room.phone();
const friend = room.phone(1);
const stranger = await registerDevice(world, world.people.other);
/** Excuses of one test reach no session of another. */
beforeEach(() => world.clock.advance(48 * HOUR_MS));

const newFactId = () => newId(world) as FactId;

/** Opens a session and completes it at once. */
async function held(): Promise<SessionId> {
  const sessionId = newId(world) as SessionId;
  await send(laptop, [opened(sessionId)]);
  await end(sessionId);
  return sessionId;
}

async function end(...sessionIds: readonly SessionId[]): Promise<void> {
  world.clock.advance(1);
  const facts = sessionIds.map((sessionId) => moved('session.completed', sessionId));
  expect(await send(laptop, facts)).toEqual(facts.map(() => 'accepted'));
}

function excuse(device: TestDevice, excuseId: FactId, from: number, until: number) {
  return makeFact(world, device, 'excuse', { excuseId, classId, from, until, reason: 'a wedding' });
}

function decided(by: TestDevice, excuseId: FactId, decision: 'approve' | 'decline', of?: TestDevice) {
  const studentId = of && { studentId: of.user.uuid as UserId };
  return makeFact(world, by, 'excuse.decided', { excuseId, decision, ...studentId });
}

async function requestOf(device: TestDevice, id: FactId): Promise<RowOf<'request'> | undefined> {
  return rowsIn(await sync(world, device, []), 'request').find((row) => row.id === id);
}

test('[ATT4] an approved excuse turns absent into excused, and back when the decision is taken back', async () => {
  const sessionId = await held();
  expect(await statusOf(sessionId)).toBe('absent');
  const excuseId = newFactId();
  const at = world.clock.now();
  expect(await send(phone, [excuse(phone, excuseId, at - HOUR_MS, at + HOUR_MS)])).toEqual(['accepted']);
  expect(await statusOf(sessionId)).toBe('absent');
  const seen = await requestOf(laptop, excuseId);
  expect(seen).toMatchObject({
    kind: 'excuse',
    decision: null,
    reason: 'a wedding',
    student: { givenName: 'student1' },
  });
  expect(await requestOf(phone, excuseId)).toMatchObject({ decision: null, student: null });
  expect(await requestOf(friend, excuseId)).toBeUndefined();
  expect(await requestOf(stranger, excuseId)).toBeUndefined();

  expect(await send(laptop, [decided(laptop, excuseId, 'approve', phone)])).toEqual(['accepted']);
  expect(await statusOf(sessionId)).toBe('excused');
  expect(await requestOf(phone, excuseId)).toMatchObject({ decision: 'approve' });
  world.clock.advance(1_000);
  expect(await send(laptop, [decided(laptop, excuseId, 'decline', phone)])).toEqual(['accepted']);
  expect(await statusOf(sessionId)).toBe('absent');
});

test('[ATT4] [FACT1] an excuse approved beforehand covers the sessions that are opened within it', async () => {
  const excuseId = newFactId();
  const now = world.clock.now();
  // The decision comes first: it waits for the excuse (FACT5).
  expect(await send(laptop, [decided(laptop, excuseId, 'approve')])).toEqual(['waiting pending_request']);
  await send(phone, [excuse(phone, excuseId, now, now + 5 * HOUR_MS)]);
  expect(await requestOf(phone, excuseId)).toMatchObject({ decision: 'approve' });
  const [within, after] = [newId(world) as SessionId, newId(world) as SessionId];
  await send(laptop, [
    opened(within, { startsAt: now + HOUR_MS }),
    opened(after, { startsAt: now + 6 * HOUR_MS }),
  ]);
  expect(await statusOf(within)).toBe('excused');
  expect(await statusOf(after)).toBe('none');
  await end(within, after);
  expect(await statusOf(within)).toBe('excused');
  expect(await statusOf(after)).toBe('absent');
  expect(await statusOf(within, friend)).toBe('absent');
});

test('[SES4] nobody but staff of the class decides, and nobody for somebody else’s request', async () => {
  const sessionId = await held();
  const excuseId = newFactId();
  const at = world.clock.now();
  await send(phone, [excuse(phone, excuseId, at - HOUR_MS, at + HOUR_MS)]);
  expect(await send(stranger, [decided(stranger, excuseId, 'approve', phone)])).toEqual([
    'rejected not_staff',
  ]);
  expect(await send(friend, [decided(friend, excuseId, 'approve', phone)])).toEqual(['rejected not_staff']);
  expect(await send(phone, [decided(phone, excuseId, 'approve', phone)])).toEqual(['rejected not_staff']);
  expect(await statusOf(sessionId)).toBe('absent');
  // A friend who took the id is another request: approving the one excuses nobody else.
  await send(friend, [excuse(friend, excuseId, at - HOUR_MS, at + HOUR_MS)]);
  await send(laptop, [decided(laptop, excuseId, 'approve', phone)]);
  expect(await statusOf(sessionId)).toBe('excused');
  expect(await statusOf(sessionId, friend)).toBe('absent');
});

test('[ATT4] an approval can’t be stretched by stating the excuse anew with other dates', async () => {
  const sessionId = await held();
  const excuseId = newFactId();
  const at = world.clock.now();
  await send(phone, [excuse(phone, excuseId, at + HOUR_MS, at + 2 * HOUR_MS)]);
  await send(laptop, [decided(laptop, excuseId, 'approve', phone)]);
  expect(await statusOf(sessionId)).toBe('absent');
  world.clock.advance(1_000);
  await send(phone, [excuse(phone, excuseId, at - HOUR_MS, at + 2 * HOUR_MS)]);
  expect(await statusOf(sessionId)).toBe('absent');
  expect(await requestOf(laptop, excuseId)).toMatchObject({ from: at + HOUR_MS });
});

test('an appeal reaches staff with its session, its answer reaches the student, attendance stays theirs to mark', async () => {
  const sessionId = newId(world) as SessionId;
  const appealId = newFactId();
  const appeal = makeFact(world, phone, 'appeal', { appealId, sessionId, reason: 'I was there' });
  expect(await send(phone, [appeal])).toEqual(['waiting pending_session']);
  await send(laptop, [opened(sessionId)]);
  await end(sessionId);
  expect(await requestOf(laptop, appealId)).toMatchObject({
    kind: 'appeal',
    sessionId,
    from: null,
    decision: null,
  });
  const answer = {
    appealId,
    studentId: phone.user.uuid as UserId,
    decision: 'decline',
    note: 'Please see me',
  } as const;
  expect(await send(laptop, [makeFact(world, laptop, 'appeal.decided', answer)])).toEqual(['accepted']);
  expect(await requestOf(phone, appealId)).toMatchObject({ decision: 'decline', note: 'Please see me' });
  expect(await statusOf(sessionId)).toBe('absent');
});

test('an excuse for a class that doesn’t exist is refused with its reason', async () => {
  const body = {
    excuseId: newFactId(),
    classId: newId(world) as ClassId,
    from: 946_684_800_000,
    until: 946_684_800_001,
    reason: 'x',
  };
  expect(await send(phone, [makeFact(world, phone, 'excuse', body)])).toEqual(['rejected class_unknown']);
});

test('[FACT2] what an earlier server set aside is taken in when a server that knows it starts', async () => {
  const sessionId = await held();
  const excuseId = newFactId();
  const at = world.clock.now();
  const asked = excuse(phone, excuseId, at - HOUR_MS, at + HOUR_MS);
  const answer = decided(laptop, excuseId, 'approve', phone);
  await send(phone, [asked]);
  await send(laptop, [answer]);
  const { client } = world.server.deps.database;
  // As the earlier server left it: the facts stand there, nothing came of them.
  await client.batch(
    [
      'DELETE FROM requests',
      "UPDATE attendance SET status = 'absent', source = 'completion', excused = 0 WHERE status = 'excused'",
      {
        sql: "UPDATE facts SET outcome = 'set_aside', subject = NULL, waits_for = NULL WHERE id IN (?, ?)",
        args: [asked.id, answer.id],
      },
    ],
    'write',
  );
  await world.server.close();
  const again = await startServer({ config: testConfig(world.dataDir), clock: world.clock });
  try {
    const { changes } = await sync({ ...world, server: again }, phone, []);
    expect(changes.me.rows).toContainEqual(
      expect.objectContaining({ type: 'attendance', sessionId, status: 'excused' }),
    );
    const [row] = await again.deps.database.orm.select().from(facts).where(eq(facts.id, asked.id));
    expect(row?.outcome).toBe('accepted');
  } finally {
    await again.close();
  }
});
