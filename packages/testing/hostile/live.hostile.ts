/** `GET /api/live` with handshakes and frames that are wrong: each refused by number, nobody left sitting (SYNC8). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { logIn, post } from './kit/device.ts';
import { say, statuses } from './kit/raw-socket.ts';
import type { School } from './kit/school.ts';
import { openSchool } from './kit/school.ts';
import { seededBelow } from './kit/seeded-below.ts';
import type { Frame, Handshake } from './kit/web-socket.ts';
import { closeCode, frame, handshake } from './kit/web-socket.ts';

const TEXT = 0x81;
const BINARY = 0x82;
const MAX_FRAME_BYTES = 16 * 1024;
const RANDOM_TALKS = 300;
const SEED = 6_455;

let school: School;
let cookie: string;
let ended: string;
beforeAll(async () => {
  school = await openSchool();
  const [first, second] = school.students;
  if (!first || !second) throw new Error('two students');
  cookie = await logIn(school, first);
  ended = await logIn(school, second);
  await post(school, '/api/auth/logout', '{}', { cookie: ended });
});
afterAll(() => school.close());
beforeEach(() => expect.poll(() => school.server.deps.pokes.size()).toBe(0));

describe('handshakes', () => {
  const CASES: readonly (readonly [string, () => string, Handshake, number])[] = [
    ['control: right', () => cookie, {}, 101],
    ['no cookie', () => '', {}, 401],
    ['a cookie after logout', () => ended, {}, 401],
    ['a cookie that is none', () => 'hazri=%', {}, 401],
    ['no Origin', () => cookie, { headers: { Origin: undefined } }, 403],
    ['a foreign Origin', () => cookie, { headers: { Origin: 'https://evil.test' } }, 403],
    ['an Origin with our name in front', () => cookie, { headers: { Origin: 'http://hazri.test.evil.test' } }, 403],
    ['Origin null', () => cookie, { headers: { Origin: 'null' } }, 403],
    ['another path', () => cookie, { path: '/api/sync' }, 404],
    ['POST', () => cookie, { method: 'POST' }, 405],
    ['no key', () => cookie, { headers: { 'Sec-WebSocket-Key': undefined } }, 400],
    ['a short key', () => cookie, { headers: { 'Sec-WebSocket-Key': 'AAAA' } }, 400],
    ['an old version', () => cookie, { headers: { 'Sec-WebSocket-Version': '7' } }, 400],
    ['no version', () => cookie, { headers: { 'Sec-WebSocket-Version': undefined } }, 400],
    ['a Host that is none', () => cookie, { headers: { Host: 'a b/c' } }, 400],
    ['a subprotocol list that is none', () => cookie, { headers: { 'Sec-WebSocket-Protocol': ',,' } }, 400],
  ]; // prettier-ignore
  test.each(CASES)('[SYNC8] %s', async (_name, whose, wrong, status) => {
    const reply = await say(school.port, handshake(whose(), wrong), { until: /\r\n\r\n/ });
    expect(statuses(reply)).toEqual([status]);
  });

  test('[SYNC8] an upgrade to something else is answered as if nobody had asked for it', async () => {
    const wrong = { path: '/api/health', headers: { Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABk' } };
    const reply = await say(school.port, handshake(cookie, wrong), { until: /"status":"ok"/ });
    expect([statuses(reply), reply.end]).toEqual([[200], 'open']);
  });
});

describe('frames', () => {
  const bytes = (length: number): Uint8Array => Buffer.alloc(length, 'x');
  const CASES: readonly (readonly [string, readonly Frame[], number])[] = [
    ['a text', [{ first: TEXT, payload: bytes(2) }], 1008],
    ['an empty text', [{ first: TEXT }], 1008],
    ['bytes', [{ first: BINARY, payload: bytes(100) }], 1008],
    ['the largest that is read', [{ first: TEXT, payload: bytes(MAX_FRAME_BYTES) }], 1008],
    ['one byte more', [{ first: TEXT, payload: bytes(MAX_FRAME_BYTES + 1) }], 1009],
    ['a length of 2^40 and nothing behind it', [{ first: TEXT, claimedLength: 2n ** 40n }], 1009],
    ['a length beyond all numbers', [{ first: TEXT, claimedLength: 2n ** 63n }], 1009],
    ['many fragments that are too much together', Array.from({ length: 20 }, (_, n) => ({ first: n === 0 ? 1 : 0, payload: bytes(1_000) })), 1009],
    ['text that is no UTF-8', [{ first: TEXT, payload: Uint8Array.of(0xff, 0xfe) }], 1007],
    ['not masked', [{ first: TEXT, payload: bytes(2), masked: false }], 1002],
    ['a reserved bit', [{ first: TEXT | 0x40, payload: bytes(2) }], 1002],
    ['an opcode that is none', [{ first: 0x83 }], 1002],
    ['a continuation of nothing', [{ first: 0x80, payload: bytes(2) }], 1002],
    ['a ping in pieces', [{ first: 0x09, payload: bytes(2) }], 1002],
    ['a ping that is too long', [{ first: 0x89, payload: bytes(126) }], 1002],
    ['a close of one byte', [{ first: 0x88, payload: bytes(1) }], 1002],
    ['a close with a code nobody may send', [{ first: 0x88, payload: Uint8Array.of(3, 237) }], 1002],
  ]; // prettier-ignore
  test.each(CASES)('[SYNC8] %s', async (_name, frames, code) => {
    const reply = await say(school.port, [handshake(cookie), ...frames.map(frame)], { halfClose: true });
    expect([statuses(reply), closeCode(reply), reply.end]).toEqual([[101], code, 'closed']);
  });

  test('[SYNC8] a ping is answered and nothing else happens', async () => {
    const ping = frame({ first: 0x89, payload: Buffer.from('still there?') });
    const reply = await say(school.port, [handshake(cookie), ping], { until: /still there\?/ });
    expect(reply.end).toBe('open');
  });

  test('[SYNC8] a close is answered', async () => {
    const reply = await say(school.port, [
      handshake(cookie),
      frame({ first: 0x88, payload: Uint8Array.of(3, 232) }),
    ]);
    expect([closeCode(reply), reply.end]).toEqual([1000, 'closed']);
  });
});

test(`[SYNC8] ${RANDOM_TALKS} talks of random bytes (seed ${SEED}): closed, forgotten, server well`, async () => {
  const below = seededBelow(SEED);
  const noise = (): Uint8Array => Uint8Array.from({ length: 1 + below(400) }, () => below(256));
  for (let n = 0; n < RANDOM_TALKS; n += 20) {
    const talks = Array.from({ length: 20 }, () => [handshake(cookie), noise(), noise()]);
    await Promise.all(
      talks.map((pieces) => say(school.port, pieces, { halfClose: true, patienceMs: 2_000 })),
    );
  }
  expect((await fetch(`${school.url}/api/health`)).status).toBe(200);
  expect(school.takeMistakes()).toEqual([]);
});
