/** What `deploy/assemble.sh` puts together runs on its own, serves the app, is backed up beside it and stops when asked. */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');

let base: string;
let app: string;
let origin: string;
let environment: Record<string, string>;
let server: ChildProcess;

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'hazri-assembled-'));
  app = join(base, 'app');
  const pnpm = process.env['npm_execpath'];
  execFileSync('sh', [join(ROOT, 'deploy', 'assemble.sh'), app], {
    env: { ...process.env, ...(pnpm === undefined ? {} : { PNPM: pnpm }) },
    stdio: 'pipe',
  });
  const port = await freePort();
  origin = `http://127.0.0.1:${port}`;
  environment = {
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
    NODE_ENV: 'production',
    ORIGIN: origin,
    HOST: '127.0.0.1',
    PORT: String(port),
    DATA_DIR: join(base, 'data'),
    WEB_DIR: join(app, 'web'),
  };
  // From another folder, with nothing of the workspace around it.
  server = spawn('node', [join(app, 'dist', 'main.js')], { cwd: base, env: environment, stdio: 'pipe' });
  await running(server);
}, 180_000);

afterAll(() => {
  server.kill('SIGKILL');
  rmSync(base, { recursive: true, force: true });
});

test('the server is healthy and serves the app that was built', async () => {
  const health = await fetch(`${origin}/api/health`);
  expect(await health.json()).toMatchObject({ status: 'ok', database: 'ok' });
  const page = await fetch(`${origin}/login`);
  expect(page.headers.get('content-type')).toContain('text/html');
  const html = await page.text();
  const script = /\/_app\/immutable\/[^"]+\.js/.exec(html)?.[0] ?? '';
  expect((await fetch(`${origin}${script}`)).status).toBe(200);
  expect((await fetch(`${origin}/service-worker.js`)).status).toBe(200);
});

test('the thread that reads files of people is part of it', async () => {
  const file = new Uint8Array(Buffer.from('Name;Number\nRao;1\n'));
  const thread = new Worker(join(app, 'dist', 'read-file-worker.js'), { workerData: file });
  const [read] = (await once(thread, 'message')) as readonly unknown[];
  await thread.terminate();
  expect(read).toMatchObject({ ok: true, value: { kind: 'csv', rows: [{ line: 1 }, { line: 2 }] } });
});

test('it has no demo accounts', async () => {
  const answer = await fetch(`${origin}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'professor@acem.ac.in', password: 'password123' }),
  });
  expect(answer.status).toBe(401);
});

test('its command checks and backs up beside the running server', () => {
  const hazri = (...words: string[]) =>
    execFileSync(join(app, 'hazri'), words, { cwd: base, env: environment, encoding: 'utf8' });
  expect(hazri('check')).toContain('is whole');
  hazri('backup', join(base, 'backup.db'));
  expect(existsSync(join(base, 'backup.db'))).toBe(true);
  expect(hazri('audit', 'verify')).toContain('the chain holds');
});

test('it stops by itself when asked', async () => {
  const ended = new Promise<number | null>((resolve) => server.once('exit', resolve));
  server.kill('SIGTERM');
  expect(await ended).toBe(0);
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

function running(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const hear = (chunk: Buffer) => {
      text += chunk.toString();
      if (text.includes('Hazri is running')) resolve();
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code) => reject(new Error(`the server ended with ${String(code)}:\n${text}`)));
  });
}
