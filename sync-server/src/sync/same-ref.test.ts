import { expect, test } from 'vitest';
import type { ClassId, SessionId } from '@hazri/domain';
import { rowsIn, useClassroom } from '../testing/classroom.ts';
import { issuerOf, newId, registerDevice, sync } from '../testing/server-world.ts';

const { world, laptop, phone, opened, scanOf, send } = await useClassroom();

/** Another session id with the same ref. */
function twinOf(sessionId: SessionId): SessionId {
  const flipped = sessionId[7] === '0' ? '1' : '0';
  return `${sessionId.slice(0, 7)}${flipped}${sessionId.slice(8)}` as SessionId;
}

test('[SES6] a scan leaves the session of a stranger who took its ref as soon as its own arrives', async () => {
  const rivals = await registerDevice(world, world.people.other);
  const theirs = { classId: world.otherClass.uuid as ClassId, kid: await issuerOf(world, rivals) };
  const sessionId = newId(world) as SessionId;
  const mine = opened(sessionId);
  await send(rivals, [opened(twinOf(sessionId), theirs, rivals)]);
  world.clock.advance(30_000);
  const scan = scanOf(sessionId);
  expect(await send(phone(), [scan])).not.toEqual(['accepted']);
  await send(laptop, [mine]);
  const late = await sync(world, phone(), [scan]);
  expect(late.results[0]).toMatchObject({ outcome: 'duplicate', reason: null });
  expect(rowsIn(late, 'attendance')).toContainEqual(
    expect.objectContaining({ sessionId, status: 'present' }),
  );
  // Which is all that the student is told, however often either session is stated.
  await send(rivals, [opened(twinOf(sessionId), theirs, rivals)]);
  await send(laptop, [mine]);
  expect(rowsIn(await sync(world, phone(), []), 'notification')).toMatchObject([
    { kind: 'attendance_recorded', sessionId, after: 'present' },
  ]);
});
