import { mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FAILURES } from '../auth/throttle.ts';
import { startServer } from '../start-server.ts';
import type { TestDevice, World } from '../testing/server-world.ts';
import { login, post, registerDevice, startWorld, syncRaw, testConfig } from '../testing/server-world.ts';

let world: World;
let phone: TestDevice;
const ORIGIN = 'http://hazri.test';

beforeAll(async () => {
  world = await startWorld();
  const [student] = world.people.students;
  if (!student) throw new Error('a student');
  phone = await registerDevice(world, student);
});
afterAll(() => world.close());

async function reason(response: Response): Promise<string> {
  const body: unknown = await response.json();
  return `${response.status} ${typeof body === 'object' && body !== null && 'reason' in body ? String(body.reason) : '-'}`;
}
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${world.server.url}${path}`, { headers });
const LOGIN = { email: 'student1@acem.ac.in', password: 'wrong password' };

describe('who may change anything', () => {
  test.each([
    ['cross-site', { 'sec-fetch-site': 'cross-site' }, '403 csrf_failed'],
    ['same-site is another origin', { 'sec-fetch-site': 'same-site' }, '403 csrf_failed'],
    ['same-origin', { 'sec-fetch-site': 'same-origin' }, '401 invalid_credentials'],
    ['foreign Origin', { origin: 'http://evil.test' }, '403 csrf_failed'],
    ['Origin with our name in front', { origin: `${ORIGIN}.evil.test` }, '403 csrf_failed'],
    ['null Origin', { origin: 'null' }, '403 csrf_failed'],
    ['own Origin', { origin: ORIGIN }, '401 invalid_credentials'],
    ['no browser', {}, '401 invalid_credentials'],
  ])('[CSRF] %s', async (_name, headers, expected) => {
    expect(await reason(await post(world, '/api/auth/login', LOGIN, headers))).toBe(expected);
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    '[CSRF] content type "%s" is not understood',
    async (type) => {
      const response = await post(world, '/api/auth/login', LOGIN, { 'content-type': type });
      expect(await reason(response)).toBe('415 unsupported_media_type');
    },
  );
});

describe('bodies', () => {
  const raw = (body: string) => post(world, '/api/auth/login', body);
  test.each([
    ['not JSON', '{'],
    ['__proto__', '{"__proto__":{"email":"a"},"email":"a","password":"b"}'],
    ['__proto__ escaped', '{"\\u005f_proto__":1,"email":"a","password":"b"}'],
    ['10,000 deep', `${'['.repeat(10_000 / 3)}${']'.repeat(10_000 / 3)}`],
    ['another shape', '[]'],
    ['an extra field', '{"email":"a","password":"b","role":"administrator"}'],
  ])('[SYNC10] %s is body_malformed', async (_name, body) => {
    expect(await reason(await raw(body))).toBe('400 body_malformed');
  });

  test('[SYNC10] invalid UTF-8 is body_malformed', async () => {
    const response = await fetch(`${world.server.url}/api/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Uint8Array.of(0x22, 0xff, 0x22),
    });
    expect(await reason(response)).toBe('400 body_malformed');
  });

  test('[SYNC10] more than 8 KiB is body_too_large', async () => {
    expect(await reason(await raw(JSON.stringify({ email: 'a'.repeat(9_000), password: 'b' })))).toBe(
      '413 body_too_large',
    );
  });

  test('[SYNC10] a chunked body is counted while it is read', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(world.server.port, '127.0.0.1');
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk.toString();
        if (text.includes('body_too_large')) socket.end();
      });
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
      socket.write(
        'POST /api/sync HTTP/1.1\r\nHost: hazri.test\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
      );
      const chunk = `2000\r\n${' '.repeat(0x2000)}\r\n`;
      socket.write(chunk.repeat(9));
    });
    expect(answer).toMatch(/^HTTP\/1.1 413/);
  });

  test('[SYNC10] 101 facts are batch_too_large, and nothing of them is applied', async () => {
    const facts = Array.from({ length: 101 }, () => ({}));
    expect(await reason(await syncRaw(world, phone, facts))).toBe('413 batch_too_large');
  });
});

