/** A key that is revoked: what its codes proved in that moment proves nothing any more. */
import { expect, test } from 'vitest';
import type { TestDevice } from '../testing/server-world.ts';
import { ask, issuerOf, makeFact, refOf, registerDevice, scanBody, sync } from '../testing/server-world.ts';
import { rowsIn, useClassroom } from '../testing/classroom.ts';
import { meOf, staffScope } from './poke-hub.ts';

const { world, laptop, classId, phone, student, open, scanOf, send, statusOf } = await useClassroom();

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
