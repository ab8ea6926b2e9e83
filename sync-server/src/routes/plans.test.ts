/**
 * What a whole term's rows must not slow down: no route, no sync and no chore reads a table that grows with the term from
 * one end to the other. SQLite plans without statistics here as in the product, so that an empty table shows it too.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClassId, SessionId, UserId } from '@hazri/domain';
import { createUsers } from '../auth/accounts.ts';
import { forgetStaleRegistrations } from '../auth/registrations.ts';
import { makeWeeklyAlerts } from '../alerts/weekly-alerts.ts';
import { planSessions } from '../catalogue/create-class.ts';
import type { TestDevice, World } from '../testing/server-world.ts';
import {
  issuerOf,
  login,
  makeFact,
  newId,
  outcomes,
  refOf,
  registerDevice,
  scanBody,
  startWorld,
  sync,
} from '../testing/server-world.ts';
import type { WatchedStatements } from '../testing/watch-statements.ts';
import { watchStatements } from '../testing/watch-statements.ts';
import { allEndpoints } from './endpoints.ts';

/** What reads a growing table all the same, and why that may be. */
const MAY_WALK: readonly (readonly [part: RegExp, why: string])[] = [
  [/where \(?false\b/, 'nothing is asked for, which SQLite sees before the first row'],
  [
    /from "audit_log"/,
    'the log is searched by words, newest first, and checked from its first row; it is small',
  ],
];

let world: World;
let watched: WatchedStatements;
const cookies: string[] = [];
let sessionUuid = '';
let laptop: TestDevice;
let phone: TestDevice;
beforeAll(async () => {
  world = await startWorld();
  const { professor, students } = world.people;
  const [student] = students;
  const [administrator] = await createUsers(world.server.deps.writer, [
    {
      uuid: newId(world),
      email: 'office@acem.ac.in',
      role: 'administrator',
      passwordHash: professor.passwordHash,
      givenName: 'Office',
      familyName: 'Test',
    },
  ]);
  if (!student || !administrator) throw new Error('people are missing');
  laptop = await registerDevice(world, professor);
  phone = await registerDevice(world, student);
  cookies.push(laptop.cookie, phone.cookie, await login(world, administrator));
  const now = world.clock.now();
  const planned = { id: newId(world), plan: 'single', startsAt: now, endsAt: now + 3_600_000 } as const;
  await planSessions(world.server.deps, world.ofClass, [planned]);
  sessionUuid = planned.id;
  watched = watchStatements(world.server);
});
afterAll(() => world.close());

test('nothing that people ask for walks through the rows of a term', async () => {
  const student = world.people.students[0]?.uuid ?? '';
  const asked = allEndpoints(world.server.deps).filter(({ method }) => method === 'get');
  expect(asked.length).toBeGreaterThan(30);
  const searches = ['', '?format=csv', '?search=rao', '?person=rao', '?action=key', '?actor=rao'];
  for (const { path } of asked) {
    const address = path
      .replace(':classId', world.ofClass.uuid)
      .replace(':sessionId', sessionUuid)
      .replaceAll(/:(studentId|userId|id)/g, student);
    for (const cookie of cookies)
      for (const search of searches)
        await (await fetch(`${world.server.url}${address}${search}`, { headers: { cookie } })).arrayBuffer();
  }
  await expectNoWalks();
});

test('neither does what devices send and fetch', async () => {
  const kid = await issuerOf(world, laptop);
  const { clock, ofClass } = world;
  const at = clock.now();
  const sessionId = newId(world) as SessionId;
  const classId = ofClass.uuid as ClassId;
  const studentId = phone.user.uuid as UserId;
  const { policy } = ofClass;
  const told: (readonly string[])[] = [];
  const send = async (by: TestDevice, ...facts: unknown[]) => {
    told.push(outcomes((await sync(world, by, facts)).results));
  };
  const opened = { sessionId, classId, startsAt: at, kid, clockOffsetMs: 0, policy };
  await send(laptop, makeFact(world, laptop, 'session.opened', opened));
  await send(phone, makeFact(world, phone, 'scan', scanBody(world, { kid, ref: refOf(sessionId) })));
  clock.advance(60_000);
  await send(
    laptop,
    makeFact(world, laptop, 'session.completed', { sessionId, at: clock.now(), clockOffsetMs: 0 }),
    makeFact(world, laptop, 'mark', { sessionId, studentId, status: 'late' }),
    makeFact(world, laptop, 'enrolment.ended', { classId, studentId, until: clock.now() }),
  );
  expect(told).toEqual([['accepted'], ['accepted'], ['accepted', 'accepted', 'accepted']]);
  await expectNoWalks();
});

test('nor what the server does by itself', async () => {
  const { deps } = world.server;
  world.clock.advance(7 * 86_400_000);
  expect(await makeWeeklyAlerts(deps).look()).toBe(1);
  await forgetStaleRegistrations(deps);
  await expectNoWalks();
});

async function expectNoWalks(): Promise<void> {
  const statements = await watched.all();
  expect(statements.length).toBeGreaterThan(10);
  const walking = statements.filter(
    ({ sql, walks }) => walks.length > 0 && !MAY_WALK.some(([part]) => part.test(sql)),
  );
  expect(walking.map(({ sql, steps }) => ({ sql, steps }))).toEqual([]);
}
