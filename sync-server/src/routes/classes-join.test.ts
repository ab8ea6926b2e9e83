/** Joining by code: who gets in, what it makes, and how often one may guess. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FAILURES } from '../auth/throttle.ts';
import { asUserId } from '../auth/accounts.ts';
import { asSessionId } from '../sync/session-state.ts';
import type { OfficeWorld, Told } from '../testing/office-world.ts';
import { callerFor, startOffice } from '../testing/office-world.ts';
import {
  issuerOf,
  makeFact,
  newId,
  outcomes,
  refOf,
  registerDevice,
  scanBody,
  sync,
} from '../testing/server-world.ts';
import type { ClassId } from '@hazri/domain';
import { DEFAULT_POLICY } from '@hazri/domain';

let office: OfficeWorld;
let made: Told;
beforeEach(async () => {
  office = await startOffice();
  const { body } = await office.professor.ask('POST', '/classes', {
    course: 'CS500',
    title: 'Open',
    capacity: 2,
  });
  made = body;
});
afterEach(() => office.world.close());

const join = (caller: OfficeWorld['student'], code: string = made.joinCode) =>
  caller.ask('POST', '/classes/join', { code });

test('a student joins with the code, however it is typed, and once', async () => {
  const typed = `${made.joinCode.slice(0, 4)}-${made.joinCode.slice(4)}`.toLowerCase();
  const first = await join(office.outsider, ` ${typed} `);
  expect(first.body).toMatchObject({ classId: made.id, course: 'CS500', fresh: true });
  expect((await join(office.outsider)).body.fresh).toBe(false);
  const phone = await registerDevice(office.world, office.outsider.user);
  const { added } = await sync(office.world, phone, []);
  expect(added).toContain(`class:${made.id}`);
  expect(added).not.toContain(`staff:${made.id}`);
});

test('a full class, one past its deadline and one without a code take nobody', async () => {
  const [one, two, three] = await Promise.all(
    office.world.people.students.slice(0, 3).map((user) => callerFor(office.world, user)),
  );
  if (!one || !two || !three) throw new Error('three students');
  // Together: the last place is given once.
  const statuses = await Promise.all([join(one), join(two), join(three)]);
  expect(statuses.map(({ status }) => status).toSorted()).toEqual([200, 200, 409]);
  expect(statuses.find(({ status }) => status === 409)?.body.reason).toBe('class_full');
  await office.professor.ask('PATCH', `/classes/${made.id}`, {
    capacity: null,
    joinUntil: office.world.clock.now(),
  });
  office.world.clock.advance(1);
  expect((await join(office.outsider)).body.reason).toBe('join_closed');
  await office.professor.ask('POST', `/classes/${made.id}/join-code`, { open: false });
  expect((await join(office.outsider)).body.reason).toBe('join_code_unknown');
});

test('a new code ends the one before', async () => {
  const { body } = await office.professor.ask('POST', `/classes/${made.id}/join-code`, { open: true });
  expect(body.joinCode).not.toBe(made.joinCode);
  expect((await join(office.outsider, made.joinCode)).status).toBe(404);
  expect((await join(office.outsider, body.joinCode)).status).toBe(200);
});

test('whom staff took off the roster can’t come back by code', async () => {
  await join(office.outsider);
  const device = await registerDevice(office.world, office.professor.user);
  const ended = makeFact(office.world, device, 'enrolment.ended', {
    classId: made.id as ClassId,
    studentId: asUserId(office.outsider.user.uuid),
    until: office.world.clock.now(),
  });
  expect(outcomes((await sync(office.world, device, [ended])).results)).toEqual(['accepted']);
  office.world.clock.advance(1_000);
  expect((await join(office.outsider)).body.reason).toBe('join_ended');
});

test('guessing is slowed down, for one account and not for another', async () => {
  for (let tried = 0; tried < FAILURES.perAccount; tried += 1) {
    expect((await join(office.outsider, `WRONG${tried}`)).status).toBe(404);
  }
  expect((await join(office.outsider)).body.reason).toBe('too_many_tries');
  expect((await join(office.student)).status).toBe(200);
  expect((await office.professor.ask('POST', '/classes/join', { code: made.joinCode })).status).toBe(403);
});

test('[SES3] [SCAN6] a scan that came before joining counts with it', async () => {
  const { world } = office;
  const screen = await registerDevice(world, office.professor.user);
  const kid = await issuerOf(world, screen);
  const sessionId = asSessionId(newId(world));
  const opened = makeFact(world, screen, 'session.opened', {
    sessionId,
    classId: made.id as ClassId,
    startsAt: world.clock.now(),
    kid,
    clockOffsetMs: 0,
    policy: DEFAULT_POLICY,
  });
  await sync(world, screen, [opened]);
  const phone = await registerDevice(world, office.outsider.user);
  world.clock.advance(5_000);
  const scan = makeFact(world, phone, 'scan', scanBody(world, { kid, ref: refOf(sessionId) }));
  expect(outcomes((await sync(world, phone, [scan])).results)).toEqual(['waiting not_enrolled']);
  expect((await join(office.outsider)).status).toBe(200);
  const { changes } = await sync(world, phone, []);
  const row = changes.me.rows.find((found) => (found as { type?: string }).type === 'attendance');
  expect(row).toMatchObject({ sessionId, status: 'present', source: 'scan' });
});
