import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClassId, FactBodies, SessionId, UserId } from '@hazri/domain';
import { assert, DEFAULT_POLICY } from '@hazri/domain';
import type { RowOf, SyncResponse } from '@hazri/sync-protocol';
import { parseRow } from '@hazri/sync-protocol';
import { openChoices } from '../notifications/choices.ts';
import type { TestDevice, World } from '../testing/server-world.ts';
import {
  issuerOf,
  makeFact,
  newId,
  outcomes,
  refOf,
  registerDevice,
  scanBody,
  startWorld,
  sync,
} from '../testing/server-world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let world: World;
let laptop: TestDevice;
let phone: TestDevice;
let absentee: TestDevice;
let stranger: TestDevice;
let kid: number;
beforeAll(async () => {
  world = await startWorld();
  const [first, second, , last] = world.people.students;
  assert(first !== undefined && second !== undefined && last !== undefined, 'four students');
  laptop = await registerDevice(world, world.people.professor);
  phone = await registerDevice(world, first);
  absentee = await registerDevice(world, second);
  stranger = await registerDevice(world, last);
  kid = await issuerOf(world, laptop);
});
afterAll(() => world.close());

function openedFact(sessionId: string, overrides: Partial<FactBodies['session.opened']> = {}) {
  return makeFact(world, laptop, 'session.opened', {
    sessionId: sessionId as SessionId,
    classId: world.ofClass.uuid as ClassId,
    startsAt: world.clock.now(),
    kid,
    clockOffsetMs: 0,
    policy: DEFAULT_POLICY,
    ...overrides,
  });
}

function completedFact(sessionId: string) {
  const at = world.clock.now();
  return makeFact(world, laptop, 'session.completed', {
    sessionId: sessionId as SessionId,
    at,
    clockOffsetMs: 0,
  });
}

const scanOf = (device: TestDevice, sessionId: string) =>
  makeFact(world, device, 'scan', scanBody(world, { kid, ref: refOf(sessionId) }));

/** What the device's owner has been told of the session (or of no session), oldest first. */
async function toldOf(
  device: TestDevice,
  sessionId: string | null,
): Promise<readonly RowOf<'notification'>[]> {
  return notificationsIn(await sync(world, device, [])).filter((row) => row.sessionId === sessionId);
}

function notificationsIn({ changes }: SyncResponse): readonly RowOf<'notification'>[] {
  const rows = changes.me.rows.flatMap((row) => parseRow(row) ?? []);
  return rows.filter((row) => row.type === 'notification');
}

const kindsOf = (rows: readonly RowOf<'notification'>[]) => rows.map(({ kind }) => kind);

describe('a session that begins', () => {
  test('[NOTE1] is told to its roster once, and to nobody else', async () => {
    const sessionId = newId(world);
    const opened = openedFact(sessionId);
    expect(outcomes((await sync(world, laptop, [opened])).results)).toEqual(['accepted']);
    expect(await toldOf(phone, sessionId)).toMatchObject([
      { kind: 'session_started', classId: world.ofClass.uuid, before: null, after: null, readAt: null },
    ]);
    expect(await toldOf(stranger, sessionId)).toEqual([]);
    expect(await toldOf(laptop, sessionId)).toEqual([]);
    world.clock.advance(MINUTE);
    await sync(world, laptop, [completedFact(sessionId)]);
    world.clock.advance(MINUTE);
    const reopened = makeFact(world, laptop, 'session.reopened', {
      sessionId: sessionId as SessionId,
      at: world.clock.now(),
      clockOffsetMs: 0,
    });
    expect(outcomes((await sync(world, laptop, [reopened])).results)).toEqual(['accepted']);
    expect(kindsOf(await toldOf(absentee, sessionId))).toEqual(['session_started']);
  });

  test('[NOTE1] is no news when the professor’s device tells of it hours later', async () => {
    const sessionId = newId(world);
    const opened = openedFact(sessionId);
    world.clock.advance(2 * HOUR);
    expect(outcomes((await sync(world, laptop, [opened])).results)).toEqual(['accepted']);
    expect(await toldOf(absentee, sessionId)).toEqual([]);
  });

  test('[NOTE1] is not told to a student whose scan came first: that one hears that it counts', async () => {
    const sessionId = newId(world);
    world.clock.advance(10 * MINUTE);
    const opened = openedFact(sessionId);
    expect(outcomes((await sync(world, phone, [scanOf(phone, sessionId)])).results)).toEqual([
      'waiting pending_session',
    ]);
    expect(await toldOf(phone, sessionId)).toEqual([]);
    await sync(world, laptop, [opened]);
    expect(await toldOf(phone, sessionId)).toMatchObject([
      { kind: 'attendance_recorded', after: 'present', studentId: world.people.students[0]?.uuid },
    ]);
    expect(kindsOf(await toldOf(absentee, sessionId))).toEqual(['session_started']);
  });
});

