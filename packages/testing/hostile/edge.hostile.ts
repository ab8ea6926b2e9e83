/** Requests that shouldn't be let in: signatures, cookies, CSRF, content types, sizes, paths, forwarded addresses. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MAX_SYNC_BYTES, SIGNATURE_HEADER, SYNC_SIGNATURE_LABEL } from '@hazri/sync-protocol';
import type { Device, Headers } from './kit/device.ts';
import { fact, logIn, newId, post, refusal, request, sendSigned, signature, takeDevice, takeKid } from './kit/device.ts'; // prettier-ignore
import { startLesson } from './kit/lesson.ts';
import { reasons, say, statuses } from './kit/raw-socket.ts';
import type { School } from './kit/school.ts';
import { openSchool, ORIGIN } from './kit/school.ts';

const MAX_OTHER_BYTES = 8 * 1024;

let school: School;
let phone: Device;
let friend: Device;
beforeAll(async () => {
  school = await openSchool();
  const [first, second] = school.students;
  if (!first || !second) throw new Error('two students');
  phone = await takeDevice(school, first);
  friend = await takeDevice(school, second);
});
afterAll(() => school.close());

const bodyOf = (facts: readonly unknown[] = [], changes: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({ ...request(school, phone, facts), ...changes });
const sendAs = (headers: Headers, body: string = bodyOf()) => sendSigned(school, phone, body, headers);

describe('the device’s signature', () => {
  const CASES: readonly (readonly [string, () => string])[] = [
    ['empty', () => ''],
    ['too short', () => signature(phone, SYNC_SIGNATURE_LABEL, bodyOf()).slice(0, -1)],
    ['all zeros', () => Buffer.alloc(64).toString('base64url')],
    ['all ones', () => Buffer.alloc(64, 255).toString('base64url')],
    ['of another body', () => signature(phone, SYNC_SIGNATURE_LABEL, 'x')],
    ['with another label', () => signature(phone, 'hazri/v1/issuer', bodyOf())],
    ['by another device', () => signature(friend, SYNC_SIGNATURE_LABEL, bodyOf())],
    ['in hex', () => Buffer.from(signature(phone, SYNC_SIGNATURE_LABEL, bodyOf()), 'base64url').toString('hex')],
    ['twice', () => `${signature(phone, SYNC_SIGNATURE_LABEL, bodyOf())}, ${signature(phone, SYNC_SIGNATURE_LABEL, bodyOf())}`],
  ]; // prettier-ignore
  test.each(CASES)('[SYNC7] %s: 401 device_signature_invalid', async (_name, sign) => {
    const answer = await sendAs({ [SIGNATURE_HEADER]: sign() });
    expect(await refusal(answer)).toBe('401 device_signature_invalid');
  });

  test('[SYNC7] none at all: 401 device_signature_invalid', async () => {
    const answer = await post(school, '/api/sync', bodyOf(), { cookie: phone.cookie });
    expect(await refusal(answer)).toBe('401 device_signature_invalid');
  });

  test('[SYNC7] right, but one byte of the body differs', async () => {
    const body = bodyOf();
    const answer = await sendSigned(school, phone, `${body} `, {
      [SIGNATURE_HEADER]: signature(phone, SYNC_SIGNATURE_LABEL, body),
    });
    expect(await refusal(answer)).toBe('401 device_signature_invalid');
  });
});

describe('the cookie', () => {
  test('[SYNC7] of another person with one’s own device: 401 device_unknown', async () => {
    expect(await refusal(await sendAs({ cookie: friend.cookie }))).toBe('401 device_unknown');
  });

  test('[SYNC7] a device that nobody registered: 401', async () => {
    const body = bodyOf([], { device: newId(school) });
    expect(await refusal(await sendSigned(school, phone, body))).toBe('401 device_unknown');
    expect(await refusal(await sendSigned(school, phone, body, { cookie: '' }))).toBe('401 login_required');
  });

  test.each(['hazri', 'hazri=', 'hazri=%', 'a=%; hazri=%E0%A4', `hazri=${'x'.repeat(6_000)}`, ';;;=', 'hazri="'])(
    '[AUTH] %j is nobody’s',
    async (cookie) => {
      const answer = await fetch(`${school.url}/api/auth/me`, { headers: { cookie } });
      expect(await refusal(answer)).toBe('401 login_required');
    },
  ); // prettier-ignore

  test('[AUTH] [SYNC7] after logout: 401, for rows and for facts alike', async () => {
    const [, , third] = school.students;
    if (!third) throw new Error('a third student');
    const mine = await takeDevice(school, third);
    expect((await post(school, '/api/auth/logout', '{}', { cookie: mine.cookie })).status).toBe(204);
    const me = await fetch(`${school.url}/api/auth/me`, { headers: { cookie: mine.cookie } });
    expect(await refusal(me)).toBe('401 login_required');
    const body = JSON.stringify(request(school, mine, []));
    expect(await refusal(await sendSigned(school, mine, body))).toBe('401 logged_out');
    const live = await fetch(`${school.url}/api/devices`, { headers: { cookie: mine.cookie } });
    expect(await refusal(live)).toBe('401 login_required');
  });

  test('[SYNC7] by signature alone a student’s device gets results but no rows', async () => {
    const answer = await sendAs({ cookie: '' });
    expect(await answer.json()).toMatchObject({ results: [], changes: {}, added: [], loginRequired: true });
  });
});

describe('another site', () => {
  const CASES: readonly (readonly [string, Headers, string])[] = [
    ['cross-site', { 'sec-fetch-site': 'cross-site' }, '403 csrf_failed'],
    ['same-site', { 'sec-fetch-site': 'same-site' }, '403 csrf_failed'],
    ['typed in', { 'sec-fetch-site': 'none' }, '403 csrf_failed'],
    ['a foreign Origin', { origin: 'https://evil.test' }, '403 csrf_failed'],
    ['an Origin that begins like ours', { origin: `${ORIGIN}.evil.test` }, '403 csrf_failed'],
    ['our Origin with a slash', { origin: `${ORIGIN}/` }, '403 csrf_failed'],
    ['our Origin over https', { origin: ORIGIN.replace('http:', 'https:') }, '403 csrf_failed'],
    ['no Origin worth the name', { origin: 'null' }, '403 csrf_failed'],
    ['a lie about Sec-Fetch-Site case', { 'sec-fetch-site': 'Same-Origin' }, '403 csrf_failed'],
    ['our own Origin', { origin: ORIGIN }, '200'],
    ['same-origin', { 'sec-fetch-site': 'same-origin' }, '200'],
  ]; // prettier-ignore
  test.each(CASES)('[CSRF] %s', async (_name, headers, expected) => {
    expect(await refusal(await sendAs(headers))).toBe(expected);
  });
});

describe('the content type', () => {
  test.each([
    ['text/plain', '415 unsupported_media_type'],
    ['application/x-www-form-urlencoded', '415 unsupported_media_type'],
    ['multipart/form-data; boundary=x', '415 unsupported_media_type'],
    ['application/jsonp', '415 unsupported_media_type'],
    ['application/json, text/plain', '415 unsupported_media_type'],
    ['text/plain; application/json', '415 unsupported_media_type'],
    ['', '415 unsupported_media_type'],
    ['APPLICATION/JSON; charset=utf-8', '200'],
  ])('[CSRF] %j: %s', async (type, expected) => {
    expect(await refusal(await sendAs({ 'content-type': type }))).toBe(expected);
  });
});

describe('the body', () => {
  const huge = (bytes: number): string => `"${'a'.repeat(bytes - 2)}"`;
  const deep = (depth: number, open: string, close: string): string =>
    `${open.repeat(depth)}1${close.repeat(depth)}`;
  const CASES: readonly (readonly [string, () => string, string])[] = [
    ['nothing', () => '', '400 body_malformed'],
    ['not JSON', () => '{', '400 body_malformed'],
    ['two values', () => `${bodyOf()}${bodyOf()}`, '400 body_malformed'],
    ['an array', () => '[]', '400 body_malformed'],
    ['null', () => 'null', '400 body_malformed'],
    ['NaN', () => bodyOf().replace('"mono":1234.5', '"mono":NaN'), '400 body_malformed'],
    ['a number beyond all', () => bodyOf().replace('"mono":1234.5', '"mono":1e999'), '400 body_malformed'],
    ['a byte order mark', () => `\ufeff${bodyOf()}`, '200'],
    ['__proto__', () => bodyOf().replace('{', '{"__proto__":{"proto":1},'), '400 body_malformed'],
    ['__proto__ escaped', () => bodyOf().replace('{', '{"\\u005f_proto__":1,'), '400 body_malformed'],
    ['__proto__ in a fact', () => bodyOf([{}]).replace('[{}]', '[{"__proto__":1}]'), '400 body_malformed'],
    ['10,000 arrays deep', () => bodyOf([0]).replace('[0]', deep(10_000, '[', ']')), '400 body_malformed'],
    ['10,000 objects deep', () => bodyOf([0]).replace('[0]', `[${deep(10_000, '{"a":', '}')}]`), '400 body_malformed'],
    ['10,000 opened, none closed', () => '['.repeat(10_000), '400 body_malformed'],
    ['an unknown field', () => bodyOf([], { role: 'administrator' }), '400 body_malformed'],
    ['another protocol', () => bodyOf([], { proto: 2 }), '400 body_malformed'],
    ['a scope that is none', () => bodyOf([], { cursors: { 'class:../..': 1 } }), '400 body_malformed'],
    ['a cursor below zero', () => bodyOf([], { cursors: { me: -1 } }), '400 body_malformed'],
    ['a cursor past 2^53', () => bodyOf([], { cursors: { me: 2 ** 53 } }), '400 body_malformed'],
    ['a cursor from the future', () => bodyOf([], { cursors: { me: 2 ** 53 - 1 } }), '200'],
    ['101 facts', () => bodyOf(Array.from({ length: 101 }, () => ({}))), '413 batch_too_large'],
    ['just too large', () => huge(MAX_SYNC_BYTES + 1), '413 body_too_large'],
    ['just not too large', () => huge(MAX_SYNC_BYTES), '400 body_malformed'],
    ['a megabyte', () => huge(1_000_000), '413 body_too_large'],
  ]; // prettier-ignore
  test.each(CASES)('[SYNC10] %s', async (_name, body, expected) => {
    expect(await refusal(await sendSigned(school, phone, body()))).toBe(expected);
  });

  test('[SYNC10] of anything but sync is smaller still', async () => {
    const body = JSON.stringify({ email: 'a'.repeat(MAX_OTHER_BYTES), password: 'b' });
    expect(await refusal(await post(school, '/api/auth/login', body))).toBe('413 body_too_large');
  });

  test.each(['email', 'password'])('[AUTH] half a surrogate pair as %s is no login', async (field) => {
    const body = JSON.stringify({ email: 'a@acem.ac.in', password: 'b', [field]: '\ud800' });
    expect(await refusal(await post(school, '/api/auth/login', body))).toBe('400 body_malformed');
  });

  test('[SYNC1] a device’s label that can’t be stored is refused', async () => {
    const body = JSON.stringify({
      publicKey: { kty: 'EC', crv: 'P-256', x: 'A'.repeat(43), y: 'A'.repeat(43) },
      installation: newId(school),
      label: '\ud800',
    });
    const answer = await post(school, '/api/devices', body, { cookie: phone.cookie });
    expect(await refusal(answer)).toBe('400 body_malformed');
  });
});

describe('paths', () => {
  test.each(['/..%2f.env', '/.env', '/%2e%2e/%2e%2e/etc/passwd', '/_app/..%2f..%2fmaster.key', '/a%00.png', '/..%5cmaster.key'])(
    '[WEB] %s is no file of ours',
    async (path) => {
      const reply = await say(school.port, `GET ${path} HTTP/1.1\r\nHost: hazri.test\r\nConnection: close\r\n\r\n`);
      expect([404, 503]).toContain(statuses(reply)[0]);
      expect(reply.text).not.toMatch(/root:|SESSION|[0-9a-f]{64}/);
    },
  ); // prettier-ignore

  test('[API] /..%2f.env: 404', async () => {
    expect((await fetch(`${school.url}/..%2f.env`)).status).toBe(404);
  });

  test.each(['/api/../api/nothing', '/api/%', '/api/%E0%A4%A', '/api//sync', '/api/sync%00', `/api/${'a'.repeat(5_000)}`])(
    '[API] %s: 404 not_found',
    async (path) => {
      const reply = await say(school.port, `GET ${path} HTTP/1.1\r\nHost: hazri.test\r\nConnection: close\r\n\r\n`);
      expect([statuses(reply)[0], reasons(reply)[0]]).toEqual([404, 'not_found']);
    },
  ); // prettier-ignore

  test('[API] another professor’s session, a student’s question and one that never was: all 404 not_found', async () => {
    const laptop = await takeDevice(school, school.professor);
    const { sessionId } = await startLesson(school, laptop, await takeKid(school, laptop));
    const rival = await logIn(school, school.rival);
    for (const page of ['qr', 'attendance']) {
      const ask = async (cookie: string, id: string): Promise<string> =>
        refusal(await fetch(`${school.url}/api/sessions/${id}/${page}`, { headers: { cookie } }));
      expect(await ask(laptop.cookie, sessionId)).toBe('200');
      for (const cookie of [rival, phone.cookie]) expect(await ask(cookie, sessionId)).toBe('404 not_found');
      expect(await ask(laptop.cookie, "' OR 1=1 --")).toBe('404 not_found');
      expect(await ask('', sessionId)).toBe('401 login_required');
    }
  });

  test('[API] another’s device can be neither removed nor given keys: 404 not_found', async () => {
    const headers = { cookie: phone.cookie };
    const removed = await fetch(`${school.url}/api/devices/${friend.uuid}`, { method: 'DELETE', headers });
    expect(await refusal(removed)).toBe('404 not_found');
    const keys = await post(school, `/api/devices/${friend.uuid}/issuer`, '{"sentAt":1}', headers);
    expect(await refusal(keys)).toBe('404 not_found');
    const own = await post(school, `/api/devices/${phone.uuid}/issuer`, '{"sentAt":1}', headers);
    expect(await refusal(own)).toBe('403 not_staff');
  });

  test('[API] a professor nobody approved gets no keys: 403 approval_pending', async () => {
    const laptop = await takeDevice(school, school.pending);
    const headers = { cookie: laptop.cookie };
    const keys = await post(school, `/api/devices/${laptop.uuid}/issuer`, '{"sentAt":1}', headers);
    expect(await refusal(keys)).toBe('403 approval_pending');
  });
});

describe('who is asking', () => {
  test('[AUTH] a spoofed X-Forwarded-For doesn’t escape the limit of tries', async () => {
    const tryOnce = (n: number) =>
      post(school, '/api/auth/login', JSON.stringify({ email: 'spoofed@acem.ac.in', password: 'wrong one' }), {
        'x-forwarded-for': `10.0.0.${n}`,
        'x-real-ip': `10.0.0.${n}`,
        forwarded: `for=10.0.0.${n}`,
      }); // prettier-ignore
    const answers: string[] = [];
    for (let n = 0; n < 12; n += 1) answers.push(await refusal(await tryOnce(n)));
    expect(answers.slice(-2)).toEqual(['429 too_many_tries', '429 too_many_tries']);
  });

  test('[WEB] names travel as JSON that no browser takes for a page', async () => {
    const laptop = await takeDevice(school, school.professor);
    const { sessionId } = await startLesson(school, laptop, await takeKid(school, laptop));
    const evil = '<img src=x onerror=alert(1)>';
    const body = {
      classId: school.classId,
      from: school.clock.now(),
      person: { personId: newId<'user'>(school), givenName: evil, familyName: '', studentNo: evil },
    };
    const added = { ...fact(school, 'headcount', { sessionId, count: 0 }), kind: 'enrolment.added', body };
    const answer = await sendSigned(school, laptop, JSON.stringify(request(school, laptop, [added])));
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'/);
    expect(await answer.text()).toContain('accepted');
  });
});

test('nothing of all this was the server’s own mistake', () => {
  expect(school.takeMistakes()).toEqual([]);
});