describe('login', () => {
  test('[AUTH] a malformed cookie never throws', async () => {
    for (const cookie of ['hazri', 'hazri=%', 'a=%; hazri=%E0%A4', `hazri=${'x'.repeat(5_000)}`, ';;;=']) {
      expect(await reason(await get('/api/auth/me', { cookie }))).toBe('401 login_required');
    }
  });

  test('[AUTH] logging in again ends the login before; logging out ends it too', async () => {
    const [, student] = world.people.students;
    if (!student) throw new Error('a student');
    const first = await login(world, student);
    const again = await post(
      world,
      '/api/auth/login',
      { email: student.email, password: 'correct horse' },
      { cookie: first },
    );
    const second = again.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
    expect(again.headers.get('set-cookie')).toMatch(/Path=\/; HttpOnly; SameSite=Lax/);
    expect((await get('/api/auth/me', { cookie: first })).status).toBe(401);
    expect((await get('/api/auth/me', { cookie: second })).status).toBe(200);
    expect((await post(world, '/api/auth/logout', {}, { cookie: second })).status).toBe(204);
    expect((await get('/api/auth/me', { cookie: second })).status).toBe(401);
  });

  test('[AUTH] a login ends 30 days after it began, however much it is used', async () => {
    const other = await startWorld();
    try {
      const cookie = await login(other, other.people.professor);
      const me = () => fetch(`${other.server.url}/api/auth/me`, { headers: { cookie } });
      for (let day = 0; day < 29; day += 1) {
        other.clock.advance(86_400_000);
        expect((await me()).status).toBe(200);
      }
      other.clock.advance(86_400_000);
      expect((await me()).status).toBe(401);
    } finally {
      await other.close();
    }
  });

  test('[AUTH] only the hash of the cookie is stored', async () => {
    const cookie = await login(world, world.people.other);
    const token = cookie.split('=')[1] ?? '';
    const dump = await world.server.deps.database.client.execute('SELECT id FROM auth_sessions');
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(dump.rows.map((row) => row[0])).not.toContain(token);
  });

  test('[AUTH] too many wrong passwords make one wait, another account is not held up', async () => {
    const tries = { email: 'nobody@acem.ac.in', password: 'wrong password' };
    for (let count = 0; count < FAILURES.perAccount; count += 1) await post(world, '/api/auth/login', tries);
    const refused = await post(world, '/api/auth/login', tries);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await reason(refused)).toBe('429 too_many_tries');
    await login(world, world.people.other);
    world.clock.advance(10 * 60_000);
    expect(await reason(await post(world, '/api/auth/login', tries))).toBe('401 invalid_credentials');
  });
});

describe('the web app', () => {
  test('[WEB] says so while it is not built', async () => {
    const response = await get('/');
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('isn’t built yet');
  });

  test('[WEB] caching, fallback and misses', async () => {
    const webDir = join(world.dataDir, 'built');
    mkdirSync(join(webDir, '_app/immutable'), { recursive: true });
    writeFileSync(join(webDir, '200.html'), '<!doctype html>app');
    writeFileSync(join(webDir, 'service-worker.js'), 'self');
    writeFileSync(join(webDir, '_app/immutable/a.js'), 'plain');
    writeFileSync(join(webDir, '_app/immutable/a.js.br'), 'brotli');
    const built = await startWorld(3, { webDir });
    try {
      const read = (path: string, headers: Record<string, string> = {}) =>
        fetch(`${built.server.url}${path}`, { headers });
      const immutable = await read('/_app/immutable/a.js', { 'accept-encoding': 'gzip' });
      expect(immutable.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(await immutable.text()).toBe('plain');
      const worker = await read('/service-worker.js');
      expect(worker.headers.get('cache-control')).toBe('no-cache');
      const again = await read('/service-worker.js', { 'if-none-match': worker.headers.get('etag') ?? '' });
      expect(again.status).toBe(304);
      for (const path of ['/', '/student/scan', '/S/ABC', '/professor/sessions/1/present']) {
        const page = await read(path);
        expect([path, page.status, await page.text()]).toEqual([path, 200, '<!doctype html>app']);
        expect(page.headers.get('cache-control')).toBe('no-cache');
        expect(page.headers.get('content-security-policy')).toBe("frame-ancestors 'none'");
        expect(page.headers.get('permissions-policy')).toBe('camera=(self)');
        expect(page.headers.get('referrer-policy')).toBe('no-referrer');
        expect(page.headers.get('x-content-type-options')).toBe('nosniff');
      }
      for (const path of ['/_app/immutable/gone.js', '/_app/gone', '/..%2f.env', '/.env', '/gone.png']) {
        expect([path, (await read(path)).status]).toEqual([path, 404]);
      }
      expect((await read('/api/nothing')).headers.get('content-type')).toBe('application/problem+json');
      expect((await read('/api/nothing')).status).toBe(404);
    } finally {
      await built.close();
    }
  });
});

describe('demo mode', () => {
  test('[DEMO] answers this machine only, and has accounts', async () => {
    const dataDir = join(world.dataDir, 'demo');
    const demo = await startServer({
      config: testConfig(dataDir, { demo: true, origin: null }),
      clock: world.clock,
    });
    try {
      const body = JSON.stringify({ email: 'professor@acem.ac.in', password: 'password123' });
      const ask = (headers: Record<string, string> = {}) =>
        fetch(`${demo.url}/api/auth/login`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body,
        });
      expect((await ask()).status).toBe(200);
      expect(await reason(await ask({ 'x-forwarded-for': '10.0.0.1' }))).toBe('403 address_forbidden');
      const host = await new Promise<string>((resolve) => {
        const socket = connect(demo.port, '127.0.0.1');
        socket.on('data', (chunk) => {
          resolve(chunk.toString());
          socket.destroy();
        });
        socket.write('GET /api/health HTTP/1.1\r\nHost: rebound.evil.test\r\n\r\n');
      });
      expect(host).toMatch(/^HTTP\/1.1 403/);
    } finally {
      await demo.close();
    }
  });

  test('[DEMO] there are no demo accounts outside it', async () => {
    const body = { email: 'professor2@acem.ac.in', password: 'password123' };
    expect(await reason(await post(world, '/api/auth/login', body))).toBe('401 invalid_credentials');
  });
});
