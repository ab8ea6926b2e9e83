/** The roster over HTTP: read in pages, people added and ended with dates, each change a fact. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { enrolled, enrolmentHistory, rosterPage } from '@hazri/sync-protocol/api/roster';
import type { NewUser } from '../auth/accounts.ts';
import { createUsers } from '../auth/accounts.ts';
import type { World } from '../testing/server-world.ts';
import {
  login,
  makeFact,
  MONDAY_TEN,
  newId,
  outcomes,
  post,
  registerDevice,
  startWorld,
  sync,
} from '../testing/server-world.ts';

const DAY = 86_400_000;
let world: World;
let cookie: string;
let path: string;

beforeEach(async () => {
  world = await startWorld(5);
  cookie = await login(world, world.people.professor);
  path = `/api/classes/${world.ofClass.uuid}/enrolments`;
});
afterEach(() => world.close());

async function read(address: string): Promise<unknown> {
  const response = await fetch(`${world.server.url}${address}`, { headers: { cookie } });
  expect(response.status, address).toBe(200);
  return response.json();
}

const roster = async (query = '') => rosterPage.parse(await read(`${path}${query}`));
const numbers = async (query = '') => (await roster(query)).entries.map(({ studentNo }) => studentNo);
const add = (body: unknown, as = cookie) => post(world, path, body, { cookie: as });
const person = (name: string, over: Partial<NewUser> = {}) => ({
  uuid: newId(world),
  email: `${name}@acem.ac.in`,
  role: 'student' as const,
  passwordHash: null,
  givenName: name,
  familyName: '',
  ...over,
});

async function refusal(response: Response): Promise<unknown> {
  const { reason, issues } = (await response.json()) as {
    readonly reason: string;
    readonly issues?: unknown;
  };
  return { status: response.status, reason, issues };
}

describe('the list', () => {
  test('comes in pages, each person once, in the order of names', async () => {
    const first = await roster('?limit=3');
    expect([first.entries.length, first.total]).toEqual([3, 4]);
    const second = await roster(`?limit=3&after=${first.next ?? ''}`);
    expect(second.next).toBeNull();
    const names = [...first.entries, ...second.entries].map(({ givenName }) => givenName);
    expect(names).toEqual(['student1', 'student2', 'student3', 'student4']);
  });

  test('is searched by name, number and e-mail; % and _ mean themselves', async () => {
    expect(await numbers('?search=UDENT2')).toEqual(['R2']);
    expect(await numbers('?search=r3')).toEqual(['R3']);
    expect(await numbers('?search=student1@acem')).toEqual(['R1']);
    for (const search of ['%25', '_', "' or 1=1 --"])
      expect(await numbers(`?search=${search}`), search).toEqual([]);
  });

  test.each(['after=xx', 'after=WzEsMiwzXQ', 'limit=0', 'limit=999', 'nonsense=1'])(
    'refuses %s',
    async (query) => {
      const response = await fetch(`${world.server.url}${path}?${query}`, { headers: { cookie } });
      expect(response.status).toBe(400);
    },
  );
});

describe('adding one', () => {
  test('by number or by e-mail, with a date; the device of the student is told', async () => {
    const outsider = world.people.students.at(-1)!;
    const device = await registerDevice(world, outsider);
    expect((await sync(world, device, [])).added).toEqual(['me']);
    const response = await add({ studentNo: 'r5', from: MONDAY_TEN - DAY });
    expect(enrolled.parse(await response.json())).toMatchObject({
      studentNo: 'R5',
      from: MONDAY_TEN - DAY,
      until: null,
    });
    expect((await sync(world, device, [])).added).toContain(`class:${world.ofClass.uuid}`);
    expect(await numbers()).toEqual(['R1', 'R2', 'R3', 'R4', 'R5']);
    expect((await add({ email: 'Student5@ACEM.ac.in' })).status).toBe(200);
  });

  test('who is new gets an account that nobody can sign in to yet', async () => {
    const body = { email: 'new@acem.ac.in', givenName: '<img src=x onerror=alert(1)>', familyName: 'سلمى' };
    expect((await add(body)).status).toBe(200);
    const { entries } = await roster('?unclaimed=1');
    expect(entries).toMatchObject([{ ...body, studentNo: null, claimed: false }]);
    for (const password of ['', 'password123', 'new@acem.ac.in']) {
      const tried = await post(world, '/api/auth/login', { email: 'new@acem.ac.in', password });
      expect([400, 401]).toContain(tried.status);
    }
  });

  test('whom staff had added by number alone keeps everything, and gets the e-mail', async () => {
    const device = await registerDevice(world, world.people.professor);
    const walkIn = { personId: newId(world), givenName: 'Zoë', familyName: 'K', studentNo: 'W1' };
    const body = { classId: world.ofClass.uuid, from: MONDAY_TEN, person: walkIn };
    const { results } = await sync(world, device, [
      makeFact(world, device, 'enrolment.added', body as never),
    ]);
    expect(outcomes(results)).toEqual(['accepted']);
    expect((await add({ studentNo: 'W1', email: 'zoe@acem.ac.in' })).status).toBe(200);
    expect((await roster('?search=zoe')).entries).toMatchObject([
      { studentId: walkIn.personId, email: 'zoe@acem.ac.in', studentNo: 'W1' },
    ]);
  });

  test.each([
    [{}, '', 'identity_missing'],
    [{ studentNo: 'R99' }, 'givenName', 'name_missing'],
    [{ email: 'x@gmail.com', givenName: 'X' }, 'email', 'email_domain'],
    [{ email: 'other@acem.ac.in' }, 'email', 'not_a_student'],
    [{ email: 'student5@acem.ac.in', studentNo: 'R1' }, 'studentNo', 'number_taken'],
  ])('refuses %j', async (body, field, code) => {
    expect(await refusal(await add(body))).toEqual({
      status: 422,
      reason: 'person_unfit',
      issues: [{ path: field, code }],
    });
  });

  test('an administrator, too; everything is a fact of who did it', async () => {
    const { deps } = world.server;
    const [admin] = await createUsers(deps.writer, [
      person('admin', { role: 'administrator', passwordHash: world.people.professor.passwordHash }),
    ]);
    const response = await add({ studentNo: 'R5' }, await login(world, admin!));
    expect(response.status).toBe(200);
    const { rows } = await deps.database.client.execute('SELECT kind, author_id, outcome FROM facts');
    expect(rows.map((row) => ({ ...row }))).toEqual([
      { kind: 'enrolment.added', author_id: admin!.id, outcome: 'accepted' },
    ]);
  });

  test('half a character in a name is refused before it reaches the database', async () => {
    const response = await add('{"studentNo":"S1","givenName":"\\ud800"}');
    expect(response.status).toBe(400);
  });
});

describe('ending one', () => {
  test('with a date; the roster of then and the history remain, and joining again is possible', async () => {
    const student = world.people.students[0]!;
    const end = (body: unknown) => post(world, `${path}/${student.uuid}/end`, body, { cookie });
    world.clock.advance(DAY);
    const ended = await end({ until: MONDAY_TEN + DAY });
    expect(enrolled.parse(await ended.json()).until).toBe(MONDAY_TEN + DAY);
    expect(await numbers()).toEqual(['R2', 'R3', 'R4']);
    expect(await numbers('?ended=1')).toContain('R1');
    world.clock.advance(DAY);
    await add({ studentNo: 'R1', from: MONDAY_TEN + 2 * DAY });
    const history = enrolmentHistory.parse(await read(`${path}/${student.uuid}`));
    expect(history.entries).toEqual([
      { kind: 'added', date: MONDAY_TEN + 2 * DAY, at: MONDAY_TEN + 2 * DAY, by: 'professor Test' },
      { kind: 'ended', date: MONDAY_TEN + DAY, at: MONDAY_TEN + DAY, by: 'professor Test' },
      { kind: 'added', date: MONDAY_TEN - 30 * DAY, at: MONDAY_TEN, by: null },
    ]);
  });

  test('a date before the beginning is refused, and a stranger isn’t there', async () => {
    const student = world.people.students[0]!;
    const early = await post(
      world,
      `${path}/${student.uuid}/end`,
      { until: MONDAY_TEN - 31 * DAY },
      { cookie },
    );
    expect(await refusal(early)).toMatchObject({ status: 422, issues: [{ path: 'until' }] });
    const outsider = world.people.students.at(-1)!;
    const stranger = await post(world, `${path}/${outsider.uuid}/end`, {}, { cookie });
    expect(stranger.status).toBe(404);
  });
});