describe('a scan', () => {
  test('[NOTE2] that counts is told to its student once, with the push that brought it', async () => {
    const sessionId = newId(world);
    await sync(world, laptop, [openedFact(sessionId)]);
    const answer = await sync(world, phone, [scanOf(phone, sessionId)]);
    expect(notificationsIn(answer).at(-1)).toMatchObject({
      kind: 'attendance_recorded',
      sessionId,
      after: 'present',
    });
    await sync(world, phone, [scanOf(phone, sessionId)]);
    expect(kindsOf(await toldOf(phone, sessionId))).toEqual(['session_started', 'attendance_recorded']);
    expect(await toldOf(laptop, sessionId)).toEqual([]);
  });

  test('[NOTE2] [ATT7] after the completion is told as a change, to the student and the professor', async () => {
    const sessionId = newId(world);
    await sync(world, laptop, [openedFact(sessionId)]);
    const late = scanOf(phone, sessionId);
    world.clock.advance(MINUTE);
    await sync(world, laptop, [completedFact(sessionId)]);
    await sync(world, phone, [late]);
    const change = { kind: 'attendance_changed', before: 'absent', after: 'present' };
    expect(kindsOf(await toldOf(phone, sessionId))).toEqual(['session_started', 'attendance_changed']);
    expect(await toldOf(laptop, sessionId)).toMatchObject([change]);
  });
});

test('[NOTE3] falling below the line is told once, at a fourth session at the earliest, and again after a recovery', async () => {
  const warnings = async () =>
    (await toldOf(absentee, null)).filter(({ kind }) => kind === 'below_threshold');
  const counted = async () => {
    const { rows } = await world.server.deps.database.client.execute({
      sql: 'SELECT present, absent FROM tallies WHERE student_id = ?',
      args: [absentee.user.id],
    });
    return [Number(rows[0]?.['present'] ?? 0), Number(rows[0]?.['absent'] ?? 0)];
  };
  const hold = async (attended: boolean) => {
    const sessionId = newId(world);
    world.clock.advance(10 * MINUTE);
    await sync(world, laptop, [openedFact(sessionId)]);
    if (attended) await sync(world, absentee, [scanOf(absentee, sessionId)]);
    world.clock.advance(MINUTE);
    await sync(world, laptop, [completedFact(sessionId)]);
  };
  // One of the sessions above was completed and stayed so.
  expect(await counted()).toEqual([0, 1]);
  await hold(false);
  await hold(false);
  expect(await warnings()).toEqual([]);
  await hold(false);
  const [first] = await warnings();
  expect(first).toMatchObject({ percent: 0, classId: world.ofClass.uuid, sessionId: null, after: null });
  await hold(false);
  await hold(false);
  expect(await warnings()).toHaveLength(1);
  // 18 of 24 is exactly on the line.
  for (let count = 0; count < 18; count += 1) await hold(true);
  expect(await counted()).toEqual([18, 6]);
  expect(await warnings()).toHaveLength(1);
  await hold(false);
  expect((await warnings()).map(({ percent }) => percent)).toEqual([0, 72]);
  expect((await warnings()).map(({ studentId }) => studentId as UserId)).toEqual([
    world.people.students[1]?.uuid,
    world.people.students[1]?.uuid,
  ]);
});

test('[NOTE9] what somebody doesn’t want is told to the others alone, restarts or not, until it is wanted again', async () => {
  const { choices } = world.server.deps.news;
  const { id } = absentee.user;
  const before = await choices.of(id);
  expect(before.app.session_started).toBe(true);
  await choices.set(id, { ...before, app: { ...before.app, session_started: false } });
  const begin = async () => {
    const sessionId = newId(world);
    world.clock.advance(10 * MINUTE);
    await sync(world, laptop, [openedFact(sessionId)]);
    return sessionId;
  };
  const silent = await begin();
  expect(kindsOf(await toldOf(phone, silent))).toEqual(['session_started']);
  expect(await toldOf(absentee, silent)).toEqual([]);
  const again = await openChoices(world.server.deps.database, world.server.deps.writer);
  expect([again.isSilenced(id, 'session_started'), again.isSilenced(id, 'below_threshold')]).toEqual([
    true,
    false,
  ]);
  await choices.set(id, before);
  expect(kindsOf(await toldOf(absentee, await begin()))).toEqual(['session_started']);
});

test('[NOTE4] a class of 1,000 is told in the commit of the session’s fact', async () => {
  const big = await startWorld(1_001);
  try {
    const teacher = await registerDevice(big, big.people.professor);
    const key = await issuerOf(big, teacher);
    const sessionId = newId(big);
    const opened = makeFact(big, teacher, 'session.opened', {
      sessionId: sessionId as SessionId,
      classId: big.ofClass.uuid as ClassId,
      startsAt: big.clock.now(),
      kid: key,
      clockOffsetMs: 0,
      policy: DEFAULT_POLICY,
    });
    const before = big.server.deps.writer.committedRev();
    await sync(big, teacher, [opened]);
    const { rows } = await big.server.deps.database.client.execute(
      'SELECT count(*) AS told, count(DISTINCT user_id) AS people, count(DISTINCT rev) AS revs FROM notifications',
    );
    expect({ ...rows[0] }).toMatchObject({ told: 1_000, people: 1_000, revs: 1_000 });
    expect(big.server.deps.writer.committedRev() - before).toBeGreaterThan(1_000);
  } finally {
    await big.close();
  }
});
