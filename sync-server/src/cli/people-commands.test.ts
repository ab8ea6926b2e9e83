/** `hazri admin create` and `hazri import`: people, from the server's own terminal. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ok } from '@hazri/domain';
import { systemRandom } from '../clock.ts';
import type { Config } from '../env.ts';
import type { RunningServer } from '../start-server.ts';
import { startServer } from '../start-server.ts';
import { MONDAY_TEN, startWorld, testConfig } from '../testing/server-world.ts';
import { runCommand } from './run-command.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hazri-people-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const clock = { now: () => MONDAY_TEN };

async function hazri(dataDir: string, words: readonly string[], overrides: Partial<Config> = {}) {
  const said: string[] = [];
  const complained: string[] = [];
  const code = await runCommand(words, {
    config: ok(testConfig(dataDir, overrides)),
    clock,
    random: systemRandom,
    say: (line) => said.push(line),
    complain: (line) => complained.push(line),
  });
  return { code, said: said.join('\n'), complained: complained.join('\n') };
}

async function ask(
  server: RunningServer,
  path: string,
  body: unknown,
): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: await answer.json() };
}

describe('admin create', () => {
  const asha = ['admin', 'create', 'Asha@ACEM.ac.in', '--given-name', 'Asha', '--family-name', 'Rao'];

  test('on a fresh folder makes the first administrator, who claims the account with the printed code', async () => {
    const made = await hazri(folder, asha);
    expect(made).toMatchObject({ code: 0, complained: '' });
    expect(made.said).toContain('asha@acem.ac.in has an account now and is an administrator.');
    expect(made.said).toContain('http://hazri.test/claim');
    const code = /this code: (\S+)/.exec(made.said)?.[1] ?? '';
    const printed: string[] = [];
    const server = await startServer({
      config: testConfig(folder),
      clock,
      print: (text) => printed.push(text),
    });
    // There is one: no other code is offered to whoever reads the log.
    expect(printed.join()).not.toContain('There is no administrator');
    const claim = { email: 'asha@acem.ac.in', password: 'a long new password' };
    expect(await ask(server, '/api/auth/claim', { ...claim, code: 'AAAA-AAAA-AAAA' })).toMatchObject({
      status: 422,
      body: { reason: 'code_invalid' },
    });
    expect(await ask(server, '/api/auth/claim', { ...claim, code })).toMatchObject({
      status: 200,
      body: { user: { role: 'administrator', givenName: 'Asha' } },
    });
    expect(await ask(server, '/api/auth/claim', { ...claim, code })).toMatchObject({ status: 422 });
    await server.close();
  });

  test('makes an account into one, keeps its password, and is on record', async () => {
    const world = await startWorld();
    const { email } = world.people.professor;
    expect(await hazri(world.dataDir, ['admin', 'create', email ?? ''])).toMatchObject({
      code: 75,
      said: '',
    });
    await world.server.close();
    const made = await hazri(world.dataDir, ['admin', 'create', email ?? '']);
    expect(made).toMatchObject({ code: 0 });
    expect(made.said).toContain(`${email} is an administrator.`);
    const server = await startServer({ config: testConfig(world.dataDir), clock });
    expect(await ask(server, '/api/auth/login', { email, password: 'correct horse' })).toMatchObject({
      status: 200,
      body: { user: { role: 'administrator' } },
    });
    const { rows } = await server.deps.database.client.execute(
      "SELECT detail FROM audit_log WHERE action = 'account.administrator_made'",
    );
    expect(rows.map((row) => row['detail'])).toEqual(['{"before":"professor"}']);
    await server.close();
    rmSync(world.dataDir, { recursive: true, force: true });
  });

  test('says what is missing or makes no sense, and never takes a password', async () => {
    expect(await hazri(folder, ['admin', 'create', 'new@acem.ac.in'])).toMatchObject({
      code: 64,
      complained: expect.stringContaining('--given-name') as string,
    });
    expect(await hazri(folder, ['admin', 'create', 'x@acem.ac.in.evil.com'])).toMatchObject({ code: 64 });
    expect(await hazri(folder, ['admin', 'create'])).toMatchObject({ code: 64 });
    expect(await hazri(folder, [...asha, '--password', 'secret'])).toMatchObject({ code: 64 });
    expect((await hazri(folder, ['admin', 'create', '--help'])).said).toContain('Ends with 0');
  });
});

describe('import', () => {
  const PEOPLE = `Roll No,Name,E-mail
R1,student1 Test,
24CS900,"<img src=x onerror=alert(1)>",new@acem.ac.in
24CS901,سلمى الخطيب,salma@gmail.com
24CS902,=HYPERLINK("x"),
`;

  async function stoppedWorld(): Promise<string> {
    const world = await startWorld();
    await world.server.close();
    await hazri(world.dataDir, [
      'admin',
      'create',
      'asha@acem.ac.in',
      '--given-name',
      'Asha',
      '--family-name',
      'R',
    ]);
    return world.dataDir;
  }

  test('says row by row what would happen, takes what is right, and adds nobody twice', async () => {
    const dataDir = await stoppedWorld();
    const file = join(folder, 'people.csv');
    writeFileSync(file, PEOPLE);
    const words = ['import', file, '--class', 'cs301/a', '--from', '2026-11-01'];
    const looked = await hazri(dataDir, [...words, '--dry-run']);
    expect(looked).toMatchObject({ code: 1, complained: '' });
    expect(looked.said.split('\n')).toEqual([
      'row 2: enrolled: R1, student1 Test',
      expect.stringMatching(/^row 3: new: 24CS900, new@acem.ac.in, <img/),
      expect.stringMatching(/^row 4: refused \(email \w+\): 24CS901/),
      expect.stringMatching(/^row 5: new: 24CS902/),
      '4 rows, 1 of them refused. Nothing was changed.',
    ]);
    const done = await hazri(dataDir, words);
    expect(done).toMatchObject({ code: 1 });
    expect(done.said).toBe('4 rows: 2 joined, 2 of them with a new account; 1 were there; 1 refused.');
    expect(done.complained).toMatch(/^row 4: refused/);
    expect((await hazri(dataDir, words)).said).toContain(
      '0 joined, 0 of them with a new account; 3 were there',
    );
    const server = await startServer({ config: testConfig(dataDir), clock });
    const { rows } = await server.deps.database.client.execute(
      "SELECT action, actor_id IS NOT NULL AS named FROM audit_log WHERE action LIKE 'roster.%' ORDER BY seq LIMIT 2",
    );
    expect(rows.map((row) => [row['action'], row['named']])).toEqual([
      ['roster.import_started', 1],
      ['roster.imported', 1],
    ]);
    await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const rosters = async (dataDir: string): Promise<readonly string[]> => {
    const server = await startServer({ config: testConfig(dataDir), clock });
    const { rows } = await server.deps.database.client.execute(
      `SELECT c.course || ' ' || u.student_no AS place FROM enrolments e JOIN classes c ON c.id = e.class_id
       JOIN users u ON u.id = e.student_id WHERE u.student_no LIKE '24CS%' ORDER BY 1`,
    );
    await server.close();
    return rows.map((row) => row['place'] as string);
  };

  test('takes a file for several classes by its column, and writes what it refused to be mended', async () => {
    const dataDir = await stoppedWorld();
    const file = join(folder, 'all.csv');
    const refused = join(folder, 'refused.csv');
    const lines = [
      'Class code,Roll No,Name,E-mail',
      'CS301/A,24CS900,سلمى الخطيب,',
      'cs302,24CS900,سلمى الخطيب,',
      'CS302,24CS900,Somebody Else,',
      'CS999,24CS901,Asha Rao,',
      ',24CS902,"=HYPERLINK(""x"")",',
    ];
    writeFileSync(file, lines.join('\n'));
    const words = ['import', file, '--from', '2026-11-01'];
    expect((await hazri(dataDir, [...words, '--dry-run'])).code).toBe(1);
    expect(await rosters(dataDir)).toEqual([]);
    const done = await hazri(dataDir, [...words, '--refused', refused]);
    expect(done.code).toBe(1);
    expect(done.complained.split('\n')).toEqual([
      expect.stringMatching(
        /^all.csv, CS302: row 4: refused \(studentNo number_taken\): 24CS900, Somebody Else/,
      ),
      expect.stringMatching(/^all.csv, CS999: row 5: refused \(0 classes are "CS999"\.\): 24CS901/),
      expect.stringMatching(/^all.csv, : row 6: refused/),
    ]);
    expect(await rosters(dataDir)).toEqual(['CS301 24CS900', 'CS302 24CS900']);

    const mended = readFileSync(refused, 'utf8');
    expect(mended).toContain(`"'=HYPERLINK(""x"")"`);
    const after = join(folder, 'mended.csv');
    writeFileSync(after, mended.replace('CS999', 'CS301').replace('\n,24CS902', '\nCS302,24CS902'));
    const again = await hazri(dataDir, ['import', after]);
    expect(again).toMatchObject({ code: 1 });
    expect(await rosters(dataDir)).toEqual([
      'CS301 24CS900',
      'CS301 24CS901',
      'CS302 24CS900',
      'CS302 24CS902',
    ]);
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('takes several files, each with its class, and none of them when one makes no sense', async () => {
    const dataDir = await stoppedWorld();
    const [one, two] = ['one.csv', 'two.csv'].map((name) => join(folder, name));
    if (one === undefined || two === undefined) throw new Error('two files');
    writeFileSync(one, 'Roll No,Name\n24CS910,Asha Rao\n');
    writeFileSync(two, 'Roll No,Name\n24CS911,Zoë 👩🏽‍🔬\n');
    expect(await hazri(dataDir, ['import', one, '--class', 'CS301', two, '--class', 'CS999'])).toMatchObject({
      code: 65,
      said: '',
    });
    expect(
      await hazri(dataDir, ['import', one, '--class', 'CS301', `${two}x`, '--class', 'CS302']),
    ).toMatchObject({
      code: 66,
    });
    expect(await rosters(dataDir)).toEqual([]);
    const done = await hazri(dataDir, ['import', one, '--class', 'CS301', two, '--class', 'CS302']);
    expect(done).toMatchObject({ code: 0, complained: '' });
    expect(await rosters(dataDir)).toEqual(['CS301 24CS910', 'CS302 24CS911']);
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('ends with a code of its own for each thing that makes no sense', async () => {
    const dataDir = await stoppedWorld();
    const file = join(folder, 'people.csv');
    writeFileSync(file, 'Roll No,Name\nR1,student1 Test\n');
    const empty = join(folder, 'empty.csv');
    writeFileSync(empty, '');
    const cases: readonly (readonly [number, ...string[]])[] = [
      [0, file, '--class', 'CS301'],
      [66, join(folder, 'nowhere.csv'), '--class', 'CS301'],
      [66, folder, '--class', 'CS301'],
      [65, empty, '--class', 'CS301'],
      [65, file, '--class', 'CS999'],
      [65, file, '--class', 'CS301', '--by', 'professor@acem.ac.in'],
      [64, file, '--class', 'CS301', '--from', 'yesterday'],
      [65, file],
      [64, file, file, '--class', 'CS301'],
      [73, file, '--class', 'CS301', '--refused', file],
      [64, '--class', 'CS301'],
    ];
    for (const [code, ...words] of cases) {
      expect(await hazri(dataDir, ['import', ...words]), words.join(' ')).toMatchObject({ code });
    }
    expect(await hazri(join(folder, 'nothing'), ['import', file, '--class', 'CS301'])).toMatchObject({
      code: 66,
    });
    const server = await startServer({ config: testConfig(dataDir), clock });
    expect(await hazri(dataDir, ['import', file, '--class', 'CS301'])).toMatchObject({
      code: 75,
      complained: expect.stringContaining('import on the page') as string,
    });
    await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
});
