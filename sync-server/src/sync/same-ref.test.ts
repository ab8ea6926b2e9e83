import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClassId, SessionId } from '@hazri/domain';
import { DEFAULT_POLICY } from '@hazri/domain';
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

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

/** Another session id with the same ref. */
function twinOf(sessionId: SessionId): SessionId {
  const flipped = sessionId[7] === '0' ? '1' : '0';
  return `${sessionId.slice(0, 7)}${flipped}${sessionId.slice(8)}` as SessionId;
}

test('[SES6] a scan leaves the session of a stranger who took its ref as soon as its own arrives', async () => {
  const { people, ofClass, otherClass } = world;
  const [student] = people.students;
  if (!student) throw new Error('a student');
  const [laptop, rivals, phone] = await Promise.all([people.professor, people.other, student].map((user) => registerDevice(world, user))) as [TestDevice, TestDevice, TestDevice]; // prettier-ignore
  const kid = await issuerOf(world, laptop);
  const rivalKid = await issuerOf(world, rivals);
  const sessionId = newId(world) as SessionId;
  const opened = (by: TestDevice, id: SessionId, classUuid: string, itsKid: number) =>
    makeFact(world, by, 'session.opened', {
      sessionId: id,
      classId: classUuid as ClassId,
      startsAt: world.clock.now(),
      kid: itsKid,
      clockOffsetMs: 0,
      policy: DEFAULT_POLICY,
    });
  const mine = opened(laptop, sessionId, ofClass.uuid, kid);
  await sync(world, rivals, [opened(rivals, twinOf(sessionId), otherClass.uuid, rivalKid)]);
  world.clock.advance(30_000);
  const scan = makeFact(world, phone, 'scan', scanBody(world, { kid, ref: refOf(sessionId) }));
  const early = await sync(world, phone, [scan]);
  expect(outcomes(early.results)).not.toEqual(['accepted']);
  await sync(world, laptop, [mine]);
  const late = await sync(world, phone, [scan]);
  expect(late.results[0]).toMatchObject({ outcome: 'duplicate', reason: null });
  const rows = Object.values(late.changes).flatMap((scope) => scope.rows);
  expect(rows).toContainEqual(expect.objectContaining({ type: 'attendance', sessionId, status: 'present' }));
});
