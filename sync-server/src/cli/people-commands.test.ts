/** `hazri admin create` and `hazri import`: people, from the server's own terminal. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
      [64, file],
      [64, '--class', 'CS301'],
    ];
    for (const [code, ...words] of cases) {
      expect(await hazri(dataDir, ['import', ...words]), words.join(' ')).toMatchObject({ code });
    }
    expect(await hazri(join(folder, 'nothing'), ['import', file, '--class', 'CS301'])).toMatchObject({
      code: 66,
    });
    const server = await startServer({ config: testConfig(dataDir), clock });
    expect(await hazri(dataDir, ['import', file, '--class', 'CS301'])).toMatchObject({ code: 75 });
    await server.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
});
