import { describe, expect, test } from 'vitest';
import type { ClassId, SessionId } from '@hazri/domain';
import { DEFAULT_POLICY } from '@hazri/domain';
import type { RowOf } from '@hazri/sync-protocol';
import { planSessions } from '../catalogue/create-class.ts';
import { openChoices } from '../notifications/choices.ts';
import { rowsIn, useClassroom } from '../testing/classroom.ts';
import type { TestDevice } from '../testing/server-world.ts';
import { issuerOf, makeFact, newId, registerDevice, startWorld, sync } from '../testing/server-world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const room = await useClassroom();
const { world, laptop, classId, student, opened, open, moved, scanOf, send } = room;
const phone = room.phone();
const absentee = room.phone(1);
const stranger = room.phone(4);

/** What the device's owner has been told of the session (or of no session), oldest first. */
async function toldOf(
  device: TestDevice,
  sessionId: SessionId | null,
): Promise<readonly RowOf<'notification'>[]> {
  const told = rowsIn(await sync(world, device, []), 'notification');
  return told.filter((row) => row.sessionId === sessionId);
}

const kindsOf = (rows: readonly RowOf<'notification'>[]) => rows.map(({ kind }) => kind);
const newSession = () => newId(world) as SessionId;

describe('a session that begins', () => {
  test('[NOTE1] is told to its roster once, and to nobody else', async () => {
    const sessionId = await open();
    expect(await toldOf(phone, sessionId)).toMatchObject([
      { kind: 'session_started', classId, before: null, after: null, readAt: null },
    ]);
    expect(await toldOf(stranger, sessionId)).toEqual([]);
    expect(await toldOf(laptop, sessionId)).toEqual([]);
    await send(laptop, [moved('session.completed', sessionId)]);
    world.clock.advance(MINUTE);
    expect(await send(laptop, [moved('session.reopened', sessionId)])).toEqual(['accepted']);
    expect(kindsOf(await toldOf(absentee, sessionId))).toEqual(['session_started']);
  });

  test('[NOTE1] is no news when the professor’s device tells of it hours later', async () => {
    const sessionId = newSession();
    const begun = opened(sessionId);
    world.clock.advance(2 * HOUR);
    expect(await send(laptop, [begun])).toEqual(['accepted']);
    expect(await toldOf(absentee, sessionId)).toEqual([]);
  });

  test('[NOTE1] is no news once its plan is over', async () => {
    const begin = async (endsAfterMs: number) => {
      const sessionId = newSession();
      const startsAt = world.clock.now();
      const plan = { id: sessionId, startsAt, endsAt: startsAt + endsAfterMs };
      await planSessions(world.server.deps, world.ofClass, [plan]);
      const begun = opened(sessionId);
      world.clock.advance(30 * MINUTE);
      expect(await send(laptop, [begun])).toEqual(['accepted']);
      return kindsOf(await toldOf(absentee, sessionId));
    };
    expect(await begin(30 * MINUTE)).toEqual([]);
    expect(await begin(31 * MINUTE)).toEqual(['session_started']);
  });

  test('[NOTE1] is not told to a student whose scan came first: that one hears that it counts', async () => {
    const sessionId = newSession();
    const begun = opened(sessionId);
    expect(await send(phone, [scanOf(sessionId)])).toEqual(['waiting pending_session']);
    expect(await toldOf(phone, sessionId)).toEqual([]);
    await send(laptop, [begun]);
    expect(await toldOf(phone, sessionId)).toMatchObject([
      { kind: 'attendance_recorded', after: 'present', studentId: student() },
    ]);
    expect(kindsOf(await toldOf(absentee, sessionId))).toEqual(['session_started']);
  });
});

