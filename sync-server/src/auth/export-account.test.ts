import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClassId, FactId, SessionId, UserId } from '@hazri/domain';
import { DEFAULT_POLICY } from '@hazri/domain';
import type { TestDevice, World } from '../testing/server-world.ts';
import {
  ask,
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
let laptop: TestDevice;
let phone: TestDevice;
beforeAll(async () => {
  world = await startWorld();
  const [student] = world.people.students;
  if (!student) throw new Error('a student');
  laptop = await registerDevice(world, world.people.professor);
  phone = await registerDevice(world, student);
});
afterAll(() => world.close());

test('[EXPORT] whatever one stated is in it: scans that count, scans of nothing, and what isn’t a scan', async () => {
  const { clock, ofClass, people } = world;
  const kid = await issuerOf(world, laptop);
  const sessionId = newId(world) as SessionId;
  const classId = ofClass.uuid as ClassId;
  const studentId = people.students[0]?.uuid as UserId;
  const at = clock.now();
  const opened = { sessionId, classId, startsAt: at, kid, clockOffsetMs: 0, policy: DEFAULT_POLICY };
  await sync(world, laptop, [makeFact(world, laptop, 'session.opened', opened)]);
  const nowhere = newId(world) as ClassId;
  const excuseId = newId(world) as FactId;
  const stated = await sync(world, phone, [
    makeFact(world, phone, 'scan', scanBody(world, { kid, ref: refOf(sessionId) })),
    makeFact(world, phone, 'scan', { how: 'typed', classId: nowhere, shortCode: '00000000', scannedAt: at }),
    makeFact(world, phone, 'scan', scanBody(world, { kid: 1, ref: refOf(newId(world)) })),
    makeFact(world, phone, 'excuse', { excuseId, classId, from: at, until: at + 86_400_000, reason: 'Ill' }),
  ]);
  expect(outcomes(stated.results)).toEqual([
    'accepted',
    'rejected short_code_wrong',
    'rejected token_unknown_key',
    'accepted',
  ]);
  await sync(world, laptop, [makeFact(world, laptop, 'mark', { sessionId, studentId, status: 'late' })]);
  expect(await kindsOf(phone)).toEqual(['scan', 'scan', 'scan', 'excuse']);
  expect(await kindsOf(laptop)).toEqual(['session.opened', 'mark']);
});

/** In the order in which they came. */
async function kindsOf({ cookie }: TestDevice): Promise<readonly string[]> {
  const response = await ask(world, 'GET', '/api/auth/me/export', { cookie });
  const { facts } = (await response.json()) as { readonly facts: readonly { readonly kind: string }[] };
  return facts.map(({ kind }) => kind);
}
