/** HTTP that no client library sends: lengths that lie, bodies that drip, headers that flood. Answered or closed. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MAX_SYNC_BYTES, SIGNATURE_HEADER, SYNC_SIGNATURE_LABEL } from '@hazri/sync-protocol';
import type { Device } from './kit/device.ts';
import { fact, newId, request, signature, takeDevice } from './kit/device.ts';
import type { Reply } from './kit/raw-socket.ts';
import { connectTo, reasons, say, statuses } from './kit/raw-socket.ts';
import type { School } from './kit/school.ts';
import { openSchool } from './kit/school.ts';

const HALF_OPEN = 300;
const MEGABYTE = 1_024 * 1_024;

let school: School;
let phone: Device;
beforeAll(async () => {
  school = await openSchool();
  const [student] = school.students;
  if (!student) throw new Error('a student');
  phone = await takeDevice(school, student);
});
afterAll(() => school.close());
// Whatever was done to one connection, the next person is answered.
afterEach(async () => {
  expect((await fetch(`${school.url}/api/health`)).status).toBe(200);
  expect(school.takeMistakes()).toEqual([]);
});

const head = (line: string, ...headers: readonly string[]): string =>
  `${[line, 'Host: hazri.test', ...headers].join('\r\n')}\r\n\r\n`;
const JSON_BODY = 'Content-Type: application/json';
const SYNC = 'POST /api/sync HTTP/1.1';

function syncHead(body: string, ...headers: readonly string[]): string {
  const signed = `${SIGNATURE_HEADER}: ${signature(phone, SYNC_SIGNATURE_LABEL, body)}`;
  return head(SYNC, JSON_BODY, `Cookie: ${phone.cookie}`, signed, ...headers);
}
const length = (bytes: number): string => `Content-Length: ${bytes}`;
const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`;

/** A scan that would be kept if it were taken in. */
function scanRequest(): { readonly id: string; readonly body: string } {
  const scannedAt = school.clock.now();
  const stated = fact(school, 'scan', { tokens: [{ text: 'A', gapMs: 0 }], scannedAt, how: 'camera' });
  return { id: stated.id, body: JSON.stringify(request(school, phone, [stated])) };
}

async function isStored(id: string): Promise<boolean> {
  const { client } = school.server.deps.database;
  return (await client.execute({ sql: 'SELECT 1 FROM facts WHERE id = ?', args: [id] })).rows.length > 0;
}

const CLOSED = 'closed';
const seen = (reply: Reply) => [statuses(reply), reasons(reply), reply.end];

describe('lengths', () => {
  test('[SYNC10] a chunked body that never ends is cut off after 64 KiB: 413 body_too_large', async () => {
    const part = chunk(' '.repeat(0x4000));
    const parts = Array.from({ length: 512 }, () => part);
    const reply = await say(school.port, [head(SYNC, JSON_BODY, 'Transfer-Encoding: chunked'), ...parts]);
    expect(seen(reply)).toEqual([[413], ['body_too_large'], CLOSED]);
  });

  test.each([MAX_SYNC_BYTES + 1, 2 ** 31, 2 ** 53, 10 ** 18])(
    '[SYNC10] a length of %d is refused before a byte of it is read',
    async (bytes) => {
      const reply = await say(school.port, head(SYNC, JSON_BODY, length(bytes)), { until: /"reason"/ });
      expect(seen(reply).slice(0, 2)).toEqual([[413], ['body_too_large']]);
    },
  );

  test.each(['-1', '1e3', '0x10', '5, 6', '', '99999999999999999999999'])(
    '[SYNC10] a length of %j isn’t HTTP: 400',
    async (bytes) => {
      const reply = await say(school.port, [head(SYNC, JSON_BODY, `Content-Length: ${bytes}`), '{}']);
      expect([statuses(reply)[0], reply.end]).toEqual([400, CLOSED]);
    },
  );

  test('[SYNC10] shorter than the body: what is cut off is nothing, and the rest is no request', async () => {
    const { id, body } = scanRequest();
    const reply = await say(school.port, [syncHead(body, length(body.length - 5)), body]);
    // The parser may close on what follows before the answer to what came first is written.
    expect(statuses(reply).every((status) => status === 400)).toBe(true);
    expect(reply.end).toBe(CLOSED);
    expect(await isStored(id)).toBe(false);
  });

  test('[SYNC10] longer than the body, then the sender hangs up: nothing of it is applied', async () => {
    const { id, body } = scanRequest();
    const reply = await say(school.port, [syncHead(body, length(body.length + 5)), body], {
      halfClose: true,
    });
    expect(reply.end).toBe(CLOSED);
    expect(statuses(reply)).not.toContain(200);
    expect(await isStored(id)).toBe(false);
  });

  test('[SYNC10] both a length and chunks, as smugglers do: 400, nothing applied', async () => {
    const { id, body } = scanRequest();
    const reply = await say(school.port, [
      syncHead(body, length(4), 'Transfer-Encoding: chunked'),
      `${chunk(body)}0\r\n\r\n`,
    ]);
    expect([statuses(reply)[0], reply.end]).toEqual([400, CLOSED]);
    expect(await isStored(id)).toBe(false);
  });

  test.each(['chunked, identity', 'xchunked', 'gzip, chunked', 'chunked;x=1'])(
    '[SYNC10] Transfer-Encoding %s: nothing applied',
    async (coding) => {
      const { id, body } = scanRequest();
      const signed = `${SIGNATURE_HEADER}: ${signature(phone, SYNC_SIGNATURE_LABEL, `x${body}`)}`;
      const bent = head(SYNC, JSON_BODY, signed, `Transfer-Encoding: ${coding}`);
      const reply = await say(school.port, [bent, `${chunk(body)}0\r\n\r\n`], { halfClose: true });
      expect(statuses(reply).every((status) => status >= 400 && status < 500)).toBe(true);
      expect(await isStored(id)).toBe(false);
    },
  );

  test.each(['zz\r\n{}\r\n0\r\n\r\n', '-1\r\n\r\n', 'ffffffffffffffffff\r\n', '2\r\n{}xx0\r\n\r\n'])(
    '[SYNC10] a chunk that is none (%j): refused',
    async (bytes) => {
      const bent = head(SYNC, JSON_BODY, 'Transfer-Encoding: chunked');
      const reply = await say(school.port, [bent, bytes]);
      expect([statuses(reply).every((status) => status === 400), reply.end]).toEqual([true, CLOSED]);
    },
  );

  test('[SYNC10] chunks with long extensions are no way round the limit', async () => {
    const part = `1;${'x'.repeat(20_000)}\r\n \r\n`;
    const parts = Array.from({ length: 100 }, () => part);
    const reply = await say(school.port, [head(SYNC, JSON_BODY, 'Transfer-Encoding: chunked'), ...parts]);
    expect([statuses(reply), reply.end]).toEqual([[413], CLOSED]);
  });

  test('[SYNC10] a compressed body isn’t unpacked: 400 body_malformed', async () => {
    const reply = await say(
      school.port,
      [head(SYNC, JSON_BODY, 'Content-Encoding: gzip', length(4)), '\x1f\x8b\x08\x00'],
      {
        until: /"reason"/,
      },
    );
    expect(reasons(reply)).toEqual(['body_malformed']);
  });
});

