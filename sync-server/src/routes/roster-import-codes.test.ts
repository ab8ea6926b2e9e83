/** How people whom an import made come by their accounts: codes for who imports to hand out, or mails. */
import readXlsxFile from 'read-excel-file/node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImportJob } from '@hazri/sync-protocol/api/roster';
import { importCodes, importJob, IMPORT_HEADINGS } from '@hazri/sync-protocol/api/roster';
import { createUsers } from '../auth/accounts.ts';
import { auditLog } from '../db/audit-schema.ts';
import { staff } from '../db/class-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { MailServer } from '../testing/mail-server.ts';
import { startMailServer } from '../testing/mail-server.ts';
import type { World } from '../testing/server-world.ts';
import { ask, login, newId, post, startWorld } from '../testing/server-world.ts';

const HOUR = 3_600_000;
const PEOPLE = [
  'Student number,Given name,Family name,E-mail',
  '24CS001,<img src=x onerror=alert(1)>,سلمى,salma@acem.ac.in',
  '24CS002,"=HYPERLINK(""http://x"")",Rao,rao@acem.ac.in',
  '24CS003,No,Address,',
  'R5,student5,Test,student5@acem.ac.in',
  'W1,Walker,In,walker@acem.ac.in',
].join('\r\n');

let world: World;
let mails: MailServer;
let cookie: string;
let path: string;

async function open(withMail: boolean): Promise<void> {
  const mail = withMail ? { url: mails.url, from: 'Hazri <no-reply@acem.ac.in>' } : null;
  world = await startWorld(5, { mail });
  cookie = await login(world, world.people.professor);
  path = `/api/classes/${world.ofClass.uuid}/enrolments/import`;
  // Written down by number in a room, before anybody knew the address.
  await createUsers(world.server.deps.writer, [
    {
      uuid: newId(world),
      email: 'unknown@acem.ac.in',
      role: 'student',
      state: 'walk_in',
      passwordHash: null,
      givenName: 'Walker',
      familyName: 'In',
      studentNo: 'W1',
    },
  ]);
  await world.server.deps.database.client.execute("UPDATE users SET email = NULL WHERE state = 'walk_in'");
}
beforeEach(async () => {
  mails = await startMailServer();
});
afterEach(async () => {
  await world.close();
  await mails.close();
});

const send = (codes: string | undefined, as = cookie, people = PEOPLE) =>
  post(
    world,
    path,
    { fileName: 'people.csv', file: Buffer.from(people).toString('base64'), codes },
    { cookie: as },
  );

async function run(codes: string | undefined, as = cookie, people = PEOPLE): Promise<ImportJob> {
  const response = await send(codes, as, people);
  expect(response.status).toBe(202);
  const { jobId } = importJob.parse(await response.json());
  for (;;) {
    const shown = importJob.parse(await (await ask(world, 'GET', `${path}/${jobId}`, { cookie: as })).json());
    if (shown.state !== 'running') return shown;
  }
}

const codesOf = (jobId: string, as = cookie) => ask(world, 'GET', `${path}/${jobId}/codes`, { cookie: as });
async function listed(jobId: string) {
  const response = await codesOf(jobId);
  expect(response.status).toBe(200);
  return importCodes.parse(await response.json());
}

async function claim(email: string, code: string): Promise<number> {
  return (await post(world, '/api/auth/claim', { email, code, password: 'chosen by its owner' })).status;
}

