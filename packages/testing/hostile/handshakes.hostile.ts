/** Ten thousand WebSocket handshakes that come to nothing: the server's memory and its open files stay where they were. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServerProcess } from '../src/server-process.ts';
import { startServerProcess } from '../src/server-process.ts';
import { tried } from './kit/heard.ts';
import { ALL } from './kit/how-much.ts';
import { processSize } from './kit/process-size.ts';
import { connectTo, say } from './kit/raw-socket.ts';
import type { Handshake } from './kit/web-socket.ts';
import { frame, handshake } from './kit/web-socket.ts';

const HANDSHAKES = ALL ? 10_000 : 2_000;
/** Before the first measurement: caches are filled, code is compiled. */
const WARM_UP = ALL ? 10_000 : 1_000;
const AT_ONCE = 50;
const MAX_GROWTH_BYTES = 64 * 1_024 * 1_024;
/** Sockets that are on their way out at the moment of counting. */
const MAX_MORE_FILES = 20;

let dataDir: string;
let server: ServerProcess;
let cookie: string;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'hazri-handshakes-'));
  server = await startServerProcess(dataDir);
  const answer = await fetch(`http://127.0.0.1:${server.port}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'student@acem.ac.in', password: 'password123' }),
  });
  cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
});
afterAll(async () => {
  await server.kill();
  rmSync(dataDir, { recursive: true, force: true });
});

const address = () => `127.0.0.1:${server.port}`;
const bent = ({ headers, ...rest }: Handshake = {}, whose = cookie): string =>
  handshake(whose, { ...rest, headers: { Host: address(), Origin: `http://${address()}`, ...headers } });
const answered = /\r\n\r\n/;

const ATTEMPTS: readonly (() => Promise<unknown>)[] = [
  () => say(server.port, bent({}, ''), { until: answered }),
  () => say(server.port, bent({}, `hazri=${'x'.repeat(4_000)}`), { until: answered }),
  () => say(server.port, bent({ headers: { Origin: 'https://evil.test' } }), { until: answered }),
  () => say(server.port, bent({ headers: { 'Sec-WebSocket-Key': undefined } }), { until: answered }),
  () => say(server.port, bent({ headers: { 'Sec-WebSocket-Version': '99' } }), { until: answered }),
  () => say(server.port, bent({ path: `/api/${'x'.repeat(500)}` }), { until: answered }),
  () => say(server.port, bent({ headers: { Upgrade: 'h2c' } }), { until: answered }),
  () => say(server.port, bent({ headers: { Host: 'evil.test' } }), { until: answered }),
  () => say(server.port, [bent(), frame({ first: 0x83 })], { halfClose: true }),
  () => say(server.port, [bent(), frame({ first: 0x81, payload: Buffer.alloc(20_000) })], { halfClose: true }),
  resetAfter(() => bent()),
  resetAfter(() => bent().slice(0, 120)),
]; // prettier-ignore

/** Sends and slams the door, at no particular moment of the server's. */
function resetAfter(text: () => string): () => Promise<void> {
  return async () => {
    const socket = await connectTo(server.port);
    await new Promise<void>((done) => socket.write(text(), () => done()));
    socket.resetAndDestroy();
  };
}

async function attempt(count: number): Promise<void> {
  for (let done = 0; done < count; done += AT_ONCE) {
    const some = Array.from({ length: AT_ONCE }, (_, n) => ATTEMPTS[(done + n) % ATTEMPTS.length]);
    await Promise.all(some.flatMap((one) => (one === undefined ? [] : [one()])));
  }
}

test(`[SYNC8] ${HANDSHAKES} bad handshakes leave nothing behind`, async () => {
  await attempt(WARM_UP);
  const before = processSize(server.pid);
  await attempt(HANDSHAKES);
  tried('websocket.handshakes', WARM_UP + HANDSHAKES);
  const after = processSize(server.pid);
  const megabytes = (bytes: number): string => `${(bytes / 1_048_576).toFixed(1)} MiB`;
  const files = `${before.openFiles ?? '?'} → ${after.openFiles ?? '?'} open files`;
  process.stdout.write(
    `${HANDSHAKES} bad handshakes: ${megabytes(before.residentBytes)} → ${megabytes(after.residentBytes)}, ${files}\n`,
  );
  expect(after.residentBytes - before.residentBytes).toBeLessThan(MAX_GROWTH_BYTES);
  if (before.openFiles !== null && after.openFiles !== null)
    expect(after.openFiles - before.openFiles).toBeLessThan(MAX_MORE_FILES);
  expect((await fetch(`http://${address()}/api/health`)).status).toBe(200);
});