describe('a scan', () => {
  test('[NOTE2] that counts is told to its student once, with the push that brought it', async () => {
    const sessionId = await open();
    const tablet = await registerDevice(world, phone.user);
    const earlier = scanOf(sessionId, tablet);
    world.clock.advance(40_000);
    const answer = await sync(world, phone, [scanOf(sessionId)]);
    expect(rowsIn(answer, 'notification').at(-1)).toMatchObject({
      kind: 'attendance_recorded',
      sessionId,
      after: 'present',
    });
    // The one that stands now is another (ATT3).
    expect(await send(tablet, [earlier])).toEqual(['accepted']);
    expect(kindsOf(await toldOf(phone, sessionId))).toEqual(['session_started', 'attendance_recorded']);
    expect(await toldOf(laptop, sessionId)).toEqual([]);
  });

  test('[NOTE2] that waited for its session is told once, whatever of the session comes after it or again', async () => {
    const second = await registerDevice(world, world.people.professor);
    const kid = await issuerOf(world, second);
    const sessionId = newSession();
    const [begun, begunToo] = [opened(sessionId), opened(sessionId, { kid }, second)];
    world.clock.advance(MINUTE);
    const scan = scanOf(sessionId);
    world.clock.advance(MINUTE);
    const ended = moved('session.completed', sessionId);
    expect(await send(phone, [scan])).toEqual(['waiting pending_session']);
    const told = async () => [kindsOf(await toldOf(phone, sessionId)), await toldOf(laptop, sessionId)];
    expect(await told()).toEqual([[], []]);
    // The session arrives with its end: it was never absent, so nothing has changed after completion.
    expect(await send(laptop, [begun, ended])).toEqual(['accepted', 'accepted']);
    expect(await told()).toEqual([['attendance_recorded'], []]);
    expect(await send(second, [begunToo])).toEqual(['accepted']);
    await send(laptop, [begun, ended]);
    await send(phone, [scan]);
    expect(await told()).toEqual([['attendance_recorded'], []]);
  });

  test('[NOTE2] [ATT7] after the completion is told as a change, to the student and the professor', async () => {
    const sessionId = await open();
    const late = scanOf(sessionId);
    world.clock.advance(MINUTE);
    await send(laptop, [moved('session.completed', sessionId)]);
    await send(phone, [late]);
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
    world.clock.advance(10 * MINUTE);
    const sessionId = await open();
    if (attended) await send(absentee, [scanOf(sessionId, absentee)]);
    await send(laptop, [moved('session.completed', sessionId)]);
  };
  // Two of the sessions above were completed and stayed so.
  expect(await counted()).toEqual([0, 2]);
  await hold(false);
  expect(await warnings()).toEqual([]);
  await hold(false);
  const [first] = await warnings();
  expect(first).toMatchObject({ percent: 0, classId, sessionId: null, after: null });
  await hold(false);
  await hold(false);
  expect(await warnings()).toHaveLength(1);
  // 18 of 24 is exactly on the line.
  for (let count = 0; count < 18; count += 1) await hold(true);
  expect(await counted()).toEqual([18, 6]);
  expect(await warnings()).toHaveLength(1);
  await hold(false);
  expect((await warnings()).map(({ percent, studentId }) => [percent, studentId])).toEqual([
    [0, student(1)],
    [72, student(1)],
  ]);
});

test('[NOTE9] what somebody doesn’t want is told to the others alone, restarts or not, until it is wanted again', async () => {
  const { choices } = world.server.deps.news;
  const { id } = absentee.user;
  const before = await choices.of(id);
  expect(before.app.session_started).toBe(true);
  await choices.set(id, { ...before, app: { ...before.app, session_started: false } });
  const silent = await open();
  expect(kindsOf(await toldOf(phone, silent))).toEqual(['session_started']);
  expect(await toldOf(absentee, silent)).toEqual([]);
  const again = await openChoices(world.server.deps.database, world.server.deps.writer);
  expect([again.isSilenced(id, 'session_started'), again.isSilenced(id, 'below_threshold')]).toEqual([
    true,
    false,
  ]);
  await choices.set(id, before);
  expect(kindsOf(await toldOf(absentee, await open()))).toEqual(['session_started']);
});

test('[NOTE4] a class of 1,000 is told in the commit of the session’s fact', async () => {
  const big = await startWorld(1_001);
  try {
    const teacher = await registerDevice(big, big.people.professor);
    const kid = await issuerOf(big, teacher);
    const begun = makeFact(big, teacher, 'session.opened', {
      sessionId: newId(big) as SessionId,
      classId: big.ofClass.uuid as ClassId,
      startsAt: big.clock.now(),
      kid,
      clockOffsetMs: 0,
      policy: DEFAULT_POLICY,
    });
    const before = big.server.deps.writer.committedRev();
    await sync(big, teacher, [begun]);
    const { rows } = await big.server.deps.database.client.execute(
      'SELECT count(*) AS told, count(DISTINCT user_id) AS people, count(DISTINCT rev) AS revs FROM notifications',
    );
    expect({ ...rows[0] }).toMatchObject({ told: 1_000, people: 1_000, revs: 1_000 });
    expect(big.server.deps.writer.committedRev() - before).toBeGreaterThan(1_000);
  } finally {
    await big.close();
  }
});
