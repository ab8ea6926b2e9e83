/** Importing a file of people over HTTP: looked at first, then taken in by itself, and harmless to repeat. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ImportJob } from '@hazri/sync-protocol/api/roster';
import { importJob, importJobs, importPreview } from '@hazri/sync-protocol/api/roster';
import writeExcelFile from 'write-excel-file/node';
import { auditLog } from '../db/audit-schema.ts';
import type { World } from '../testing/server-world.ts';
import {
  issuerOf,
  login,
  makeFact,
  MONDAY_TEN,
  newId,
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
  path = `/api/classes/${world.ofClass.uuid}/enrolments/import`;
});
afterEach(() => world.close());

const NASTY = [
  'Name;Regd No;E-mail',
  '"Rao, Sunita";24CS001;sunita@acem.ac.in',
  'student5 Test;R5;student5@acem.ac.in',
  'student1 Test;R1;',
  '"=HYPERLINK(""http://x"")";24CS004;',
  '"two',
  'lines";24CS005;two@acem.ac.in',
  'Other;24CS006;other@gmail.com',
  'Quite Another;R2;',
  'Again;24cs001;',
  ';;',
  ';24CS007;',
].join('\r\n');

const send = (text: string | Buffer, query = '', over: object = {}, as = cookie) =>
  post(
    world,
    `${path}${query}`,
    { fileName: 'roster.csv', file: Buffer.from(text).toString('base64'), ...over },
    { cookie: as },
  );

async function job(response: Response): Promise<ImportJob> {
  expect(response.status).toBe(202);
  const { jobId } = importJob.parse(await response.json());
  for (;;) {
    const found = await fetch(`${world.server.url}${path}/${jobId}`, { headers: { cookie } });
    const shown = importJob.parse(await found.json());
    if (shown.state !== 'running') return shown;
  }
}

async function count(sql: string): Promise<number> {
  const { rows } = await world.server.deps.database.client.execute(sql);
  return Number(rows[0]?.[0]);
}

describe('a dry run', () => {
  test('says row by row what would happen, and does nothing', async () => {
    const preview = importPreview.parse(await (await send(NASTY, '?dryRun=1')).json());
    expect(preview).toMatchObject({
      kind: 'csv',
      encoding: 'UTF-8',
      headings: true,
      columns: { fullName: 0, studentNo: 1, email: 2, givenName: null, familyName: null },
      columnNames: ['Name', 'Regd No', 'E-mail'],
    });
    const told = preview.rows.map(({ line, verdict, issues }) => [line, issues[0]?.code ?? verdict]);
    expect(told).toEqual([
      [2, 'new'],
      [3, 'known'],
      [4, 'enrolled'],
      [5, 'new'],
      [6, 'new'],
      [8, 'email_domain'],
      [9, 'number_taken'],
      [10, 'repeated'],
      [12, 'name_missing'],
    ]);
    expect(preview.rows[0]).toMatchObject({ givenName: 'Sunita', familyName: 'Rao' });
    expect(await count('SELECT count(*) FROM facts')).toBe(0);
    expect(await count('SELECT count(*) FROM users')).toBe(7);
  });

  test('columns are chosen by the person where the headings don’t say', async () => {
    const file = 'A1;B1\nSunita;24CS001\n';
    const columns = { studentNo: 1, email: null, fullName: null, givenName: 0, familyName: null };
    const preview = importPreview.parse(
      await (await send(file, '?dryRun=1', { columns, headings: true })).json(),
    );
    expect(preview.rows).toMatchObject([{ givenName: 'Sunita', studentNo: '24CS001', verdict: 'new' }]);
  });

  test.each([
    ['', 'empty'],
    ['Name;Regd No\n', 'empty'],
    ['a;b\n"x;1', 'unclosed_quote'],
    ['PK\u0003\u0004x', 'broken_workbook'],
  ])('%j can’t be read: %s', async (text, code) => {
    const response = await send(text, '?dryRun=1');
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      reason: 'file_unreadable',
      issues: [{ path: 'file', code }],
    });
  });
});

describe('an import', () => {
  test('takes what is right, reports the rest, and leaves two lines in the audit log', async () => {
    const done = await job(await send(NASTY, '', { from: MONDAY_TEN - DAY }));
    expect(done).toMatchObject({ state: 'done', total: 9, done: 9, made: 3, joined: 4, already: 1 });
    expect(done.refused.map(({ line, issues }) => [line, issues[0]?.code])).toEqual([
      [8, 'email_domain'],
      [9, 'number_taken'],
      [10, 'repeated'],
      [12, 'name_missing'],
    ]);
    expect(await count('SELECT count(*) FROM enrolments')).toBe(8);
    expect(
      await count("SELECT count(*) FROM facts WHERE kind = 'enrolment.added' AND outcome = 'accepted'"),
    ).toBe(4);
    expect(await count('SELECT count(*) FROM users WHERE password_hash IS NULL')).toBe(3);
    const rows = await world.server.deps.database.orm.select().from(auditLog).orderBy(auditLog.seq);
    expect(rows.map(({ action, detail }): unknown => [action, JSON.parse(detail)])).toEqual([
      [
        'roster.import_started',
        { importId: done.jobId, fileName: 'roster.csv', rows: 9, from: MONDAY_TEN - DAY },
      ],
      [
        'roster.imported',
        { importId: done.jobId, fileName: 'roster.csv', made: 3, joined: 4, already: 1, refused: 4 },
      ],
    ]);
  });

  test('of the same file again changes nothing', async () => {
    await job(await send(NASTY));
    const before = [await count('SELECT count(*) FROM facts'), await count('SELECT rev FROM meta')];
    const again = await job(await send(NASTY));
    expect(again).toMatchObject({ made: 0, joined: 0, already: 5 });
    expect([await count('SELECT count(*) FROM facts'), await count('SELECT rev FROM meta')]).toEqual(before);
  });

  test('of a workbook', async () => {
    const data = [
      ['Roll No', 'Name'],
      [24001, 'سلمى الخطيب'],
      [24002, '👩🏽‍🔬 Zoë'],
    ].map((row) => row.map((value) => ({ value })));
    const done = await job(await send(await writeExcelFile(data).toBuffer()));
    expect(done).toMatchObject({ made: 2, joined: 2, refused: [] });
    expect(await count("SELECT count(*) FROM users WHERE given_name = 'سلمى' AND student_no = '24001'")).toBe(
      1,
    );
  });

  test('[ATT5] counts those who joined before in the sessions that are over', async () => {
    const device = await registerDevice(world, world.people.professor);
    const sessionId = newId(world) as never;
    const classId = world.ofClass.uuid as never;
    const { policy } = world.ofClass;
    const body = {
      sessionId,
      classId,
      startsAt: MONDAY_TEN,
      kid: await issuerOf(world, device),
      clockOffsetMs: 0,
      policy,
    };
    await sync(world, device, [makeFact(world, device, 'session.opened', body)]);
    world.clock.advance(1_000);
    const completion = { sessionId, at: world.clock.now(), clockOffsetMs: 0 };
    await sync(world, device, [makeFact(world, device, 'session.completed', completion)]);
    await job(await send('Name,No\nEarly,E1\n', '', { from: MONDAY_TEN - DAY }));
    await job(await send('Name,No\nToo late,L1\n', '', { from: MONDAY_TEN + DAY }));
    const absent = (no: string) =>
      count(`SELECT count(*) FROM attendance a JOIN users u ON u.id = a.student_id
             WHERE u.student_no = '${no}' AND a.status = 'absent'`);
    expect([await absent('E1'), await absent('L1')]).toEqual([1, 0]);
  });

  test('is found by a page that asks while the file is still read, and no second one begins beside it', async () => {
    // What a page that is loaded anew does: its request is there, the answer has nobody to go to.
    const people = Array.from({ length: 9_000 }, (_, at) => [`N${at}`, `Person ${at}`]);
    const workbook = await writeExcelFile(
      [['No', 'Name'], ...people].map((row) => row.map((value) => ({ value }))),
    ).toBuffer();
    const answered = send(workbook, '', { fileName: 'people.xlsx' });
    const list = async () => {
      const found = await fetch(`${world.server.url}${path}`, { headers: { cookie } });
      return importJobs.parse(await found.json()).jobs;
    };
    await expect
      .poll(list, { interval: 1 })
      .toMatchObject([{ state: 'running', fileName: 'people.xlsx', total: 0 }]);
    const second = await send('Name,No\nX,1');
    expect([second.status, await second.json()]).toMatchObject([409, { reason: 'import_running' }]);
    const { jobId, total } = importJob.parse(await (await answered).json());
    expect([total, (await list()).map((shown) => shown.jobId)]).toEqual([9_000, [jobId]]);
  });

  test('leaves nothing behind when its file can’t be read', async () => {
    expect((await send('')).status).toBe(422);
    const found = await fetch(`${world.server.url}${path}`, { headers: { cookie } });
    expect(importJobs.parse(await found.json()).jobs).toEqual([]);
    expect(await job(await send('Name,No\nX,X1'))).toMatchObject({ joined: 1 });
  });

  test('of a thousand people lets others in between, and is found again by who closed the page', async () => {
    const people = Array.from({ length: 1_000 }, (_, at) => `Person ${at},N${at},p${at}@acem.ac.in`);
    const started = importJob.parse(await (await send(['Name,No,E-mail', ...people].join('\n'))).json());
    const second = await send('Name,No\nX,1');
    expect([second.status, await second.json()]).toMatchObject([409, { reason: 'import_running' }]);
    const between: number[] = [];
    for (;;) {
      const listed = await fetch(`${world.server.url}${path}`, { headers: { cookie } });
      const shown = importJobs.parse(await listed.json()).jobs.find(({ jobId }) => jobId === started.jobId);
      between.push(shown?.done ?? 0);
      if (shown?.state === 'done') break;
    }
    expect(between.filter((done) => done > 0 && done < 1_000).length).toBeGreaterThan(3);
    expect(await count('SELECT count(*) FROM enrolments')).toBe(1_004);
  });

  test('is its class’s alone: another professor finds nothing, an assistant may not', async () => {
    const done = await job(await send(NASTY));
    const other = await login(world, world.people.other);
    const asOther = (address: string) =>
      fetch(`${world.server.url}${address}`, { headers: { cookie: other } });
    expect((await asOther(`${path}/${done.jobId}`)).status).toBe(404);
    const theirs = path.replace(world.ofClass.uuid, world.otherClass.uuid);
    expect((await asOther(theirs)).status).toBe(200);
    expect((await asOther(`${theirs}/${done.jobId}`)).status).toBe(404);
  });

  test('beyond five megabytes is refused', async () => {
    expect((await send(Buffer.alloc(5 * 1024 * 1024 + 1, 'a'))).status).toBe(413);
    expect((await send(Buffer.alloc(8 * 1024 * 1024, 'a'))).status).toBe(413);
  });
});
