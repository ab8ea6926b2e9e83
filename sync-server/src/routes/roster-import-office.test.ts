/** Administrators import rosters at the beginning of a term, for classes that they don't teach. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ImportJob } from '@hazri/sync-protocol/api/roster';
import { importCodes, importJob, importJobs, importPreview } from '@hazri/sync-protocol/api/roster';
import type { User } from '../auth/accounts.ts';
import { createUsers } from '../auth/accounts.ts';
import { auditLog } from '../db/audit-schema.ts';
import type { World } from '../testing/server-world.ts';
import {
  ask,
  issuerOf,
  login,
  makeFact,
  newId,
  post,
  registerDevice,
  startWorld,
  sync,
} from '../testing/server-world.ts';

/** Somebody new, the student who is enrolled nowhere, and somebody from elsewhere. */
const FILE = 'Name,No,E-mail\n<b>سلمى</b>,24CS001,salma@acem.ac.in\n,R4,\nSam,24CS002,sam@gmail.com\n';
let world: World;
let office: User;
let cookie: string;
let path: string;

beforeEach(async () => {
  world = await startWorld(4);
  const { passwordHash } = world.people.professor;
  const person = { uuid: newId(world), email: 'office@acem.ac.in', givenName: 'Meera', familyName: 'Nair' };
  const [made] = await createUsers(world.server.deps.writer, [
    { ...person, role: 'administrator', passwordHash },
  ]);
  office = made!;
  cookie = await login(world, office);
  path = `/api/classes/${world.ofClass.uuid}/enrolments/import`;
});
afterEach(() => world.close());

const send = (query = '', as = cookie) => {
  const body = { fileName: 'term.csv', file: Buffer.from(FILE).toString('base64'), codes: 'list' };
  return post(world, `${path}${query}`, body, { cookie: as });
};
const read = async (below = '', as = cookie) => ask(world, 'GET', `${path}${below}`, { cookie: as });

async function imported(): Promise<ImportJob> {
  const started = await send();
  expect(started.status).toBe(202);
  const { jobId } = importJob.parse(await started.json());
  for (;;) {
    const shown = importJob.parse(await (await read(`/${jobId}`)).json());
    if (shown.state !== 'running') return shown;
  }
}

test('an administrator looks, imports, reads what was refused, and hands the codes out', async () => {
  const preview = importPreview.parse(await (await send('?dryRun=1')).json());
  expect(preview.rows.map(({ verdict }) => verdict)).toEqual(['new', 'known', 'refused']);
  expect((await read('/template')).status).toBe(200);
  const done = await imported();
  expect(done).toMatchObject({ state: 'done', by: 'Meera Nair', made: 1, joined: 2, already: 0, codes: 1 });
  expect(done.refused).toMatchObject([{ line: 4, issues: [{ code: 'email_domain' }] }]);
  expect(importJobs.parse(await (await read()).json()).jobs).toMatchObject([{ jobId: done.jobId }]);
  const { codes } = importCodes.parse(await (await read(`/${done.jobId}/codes`)).json());
  expect(codes.map(({ email }) => email)).toEqual(['salma@acem.ac.in']);
  expect((await ask(world, 'DELETE', `${path}/${done.jobId}/codes`, { cookie })).status).toBe(204);
  expect((await read(`/${done.jobId}/codes`)).status).toBe(404);
});

test('[SES4] its enrolments are the administrator’s facts, and bring the class to the student', async () => {
  const phone = await registerDevice(world, world.people.students.at(-1)!);
  const scope = `class:${world.ofClass.uuid}` as const;
  expect((await sync(world, phone, [])).added).not.toContain(scope);
  await imported();
  const seen = await sync(world, phone, []);
  expect(seen.added).toContain(scope);
  expect(seen.changes[scope]?.rows).toContainEqual(
    expect.objectContaining({ type: 'class', id: world.ofClass.uuid }),
  );
  const { rows } = await world.server.deps.database.client.execute(
    "SELECT author_id, outcome FROM facts WHERE kind = 'enrolment.added'",
  );
  expect(rows.map((row) => [row['author_id'], row['outcome']])).toEqual([
    [office.id, 'accepted'],
    [office.id, 'accepted'],
  ]);
});

test('[ATT5] whoever it put on the roster is absent from a session without a scan', async () => {
  await imported();
  const laptop = await registerDevice(world, world.people.professor);
  const sessionId = newId(world) as never;
  const opening = {
    sessionId,
    classId: world.ofClass.uuid as never,
    startsAt: world.clock.now() + 1,
    kid: await issuerOf(world, laptop),
    clockOffsetMs: 0,
    policy: world.ofClass.policy,
  };
  world.clock.advance(1_000);
  await sync(world, laptop, [makeFact(world, laptop, 'session.opened', opening)]);
  world.clock.advance(1_000);
  const completion = { sessionId, at: world.clock.now(), clockOffsetMs: 0 };
  await sync(world, laptop, [makeFact(world, laptop, 'session.completed', completion)]);
  const { rows } = await world.server.deps.database.client.execute(
    `SELECT u.student_no FROM attendance a JOIN users u ON u.id = a.student_id
     WHERE a.status = 'absent' AND u.student_no IN ('24CS001', 'R4') ORDER BY u.student_no`,
  );
  expect(rows.map((row) => row['student_no'])).toEqual(['24CS001', 'R4']);
});

test('the audit log names the administrator at each step', async () => {
  const { jobId } = await imported();
  await read(`/${jobId}/codes`);
  const entries = await world.server.deps.database.orm.select().from(auditLog).orderBy(auditLog.seq);
  const ofImport = entries.filter(({ action }) => action.startsWith('roster.'));
  expect(ofImport.map(({ action, actorId, subject }) => [action, actorId, subject])).toEqual(
    ['roster.import_started', 'roster.imported', 'roster.codes_shown'].map((action) => [
      action,
      office.id,
      `class:${world.ofClass.uuid}`,
    ]),
  );
});

test('a professor of another class stays outside, before and after', async () => {
  const other = await login(world, world.people.other);
  expect((await send('', other)).status).toBe(404);
  expect((await send('?dryRun=1', other)).status).toBe(404);
  const { jobId } = await imported();
  for (const below of ['', '/template', `/${jobId}`, `/${jobId}/codes`]) {
    expect((await read(below, other)).status, below).toBe(404);
  }
});

test('the class’s own professor follows the import, and its codes stay with who began it', async () => {
  const { jobId } = await imported();
  const professor = await login(world, world.people.professor);
  const seen = importJob.parse(await (await read(`/${jobId}`, professor)).json());
  expect(seen).toMatchObject({ by: 'Meera Nair', joined: 2, codes: 0 });
  expect((await read(`/${jobId}/codes`, professor)).status).toBe(404);
});
