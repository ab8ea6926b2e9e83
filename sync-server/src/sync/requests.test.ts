/** Excuses and appeals: what students ask, what staff decide, and what that does to attendance. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import type { ClassId, FactId, SessionId, UserId } from '@hazri/domain';
import { DEFAULT_POLICY } from '@hazri/domain';
import type { Row, RowOf } from '@hazri/sync-protocol';
import { parseRow } from '@hazri/sync-protocol';
import { facts } from '../db/fact-schema.ts';
import { startServer } from '../start-server.ts';
import type { TestDevice, World } from '../testing/server-world.ts';
import {
  issuerOf,
  makeFact,
  newId,
  outcomes,
  registerDevice,
  startWorld,
  sync,
  testConfig,
} from '../testing/server-world.ts';

let world: World;
let laptop: TestDevice;
let stranger: TestDevice;
let phone: TestDevice;
let friend: TestDevice;
let kid: number;
beforeAll(async () => {
  world = await startWorld(4);
  const [first, second] = world.people.students;
  if (!first || !second) throw new Error('students');
  laptop = await registerDevice(world, world.people.professor);
  stranger = await registerDevice(world, world.people.other);
  phone = await registerDevice(world, first);
  friend = await registerDevice(world, second);
  kid = await issuerOf(world, laptop);
});
afterAll(() => world.close());
beforeEach(() => world.clock.advance(48 * 3_600_000));

const HOUR_MS = 3_600_000;
const classId = () => world.ofClass.uuid as ClassId;
const newFactId = () => newId(world) as FactId;

async function push(device: TestDevice, ...stated: readonly unknown[]): Promise<readonly string[]> {
  return outcomes((await sync(world, device, stated)).results);
}

async function rowsOf(device: TestDevice): Promise<readonly Row[]> {
  const { changes } = await sync(world, device, []);
  return Object.values(changes).flatMap(({ rows }) => rows.flatMap((row) => parseRow(row) ?? []));
}

function session(startsAt = world.clock.now()) {
  const sessionId = newId(world) as SessionId;
  const opened = () =>
    makeFact(world, laptop, 'session.opened', {
      sessionId,
      classId: classId(),
      startsAt,
      kid,
      clockOffsetMs: 0,
      policy: DEFAULT_POLICY,
    });
  const completed = () =>
    makeFact(
      world,
      laptop,
      'session.completed',
      { sessionId, at: world.clock.now(), clockOffsetMs: 0 },
      { hlc: [world.clock.now(), 1] },
    );
  return { sessionId, opened, completed };
}

function excuse(device: TestDevice, excuseId: FactId, from: number, until: number) {
  return makeFact(world, device, 'excuse', {
    excuseId,
    classId: classId(),
    from,
    until,
    reason: 'a wedding',
  });
}

function decided(by: TestDevice, excuseId: FactId, decision: 'approve' | 'decline', of?: TestDevice) {
  const studentId = of && { studentId: of.user.uuid as UserId };
  return makeFact(world, by, 'excuse.decided', { excuseId, decision, ...studentId });
}

async function statusOf(sessionId: SessionId, device = phone): Promise<string | undefined> {
  const rows = (await rowsOf(device)).filter((row): row is RowOf<'attendance'> => row.type === 'attendance');
  return rows.find((row) => row.sessionId === sessionId && row.studentId === device.user.uuid)?.status;
}

async function requestOf(device: TestDevice, id: FactId): Promise<RowOf<'request'> | undefined> {
  return (await rowsOf(device)).find(
    (row): row is RowOf<'request'> => row.type === 'request' && row.id === id,
  );
}

test('[ATT4] an approved excuse turns absent into excused, and back when the decision is taken back', async () => {
  const { sessionId, opened, completed } = session();
  await push(laptop, opened(), completed());
  expect(await statusOf(sessionId)).toBe('absent');
  const excuseId = newFactId();
  const at = world.clock.now();
  expect(await push(phone, excuse(phone, excuseId, at - HOUR_MS, at + HOUR_MS))).toEqual(['accepted']);
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

  expect(await push(laptop, decided(laptop, excuseId, 'approve', phone))).toEqual(['accepted']);
  expect(await statusOf(sessionId)).toBe('excused');
  expect(await requestOf(phone, excuseId)).toMatchObject({ decision: 'approve' });
  world.clock.advance(1_000);
  expect(await push(laptop, decided(laptop, excuseId, 'decline', phone))).toEqual(['accepted']);
  expect(await statusOf(sessionId)).toBe('absent');
});

test('[ATT4] [FACT1] an excuse approved beforehand covers the sessions that are opened within it', async () => {
  const excuseId = newFactId();
  const now = world.clock.now();
  // The decision comes first: it waits for the excuse (FACT5).
  expect(await push(laptop, decided(laptop, excuseId, 'approve'))).toEqual(['waiting pending_request']);
  await push(phone, excuse(phone, excuseId, now, now + 5 * HOUR_MS));
  expect(await requestOf(phone, excuseId)).toMatchObject({ decision: 'approve' });
  const within = session(now + HOUR_MS);
  const after = session(now + 6 * HOUR_MS);
  await push(laptop, within.opened(), after.opened());
  expect(await statusOf(within.sessionId)).toBe('excused');
  expect(await statusOf(after.sessionId)).toBeUndefined();
  await push(laptop, within.completed(), after.completed());
  expect(await statusOf(within.sessionId)).toBe('excused');
  expect(await statusOf(after.sessionId)).toBe('absent');
  expect(await statusOf(within.sessionId, friend)).toBe('absent');
});

test('[SES4] nobody but staff of the class decides, and nobody for somebody else’s request', async () => {
  const { sessionId, opened, completed } = session();
  await push(laptop, opened(), completed());
  const excuseId = newFactId();
  const at = world.clock.now();
  await push(phone, excuse(phone, excuseId, at - HOUR_MS, at + HOUR_MS));
  expect(await push(stranger, decided(stranger, excuseId, 'approve', phone))).toEqual(['rejected not_staff']);
  expect(await push(friend, decided(friend, excuseId, 'approve', phone))).toEqual(['rejected not_staff']);
  expect(await push(phone, decided(phone, excuseId, 'approve', phone))).toEqual(['rejected not_staff']);
  expect(await statusOf(sessionId)).toBe('absent');
  // A friend who took the id is another request: approving the one excuses nobody else.
  await push(friend, excuse(friend, excuseId, at - HOUR_MS, at + HOUR_MS));
  await push(laptop, decided(laptop, excuseId, 'approve', phone));
  expect(await statusOf(sessionId)).toBe('excused');
  expect(await statusOf(sessionId, friend)).toBe('absent');
});

test('[ATT4] an approval can’t be stretched by stating the excuse anew with other dates', async () => {
  const { sessionId, opened, completed } = session();
  await push(laptop, opened(), completed());
  const excuseId = newFactId();
  const at = world.clock.now();
  await push(phone, excuse(phone, excuseId, at + HOUR_MS, at + 2 * HOUR_MS));
  await push(laptop, decided(laptop, excuseId, 'approve', phone));
  expect(await statusOf(sessionId)).toBe('absent');
  world.clock.advance(1_000);
  await push(phone, excuse(phone, excuseId, at - HOUR_MS, at + 2 * HOUR_MS));
  expect(await statusOf(sessionId)).toBe('absent');
  expect(await requestOf(laptop, excuseId)).toMatchObject({ from: at + HOUR_MS });
});

test('an appeal reaches staff with its session, its answer reaches the student, attendance stays theirs to mark', async () => {
  const { sessionId, opened, completed } = session();
  const appealId = newFactId();
  const appeal = makeFact(world, phone, 'appeal', { appealId, sessionId, reason: 'I was there' });
  expect(await push(phone, appeal)).toEqual(['waiting pending_session']);
  await push(laptop, opened(), completed());
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
  expect(await push(laptop, makeFact(world, laptop, 'appeal.decided', answer))).toEqual(['accepted']);
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
  expect(await push(phone, makeFact(world, phone, 'excuse', body))).toEqual(['rejected class_unknown']);
});

test('[FACT2] what an earlier server set aside is taken in when a server that knows it starts', async () => {
  const { sessionId, opened, completed } = session();
  await push(laptop, opened(), completed());
  const excuseId = newFactId();
  const at = world.clock.now();
  const asked = excuse(phone, excuseId, at - HOUR_MS, at + HOUR_MS);
  const answer = decided(laptop, excuseId, 'approve', phone);
  await push(phone, asked);
  await push(laptop, answer);
  const { client, orm } = world.server.deps.database;
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
  world = { ...world, server: again };
  expect(await statusOf(sessionId)).toBe('excused');
  const [row] = await again.deps.database.orm.select().from(facts).where(eq(facts.id, asked.id));
  expect(row?.outcome).toBe('accepted');
  expect(orm).not.toBe(again.deps.database.orm);
});