describe('headers', () => {
  test('[HTTP] 100 KiB of one header: 431', async () => {
    const reply = await say(school.port, head('GET /api/health HTTP/1.1', `X: ${'x'.repeat(100 * 1_024)}`));
    expect([statuses(reply), reply.end]).toEqual([[431], CLOSED]);
  });

  test('[HTTP] a flood of small ones: 431', async () => {
    const flood = Array.from({ length: 20_000 }, (_, n) => `X-${n}: y`);
    const reply = await say(school.port, head('GET /api/health HTTP/1.1', ...flood));
    expect([statuses(reply), reply.end]).toEqual([[431], CLOSED]);
  });

  test('[HTTP] headers that never end are cut off: 431', async () => {
    const parts = Array.from({ length: 2_000 }, (_, n) => `X-${n}: ${'y'.repeat(500)}\r\n`);
    const reply = await say(school.port, ['GET /api/health HTTP/1.1\r\nHost: hazri.test\r\n', ...parts]);
    expect([statuses(reply), reply.end]).toEqual([[431], CLOSED]);
  });

  test.each([
    ['no Host', 'GET /api/health HTTP/1.1\r\n\r\n', 400],
    ['a name with a space', head('GET /api/health HTTP/1.1', 'X y: z'), 400],
    ['a value with a NUL', head('GET /api/health HTTP/1.1', 'X: a\0b'), 400],
    ['a bare line feed', 'GET /api/health HTTP/1.1\nHost: hazri.test\n\nGET / HTTP/1.1\n\n', 400],
    ['a folded line', head('GET /api/health HTTP/1.1', 'X: a', ' b'), 400],
    ['a method that is none', head('HAZRI /api/health HTTP/1.1'), 400],
    ['a version to come', head('GET /api/health HTTP/3.0'), 400],
    ['the greeting of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['the greeting of TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
    ['a space in the path', head('GET /api/health /x HTTP/1.1'), 400],
  ] as const)('[HTTP] %s', async (_name, bytes, status) => {
    const reply = await say(school.port, bytes, { halfClose: true });
    expect([statuses(reply)[0], reply.end]).toEqual([status, CLOSED]);
  });

  test.each([
    ['OPTIONS *', head('OPTIONS * HTTP/1.1', 'Connection: close')],
    ['an address instead of a path', head('GET http://evil.test/api/health HTTP/1.1', 'Connection: close')],
    ['an address of another kind', head('GET ftp://evil.test/ HTTP/1.1', 'Connection: close')],
    ['TRACE', head('TRACE /api/health HTTP/1.1', 'Connection: close')],
    ['CONNECT', head('CONNECT evil.test:443 HTTP/1.1')],
    ['a Host that is none', 'GET /api/health HTTP/1.1\r\nHost: a b/c?#\r\nConnection: close\r\n\r\n'],
    ['bytes above ASCII in the path', head('GET /\xff\xfe\x80 HTTP/1.1', 'Connection: close')],
  ] as const)('[HTTP] %s: answered or closed, never a 5xx of ours but "not built"', async (_name, bytes) => {
    const reply = await say(school.port, bytes, { halfClose: true });
    expect(reply.end).toBe(CLOSED);
    expect(statuses(reply)).not.toContain(500);
  });
});

describe('manners', () => {
  test('[HTTP] Expect: 100-continue is heeded; another expectation is 417', async () => {
    const { body } = scanRequest();
    const asked = syncHead(body, length(body.length), 'Expect: 100-continue', 'Connection: close');
    expect(statuses(await say(school.port, [asked, body]))).toEqual([100, 200]);
    const other = syncHead(body, length(body.length), 'Expect: a miracle', 'Connection: close');
    expect(statuses(await say(school.port, [other, body]))).toEqual([417]);
  });

  test('[HTTP] 1.0 is answered and closed', async () => {
    const reply = await say(school.port, head('GET /api/health HTTP/1.0'));
    expect([statuses(reply), reply.end]).toEqual([[200], CLOSED]);
    const nobodys = await say(school.port, 'GET /api/health HTTP/1.0\r\n\r\n');
    expect([statuses(nobodys), nobodys.end]).toEqual([[400], CLOSED]);
  });

  test('[HTTP] pipelined requests are answered each, in order', async () => {
    const paths = Array.from({ length: 30 }, (_, n) =>
      n % 2 === 0 ? '/api/health' : `/api/nothing?${newId(school)}`,
    );
    const bytes = paths.map((path) => head(`GET ${path} HTTP/1.1`)).join('');
    const last = head('GET /api/auth/me HTTP/1.1', 'Connection: close');
    const reply = await say(school.port, bytes + last);
    expect(statuses(reply)).toEqual([...paths.map((_, n) => (n % 2 === 0 ? 200 : 404)), 401]);
  });

  test('[SYNC1] fifty pipelined pushes of one fact: it is kept once, each is told', async () => {
    const { id, body } = scanRequest();
    const one = syncHead(body, length(body.length)) + body;
    const last = syncHead(body, length(body.length), 'Connection: close') + body;
    const reply = await say(school.port, one.repeat(49) + last);
    const told = [...reply.text.matchAll(/"outcome":"([a-z]+)"/g)].map(([, outcome]) => outcome);
    expect(statuses(reply)).toEqual(Array.from({ length: 50 }, () => 200));
    expect(told.filter((outcome) => outcome === 'duplicate')).toHaveLength(49);
    expect(await isStored(id)).toBe(true);
  });

  test('[SYNC10] a body that drips byte by byte is taken in, and holds nobody up', async () => {
    const { id, body } = scanRequest();
    const socket = await connectTo(school.port);
    let text = '';
    socket.on('data', (part: Buffer) => (text += part.toString()));
    socket.write(syncHead(body, length(body.length)));
    for (let at = 0; at < body.length; at += 4) {
      socket.write(body.slice(at, at + 4));
      await sleep(2);
    }
    expect((await fetch(`${school.url}/api/health`)).status).toBe(200);
    await expect.poll(() => text).toMatch(/^HTTP\/1.1 200/);
    socket.destroy();
    expect(await isStored(id)).toBe(true);
  });

  test(`[HTTP] ${HALF_OPEN} connections that say nothing, or half of something, hold nobody up`, async () => {
    const { body } = scanRequest();
    const openings = [
      '',
      'G',
      'GET /api/health HTTP/1.1\r\nHost: ',
      `${syncHead(body, length(body.length))}{`,
    ];
    const sockets = await Promise.all(
      Array.from({ length: HALF_OPEN }, async (_, n) => {
        const socket = await connectTo(school.port);
        socket.write(openings[n % openings.length] ?? '');
        return socket;
      }),
    );
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => (await fetch(`${school.url}/api/health`)).status),
    );
    expect(answers).toEqual(Array.from({ length: 20 }, () => 200));
    for (const socket of sockets) socket.destroy();
  });

  test('[HTTP] a reset in the middle of a body is nobody’s mistake', async () => {
    const { id, body } = scanRequest();
    for (let n = 0; n < 50; n += 1) {
      const socket = await connectTo(school.port);
      socket.write(syncHead(body, length(body.length)) + body.slice(0, n * 4));
      socket.resetAndDestroy();
    }
    expect(await isStored(id)).toBe(false);
  });

  test('[SYNC10] megabytes to a route that reads none are not read to their end', async () => {
    const parts = Array.from({ length: 128 }, () => Buffer.alloc(MEGABYTE, ' '));
    const reply = await say(school.port, [
      head('POST /api/nothing HTTP/1.1', JSON_BODY, length(1_000 * MEGABYTE)),
      ...parts,
    ]);
    expect([statuses(reply), reply.end]).toEqual([[404], CLOSED]);
  });
});
