import { afterAll, beforeAll, expect, test } from 'vitest';
import { deviceList } from '@hazri/sync-protocol/api/devices';
import { AUTH_SESSION_DAYS } from '../auth/auth-sessions.ts';
import { facts } from '../db/fact-schema.ts';
import { authSessions, deviceContacts } from '../db/people-schema.ts';
import type { TestDevice, World } from '../testing/server-world.ts';
import { ask, issuerOf, makeFact, newId, refOf, registerDevice, scanBody, startWorld, sync } from '../testing/server-world.ts'; // prettier-ignore
import { watchStatements } from '../testing/watch-statements.ts';
import { forgetAddresses } from './forget-addresses.ts';

let world: World;
let phone: TestDevice;
let kid: number;
beforeAll(async () => {
  world = await startWorld();
  const [first] = world.people.students;
  if (!first) throw new Error('a student');
  phone = await registerDevice(world, first);
  kid = await issuerOf(world, await registerDevice(world, world.people.professor));
});
afterAll(() => world.close());

const scan = () => {
  const body = scanBody(world, { kid, ref: refOf(newId(world)) });
  return sync(world, phone, [makeFact(world, phone, 'scan', body)]);
};
const database = () => world.server.deps.database.orm;
const addresses = async () => (await database().select().from(facts)).map(({ address }) => address);

test('[PRIVACY] a scan keeps the address that it came from, its device the last one with its browser, truncated when shown', async () => {
  await scan();
  expect(await addresses()).toEqual(['127.0.0.1']);
  const answer = await ask(world, 'GET', '/api/devices', { cookie: phone.cookie });
  const { devices } = deviceList.parse(await answer.json());
  expect(devices).toMatchObject([{ lastAddress: '127.0.0.x', lastAgent: expect.any(String) as string }]);
});

test('[PRIVACY] both are forgotten when their time is over, and nothing else of the fact is', async () => {
  const [before] = await database().select().from(facts);
  const { keepAddressesDays } = world.server.deps.config;
  world.clock.advance((keepAddressesDays - 1) * 86_400_000);
  await forgetAddresses(world.server.deps);
  expect(await addresses()).toEqual(['127.0.0.1']);
  world.clock.advance(2 * 86_400_000);
  await forgetAddresses(world.server.deps);
  expect(await database().select().from(facts)).toEqual([{ ...before, address: null }]);
  expect(await database().select().from(deviceContacts)).toMatchObject([{ address: null, agent: null, recent: [expect.any(String)] }]); // prettier-ignore
});

test('[PRIVACY] a login that ran out is forgotten, one that lasts is not', async () => {
  const { deps } = world.server;
  const { professor, other } = world.people;
  await deps.authSessions.begin(professor.id);
  world.clock.advance((AUTH_SESSION_DAYS - 1) * 86_400_000);
  const lasting = await deps.authSessions.begin(other.id);
  world.clock.advance(2 * 86_400_000);
  await forgetAddresses(deps);
  const kept = await database().select().from(authSessions);
  expect(kept.map(({ id }) => id)).toEqual([lasting.session.id]);
  expect(await deps.authSessions.find(lasting.token)).toMatchObject({ userId: other.id });
});

test('[PRIVACY] however many facts there are, only old ones are forgotten', async () => {
  const old = world.clock.now() - 400 * 86_400_000;
  const [row] = await database().select().from(facts);
  if (!row) throw new Error('a fact');
  const many = Array.from({ length: 4_500 }, (_, at) => ({
    ...row,
    seq: row.seq + 1 + at,
    id: `old-${at}`,
    address: '10.0.0.1',
    receivedAt: at < 4_200 ? old : world.clock.now(),
  }));
  for (let at = 0; at < many.length; at += 500)
    await database()
      .insert(facts)
      .values(many.slice(at, at + 500));
  const done = await forgetAddresses(world.server.deps);
  expect((await addresses()).filter((address) => address !== null)).toHaveLength(300);
  // The two pages that hold nothing newer aren't read again.
  expect(done - row.seq).toBeGreaterThan(3_900);
  const { counted } = watchStatements(world.server);
  world.clock.advance(400 * 86_400_000);
  expect(await forgetAddresses(world.server.deps, done)).toBe(done);
  expect(counted().queries).toBe(1);
  expect((await addresses()).filter((address) => address !== null)).toEqual([]);
});
