/** TLS of our own: the same application over HTTPS, and what becomes of files that can't be used. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { readConfig } from '../env.ts';
import { EXIT_CODES, StartFailure } from '../start-failure.ts';
import { startServer } from '../start-server.ts';
import { makeSelfSigned } from '../testing/self-signed.ts';
import type { World } from '../testing/server-world.ts';
import { PASSWORD, startWorld, testConfig } from '../testing/server-world.ts';

const HOST = 'hazri.test';
const first = makeSelfSigned(HOST);
let folder: string;
let world: World;
const files = () => ({ cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hazri-tls-'));
  writeFileSync(files().cert, first.cert);
  writeFileSync(files().key, first.key);
  world = await startWorld(3, { origin: `https://${HOST}`, tls: files() });
});
afterAll(async () => {
  await world.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function ask(path: string, headers: Readonly<Record<string, string>> = {}, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request(
      {
        host: '127.0.0.1',
        port: world.server.port,
        path,
        method: body === undefined ? 'GET' : 'POST',
        servername: HOST,
        ca: first.cert,
        headers: { host: HOST, ...headers },
      },
      (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }),
        );
      },
    );
    asking.on('error', reject);
    asking.end(body);
  });
}

async function signIn(): Promise<string> {
  const { email } = world.people.professor;
  const json = { 'content-type': 'application/json' };
  const answer = await ask('/api/auth/login', json, JSON.stringify({ email, password: PASSWORD }));
  expect(answer.status).toBe(200);
  return answer.headers['set-cookie']?.[0] ?? '';
}

test('answers over TLS with HSTS, and gives cookies that never leave it', async () => {
  expect(world.server.url).toMatch(/^https:/);
  const health = await ask('/api/health');
  expect(health.status).toBe(200);
  expect(health.headers['strict-transport-security']).toMatch(/^max-age=\d{7,}/);
  expect(await signIn()).toMatch(/^__Host-hazri=.*; Secure/);
  await expect(fetch(`http://127.0.0.1:${world.server.port}/api/health`)).rejects.toThrow();
});

test('carries the WebSocket', async () => {
  const cookie = (await signIn()).split(';', 1)[0] ?? '';
  const socket = new WebSocket(`wss://127.0.0.1:${world.server.port}/api/live`, {
    agent: new Agent({ ca: first.cert, servername: HOST }),
    headers: { host: HOST, origin: `https://${HOST}`, cookie },
  });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  expect(world.server.deps.pokes.size()).toBe(1);
  socket.terminate();
});

function servedCertificate(): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port: world.server.port,
      servername: HOST,
      rejectUnauthorized: false,
    };
    const socket = connect(options, () => {
      const { fingerprint256 } = socket.getPeerCertificate();
      socket.destroy();
      resolve(fingerprint256);
    });
    socket.on('error', reject);
  });
}

test('takes up a renewed certificate, and keeps the one before when the files can’t be used', async () => {
  const before = await servedCertificate();
  writeFileSync(files().cert, 'half a cert');
  world.server.renewCertificate();
  expect(world.printed.at(-1)).toMatch(/^The certificate stays as it was: .*\[tls_unusable\]$/);
  expect(await servedCertificate()).toBe(before);
  const renewed = makeSelfSigned(HOST);
  writeFileSync(files().cert, renewed.cert);
  writeFileSync(files().key, renewed.key);
  world.server.renewCertificate();
  expect(world.printed.at(-1)).toMatch(/^Certificate read again: valid until /);
  expect(await servedCertificate()).not.toBe(before);
});

test('files that can’t be used end the start with one clear line and a code of their own', async () => {
  const at = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const good = { cert: at('a.pem', first.cert), key: at('a.key', first.key) };
  const cases = [
    [{ ...good, cert: join(folder, 'nowhere.pem') }, /TLS_CERT .*nowhere\.pem can't be read/],
    [{ ...good, key: join(folder, 'nowhere.key') }, /TLS_KEY .*nowhere\.key can't be read/],
    [{ ...good, cert: at('b.pem', 'hello') }, /TLS_CERT .*b\.pem holds no certificate/],
    [{ ...good, key: good.cert }, /TLS_KEY .*a\.pem holds no private key/],
    [{ ...good, key: at('b.key', makeSelfSigned(HOST).key) }, /doesn't belong to the certificate/],
  ] as const;
  for (const [tls, words] of cases) {
    const data = mkdtempSync(join(folder, 'data-'));
    const started = startServer({ config: testConfig(data, { origin: `https://${HOST}`, tls }) });
    const failure: unknown = await started.catch((cause: unknown) => cause);
    expect(failure).toBeInstanceOf(StartFailure);
    expect(failure).toMatchObject({
      reason: 'tls_unusable',
      message: expect.stringMatching(words) as string,
    });
    // The folder is free again.
    await (await startServer({ config: testConfig(data), print: () => undefined })).close();
  }
  expect(EXIT_CODES.tls_unusable).toBe(22);
});

test('the two settings go together, with an address that says https', () => {
  const read = (env: Readonly<Record<string, string>>) =>
    readConfig({ DATA_DIR: folder, ...env }, { packageDir: folder });
  const both = { TLS_CERT: '/etc/hazri/cert.pem', TLS_KEY: '/etc/hazri/key.pem' };
  expect(read({ ...both, ORIGIN: 'https://hazri.test' })).toMatchObject({
    ok: true,
    value: { tls: { cert: both.TLS_CERT, key: both.TLS_KEY } },
  });
  expect(read({ TLS_CERT: both.TLS_CERT, ORIGIN: 'https://hazri.test' })).toMatchObject({ ok: false });
  expect(read({ TLS_KEY: both.TLS_KEY, ORIGIN: 'https://hazri.test' })).toMatchObject({ ok: false });
  expect(read({ ...both, ORIGIN: 'http://hazri.test' })).toMatchObject({ ok: false });
  expect(read(both)).toMatchObject({ ok: false });
  expect(read({ ORIGIN: 'https://hazri.test' })).toMatchObject({ ok: true, value: { tls: null } });
});
