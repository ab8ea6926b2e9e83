/** A key that is revoked: what its codes proved in that moment proves nothing any more. */
import { expect, test } from 'vitest';
import type { SessionId } from '@hazri/domain';
import type { TestDevice } from '../testing/server-world.ts';
import { ask, issuerOf, makeFact, refOf, registerDevice, scanBody, sync } from '../testing/server-world.ts';
import { rowsIn, useClassroom } from '../testing/classroom.ts';
import { usePushService } from '../testing/push-service.ts';
import { meOf, staffScope } from './poke-hub.ts';

const push = await usePushService();
const { world, laptop, classId, phone, student, open, moved, scanOf, send, statusOf } = await useClassroom(
  {},
  { door: push.door },
);

/** @returns asks for what changed since now */
async function follow(device: TestDevice) {
  const { changes, epoch } = await sync(world, device, []);
  const cursors = Object.fromEntries(Object.entries(changes).map(([scope, { cursor }]) => [scope, cursor]));
  return () => sync(world, device, [], { cursors, epoch });
}

test('[SCAN11] scans received when their key is revoked are judged again, which everybody concerned is told', async () => {
  const stolen = await registerDevice(world, world.people.professor);
  const kid = await issuerOf(world, stolen);
  const sessionId = await open();
  const scan = makeFact(world, phone(1), 'scan', scanBody(world, { kid, ref: refOf(sessionId) }));
  expect(await send(phone(1), [scan])).toEqual(['accepted']);
  expect(await send(phone(), [scanOf(sessionId)])).toEqual(['accepted']);
  expect(await statusOf(sessionId, phone(1))).toBe('present');
  const [byStaff, byStudent] = [await follow(laptop), await follow(phone(1))];
  const { pokes, writer } = world.server.deps;
  const concerned = new Set([staffScope(classId), meOf(phone(1).user.id)]);
  let heard = 0;
  const seat = pokes.connect(concerned, ({ rev = 0, scopes }) => {
    if (scopes.length === concerned.size) heard = rev;
  });

  const { status } = await ask(world, 'DELETE', `/api/devices/${stolen.uuid}`, { cookie: stolen.cookie });
  expect(status).toBe(204);
  for (const told of [await byStaff(), await byStudent()]) {
    expect(rowsIn(told, 'scan').map(({ id, outcome, reason }) => [id, outcome, reason])).toEqual([
      [scan.id, 'review', 'issuer_revoked'],
    ]);
    expect(rowsIn(told, 'attendance')).toMatchObject([
      { sessionId, studentId: student(1), needsReview: true },
    ]);
  }
  expect(await statusOf(sessionId, phone(1))).not.toBe('present');
  // A copy of the fact that comes late is answered with the verdict of now.
  expect(await send(phone(1), [scan])).toEqual(['duplicate issuer_revoked']);
  // The laptop's own key holds.
  expect(await statusOf(sessionId)).toBe('present');
  await expect.poll(() => heard).toBe(writer.committedRev());
  seat?.leave();
});

/** Another of the professor's devices with a kid of its own, and what takes it off the account. */
async function borrowed() {
  const device = await registerDevice(world, world.people.professor);
  const kid = await issuerOf(world, device);
  const remove = async () => {
    const { status } = await ask(world, 'DELETE', `/api/devices/${device.uuid}`, { cookie: device.cookie });
    expect(status).toBe(204);
  };
  return { kid, remove };
}

/** Sent in the moment in which it was made. */
const scanUnder = (kid: number, sessionId: SessionId, by: TestDevice) =>
  makeFact(world, by, 'scan', scanBody(world, { kid, ref: refOf(sessionId) }));

test('[SCAN11] [NOTE3] a key that is revoked tells whom it takes below the line, once, by list and by push; others nothing', async () => {
  const [faithful, victim, absentee] = [phone(0), phone(2), phone(3)];
  /** Kinds of what each has in the list, and what came to the browsers. */
  const toldSince = async () => {
    const listed = [faithful, victim, absentee, laptop].map(async (device) =>
      rowsIn(await sync(world, device, []), 'notification')
        .filter(({ kind }) => kind !== 'session_started' && kind !== 'attendance_recorded')
        .map(({ kind, percent }) => [kind, percent]),
    );
    const letters = (await push.delivered(world)).map((letter) => [letter.path, push.open(letter).kind]);
    return { listed: await Promise.all(listed), letters };
  };
  for (const present of [[faithful, victim], [faithful, victim], [faithful]]) {
    const sessionId = await open();
    for (const device of present) await send(device, [scanOf(sessionId, device)]);
    await send(laptop, [moved('session.completed', sessionId)]);
  }
  const [stolen, unused] = [await borrowed(), await borrowed()];
  const sessionId = await open();
  for (const device of [faithful, victim]) await push.subscribe(world, device, `/${device.uuid}`);
  await send(faithful, [scanOf(sessionId, faithful)]);
  expect(await send(victim, [scanUnder(stolen.kid, sessionId, victim)])).toEqual(['accepted']);
  await send(laptop, [moved('session.completed', sessionId)]);
  const asBefore = { listed: [[], [], [['below_threshold', 0]], []], letters: [] };
  expect(await toldSince()).toEqual(asBefore);

  await unused.remove();
  expect(await toldSince()).toEqual(asBefore);
  await stolen.remove();
  expect(await statusOf(sessionId, victim)).toBe('absent');
  const below = [['below_threshold', 50]];
  expect(await toldSince()).toEqual({
    listed: [[], below, [['below_threshold', 0]], []],
    letters: [[`/${victim.uuid}`, 'below_threshold']],
  });

  // Judged once more, nothing has changed, and nobody is told of it.
  await (await borrowed()).remove();
  expect(await toldSince()).toEqual({ listed: [[], below, [['below_threshold', 0]], []], letters: [] });
});