describe('codes to hand out', () => {
  test('are told to who imports, for accounts nobody could take over before, and open them', async () => {
    await open(false);
    const job = await run('list');
    expect(job).toMatchObject({ made: 3, joined: 5, mailed: 0, codes: 3 });
    const { codes, shownUntil } = await listed(job.jobId);
    expect(codes.map(({ studentNo, givenName, email }) => [studentNo, givenName, email])).toEqual([
      ['24CS001', '<img src=x onerror=alert(1)>', 'salma@acem.ac.in'],
      ['24CS002', '=HYPERLINK("http://x")', 'rao@acem.ac.in'],
      ['W1', 'Walker', 'walker@acem.ac.in'],
    ]);
    expect(shownUntil).toBe(world.clock.now() + HOUR);
    const [first, second, walker] = codes;
    expect(await claim('salma@acem.ac.in', second!.code)).toBe(422);
    for (const { email, code } of [first!, walker!]) expect(await claim(email, code)).toBe(200);
    const signIn = { email: 'salma@acem.ac.in', password: 'chosen by its owner' };
    expect((await post(world, '/api/auth/login', signIn)).status).toBe(200);

    const entries = await world.server.deps.database.orm.select().from(auditLog);
    const shown = entries.filter(({ action }) => action === 'roster.codes_shown');
    expect(shown).toMatchObject([{ actorId: world.people.professor.id }]);
    for (const { code } of codes) expect(JSON.stringify(entries)).not.toContain(code);
  });

  test('are told to nobody else, and to nobody once they are in hand or an hour is over', async () => {
    await open(false);
    const { deps } = world.server;
    const { other } = world.people;
    const colleague = {
      classId: world.ofClass.id,
      userId: other.id,
      role: 'professor' as const,
      from: 0,
      until: null,
    };
    await deps.writer.run((turn) =>
      turn.commit([upsertRows(staff, [colleague])], null, () => deps.catalogue.reload()),
    );
    const { jobId } = await run('list');
    const theirs = await login(world, other);
    const seen = await ask(world, 'GET', `${path}/${jobId}`, { cookie: theirs });
    expect(importJob.parse(await seen.json())).toMatchObject({ made: 3, codes: 0 });
    expect((await codesOf(jobId, theirs)).status).toBe(404);
    await ask(world, 'DELETE', `${path}/${jobId}/codes`, { cookie: theirs });
    const { codes } = await listed(jobId);

    // Somebody of them in a colleague's file, which knows more: the code in the first one's hand stays good.
    const more = 'Student number,Given name,Family name,E-mail\r\n24CS008,Only,Mail,only@acem.ac.in';
    await run('list', cookie, more.replace('24CS008', ''));
    await world.server.deps.writer.idle();
    expect(await run('list', theirs, more)).toMatchObject({ made: 0, refused: [], codes: 0 });
    expect(await claim(codes[0]!.email, codes[0]!.code)).toBe(200);

    world.clock.advance(HOUR - 1);
    expect((await listed(jobId)).codes).toHaveLength(3);
    expect((await ask(world, 'DELETE', `${path}/${jobId}/codes`, { cookie })).status).toBe(204);
    expect((await codesOf(jobId)).status).toBe(404);
  });

  test('are gone after an hour', async () => {
    await open(false);
    const { jobId } = await run('list');
    world.clock.advance(HOUR);
    expect((await codesOf(jobId)).status).toBe(404);
  });

  test('are drawn only when they were asked for', async () => {
    await open(false);
    const drawn = async () =>
      (await world.server.deps.database.client.execute('SELECT count(*) FROM account_codes')).rows[0]?.[0];
    const before = await drawn();
    expect(await run(undefined)).toMatchObject({ made: 3, codes: 0 });
    expect(await drawn()).toBe(before);
  });
});

describe('codes by mail', () => {
  test('go to each owner with a link that opens the account, and to nobody else', async () => {
    await open(true);
    const job = await run('mail');
    expect(job).toMatchObject({ made: 3, mailed: 3, codes: 0 });
    expect((await codesOf(job.jobId)).status).toBe(404);
    const { source, to } = await mails.mailTo('salma@acem.ac.in');
    await mails.mailTo('rao@acem.ac.in');
    await mails.mailTo('walker@acem.ac.in');
    expect([to, mails.received.length]).toEqual([['salma@acem.ac.in'], 3]);
    const text = source.replaceAll('=\r\n', '').replaceAll('=3D', '=');
    const [, link = ''] = /http:\/\/hazri\.test\/claim#(\S+)/.exec(text) ?? [];
    const code = new URLSearchParams(link).get('code') ?? '';
    expect(text).not.toContain('onerror');
    expect(await claim('salma@acem.ac.in', code)).toBe(200);
  });

  test('are refused where no mail goes out', async () => {
    await open(false);
    const response = await send('mail');
    expect([response.status, await response.json()]).toMatchObject([
      422,
      { reason: 'fields_refused', issues: [{ path: 'codes', code: 'no_mail_server' }] },
    ]);
  });
});

test('the template is a workbook with the columns of the import, where numbers stay as they are typed', async () => {
  await open(false);
  const response = await ask(world, 'GET', `${path}/template`, { cookie });
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="hazri-template.xlsx"');
  const [sheet] = await readXlsxFile(Buffer.from(await response.arrayBuffer()));
  expect(sheet?.data).toEqual([[...IMPORT_HEADINGS]]);
});
