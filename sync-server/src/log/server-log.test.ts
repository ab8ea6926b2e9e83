/** What a started server writes about requests, however hostile: enough to find one, nothing that lets somebody in. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { startServer } from '../start-server.ts';
import type { World } from '../testing/server-world.ts';
import { login, PASSWORD, registerDevice, startWorld, sync, testConfig } from '../testing/server-world.ts';
import { openLog } from './open-log.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const TOKEN = 'AFNMDKDBQ63XMWOIPI4WW2YDYFEAAAICAMCLZCJBVCTEHS2QUJW5WMWHM7IO2';

const line = z.object({
  level: z.string(),
  time: z.iso.datetime(),
  msg: z.string(),
  id: z.optional(z.string()),
  method: z.optional(z.string()),
  route: z.optional(z.string()),
  status: z.optional(z.number()),
  ms: z.optional(z.number()),
  lines: z.optional(z.number()),
  errors: z.optional(z.array(z.string())),
});
const readLines = (text: string) =>
  text
    .split('\n')
    .filter((written) => written.startsWith('{'))
    .map((written) => line.parse(JSON.parse(written)));

describe('the program', () => {
  test('after hostile use has no token, cookie, password, code or address in its log', async () => {
    const world = await startWorld();
    const { email } = world.people.professor;
    await world.server.close();
    const port = await freePort();
    const program = await run(world.dataDir, port);
    const url = `http://127.0.0.1:${port}`;
    const secrets = [
      PASSWORD,
      'hunter2-hunter2',
      TOKEN,
      '5T2M-QX7B-9KAD',
      '73195024',
      'opensesame',
      email ?? '',
    ];
    const post = (path: string, body: string, headers: Record<string, string> = {}) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', ...headers },
      });
    const signedIn = await post('/api/auth/login', JSON.stringify({ email, password: PASSWORD }));
    expect(signedIn.status).toBe(200);
    const cookie = signedIn.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
    secrets.push(cookie.split('=')[1] ?? '');
    const wrong = await post('/api/auth/login', JSON.stringify({ email, password: 'hunter2-hunter2' }));
    await post('/api/auth/login', `{"email":"${email}","password":"hunter2-hunter2"`);
    await post('/api/auth/verify', JSON.stringify({ email, code: '73195024' }));
    await post('/api/auth/claim', JSON.stringify({ email, code: '5T2M-QX7B-9KAD', password: PASSWORD }));
    await post('/api/sync', JSON.stringify({ facts: [TOKEN] }), { cookie, 'x-hazri-signature': TOKEN });
    for (const path of [
      `/S/${TOKEN}`,
      `/R/${TOKEN}`,
      `/api/${TOKEN}?password=opensesame`,
      `/reset?code=73195024`,
    ]) {
      await fetch(`${url}${path}`, {
        headers: { cookie, authorization: 'Bearer opensesame', 'x-request-id': TOKEN },
      });
    }
    const output = await program.stop();
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(7);
      expect(output).not.toContain(secret);
    }
    const lines = readLines(output);
    expect(lines).toContainEqual(
      expect.objectContaining({
        id: wrong.headers.get('x-request-id'),
        method: 'POST',
        route: '/api/auth/login',
        status: 401,
        level: 'info',
      }),
    );
    expect(lines.filter(({ route }) => route === '/*').length).toBeGreaterThanOrEqual(3);
    expect(output).toContain('Hazri is running at http://hazri.test\n');
    rmSync(world.dataDir, { recursive: true, force: true });
  });
});

describe('a server', () => {
  let world: World;
  let written = '';
  beforeAll(async () => {
    written = '';
    world = await startWorld(3, { logLevel: 'info' }, { logTo: { write: (text) => (written += text) } });
  });
  afterAll(() => world.close());

  test('counts pushes that go well and says nothing of them; others have a line', async () => {
    const phone = await registerDevice(world, world.people.professor);
    written = '';
    await sync(world, phone, []);
    await fetch(`${world.server.url}/api/health`);
    expect(written).toBe('');
    const refused = await fetch(`${world.server.url}/api/sync`, {
      method: 'POST',
      body: 'x',
      headers: { 'content-type': 'application/json' },
    });
    expect(readLines(written)).toEqual([
      expect.objectContaining({ route: '/api/sync', status: 400, id: refused.headers.get('x-request-id') }),
    ]);
    const { professor } = world.people;
    await login(world, professor);
    await fetch(`${world.server.url}/api/classes/${world.ofClass.uuid}/staff`);
    expect(readLines(written).at(-1)).toMatchObject({ route: '/api/classes/:classId/staff', status: 401 });
    expect(written).not.toContain(world.ofClass.uuid);
  });

  test('gives every answer an id of its own, and believes nobody else’s', async () => {
    const ids = new Set<string>();
    for (const path of ['/', '/api/health', '/api/nothing', '/S/x', '/metrics']) {
      const answer = await fetch(`${world.server.url}${path}`, {
        headers: { 'x-request-id': 'chosen-by-them' },
      });
      ids.add(answer.headers.get('x-request-id') ?? '');
    }
    expect(ids.size).toBe(5);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{12}-[0-9a-z]+$/);
  });

  test('in a storm leaves lines out, and says how many', async () => {
    world.clock.advance(1_000);
    written = '';
    for (let count = 0; count < 60; count += 1) await fetch(`${world.server.url}/api/nothing`);
    expect(readLines(written)).toHaveLength(50);
    world.clock.advance(1_000);
    await fetch(`${world.server.url}/api/nothing`);
    expect(readLines(written).slice(50)).toMatchObject([{ level: 'warn', lines: 10 }, { status: 404 }]);
  });

  test('names the request in which something broke, and what broke without what it quotes', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'hazri-broken-'));
    const broken = await startServer({
      config: testConfig(dataDir, { logLevel: 'error' }),
      logTo: { write: (text) => (written += text) },
      print: () => undefined,
    });
    written = '';
    Object.assign(broken.deps.accounts, {
      signedIn: () =>
        Promise.reject(new Error(`cannot read ${TOKEN}`, { cause: new Error('password=opensesame') })),
    });
    const answer = await fetch(`${broken.url}/api/auth/me`);
    expect(answer.status).toBe(500);
    const [failed] = readLines(written);
    expect(failed).toMatchObject({ level: 'error', msg: 'failed', id: answer.headers.get('x-request-id') });
    expect(failed?.errors?.[0]).toMatch(/^Error: cannot read \[hidden\]/);
    expect(written).not.toMatch(new RegExp(`${TOKEN}|opensesame`));
    await broken.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('takes the id of a trusted proxy when it looks like one', async () => {
    const behind = await startWorld(3, { trustedProxies: ['127.0.0.1'] });
    const idFor = async (given: string) =>
      (await fetch(`${behind.server.url}/api/health`, { headers: { 'x-request-id': given } })).headers.get(
        'x-request-id',
      );
    expect(await idFor('caddy-0a1b2c3d')).toBe('caddy-0a1b2c3d');
    for (const given of ['short', 'has blank in it', 'x'.repeat(65), '<script>alert(1)</script>'])
      expect(await idFor(given)).not.toBe(given);
    await behind.close();
  });
});

test('errors that caused each other without end are told to a depth', () => {
  let written = '';
  const log = openLog('info', { write: (text) => (written += text) });
  const loop = new Error('round');
  loop.cause = loop;
  log.failure(loop);
  expect(readLines(written)[0]?.errors).toHaveLength(5);
  log.failure('only a word');
  expect(readLines(written)[1]?.errors).toEqual(['only a word']);
});

async function freePort(): Promise<number> {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  const address = holder.address();
  await new Promise((resolve) => holder.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}

/** The program as a service runs it, with every line that it has. */
async function run(dataDir: string, port: number): Promise<{ readonly stop: () => Promise<string> }> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    DATA_DIR: dataDir,
    ORIGIN: 'http://hazri.test',
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: 'debug',
    WEB_DIR: mkdtempSync(join(tmpdir(), 'hazri-web-')),
  };
  const child = spawn(process.execPath, [MAIN], { env });
  let output = '';
  const running = new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes('is running')) resolve();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', () => reject(new Error(output)));
  });
  await running;
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  return {
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
      rmSync(env.WEB_DIR, { recursive: true, force: true });
      return output;
    },
  };
}
