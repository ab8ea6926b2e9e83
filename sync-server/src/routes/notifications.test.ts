import { createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';
import type { ECDH } from 'node:crypto';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ClassId, SessionId } from '@hazri/domain';
import { assert, DEFAULT_POLICY } from '@hazri/domain';
import { pushMessage } from '@hazri/sync-protocol';
import { notificationPage } from '@hazri/sync-protocol/api/notifications';
import { KEPT_DAYS, KEPT_PER_USER, sweepNotifications } from '../notifications/sweep.ts';
import { makePushDoor } from '../push/push-door.ts';
import { MAX_SUBSCRIPTIONS } from '../push/push-subscriptions.ts';
import type { TestDevice, World } from '../testing/server-world.ts';
import {
  issuerOf,
  makeFact,
  newId,
  post,
  registerDevice,
  startWorld,
  sync,
} from '../testing/server-world.ts';

interface Delivered {
  readonly path: string;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: Buffer;
}

let world: World;
let laptop: TestDevice;
let phone: TestDevice;
let tablet: TestDevice;
let kid: number;
let service: Server;
let serviceUrl: string;
let status = 201;
const delivered: Delivered[] = [];
const browser: ECDH = createECDH('prime256v1');
const auth = randomBytes(16);

beforeAll(async () => {
  service = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      delivered.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const address = service.address();
  assert(typeof address === 'object' && address !== null, 'the push service listens');
  serviceUrl = `http://127.0.0.1:${address.port}`;
  world = await startWorld(4, {}, { door: makePushDoor({ protocol: 'http:', isReachable: () => true }) });
  const [first] = world.people.students;
  assert(first !== undefined, 'students');
  laptop = await registerDevice(world, world.people.professor);
  phone = await registerDevice(world, first);
  tablet = await registerDevice(world, first);
  kid = await issuerOf(world, laptop);
  browser.generateKeys();
});
afterAll(async () => {
  service.close();
  await world.close();
});

async function begin(): Promise<string> {
  const sessionId = newId(world);
  world.clock.advance(60_000);
  const body = {
    sessionId: sessionId as SessionId,
    classId: world.ofClass.uuid as ClassId,
    startsAt: world.clock.now(),
    kid,
    clockOffsetMs: 0,
    policy: DEFAULT_POLICY,
  };
  await sync(world, laptop, [makeFact(world, laptop, 'session.opened', body)]);
  return sessionId;
}

async function call(method: string, path: string, device: TestDevice, body?: unknown): Promise<Response> {
  const headers = { cookie: device.cookie, 'content-type': 'application/json' };
  return fetch(`${world.server.url}/api${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

async function page(device: TestDevice, query = '') {
  const response = await call('GET', `/notifications${query}`, device);
  expect(response.status).toBe(200);
  return notificationPage.parse(await response.json());
}

/** The browser's keys; the service on this machine is put in beneath the route, which takes https alone. */
async function subscribe(device: TestDevice, path: string): Promise<void> {
  const session = await world.server.deps.accounts.signedIn(new Headers({ cookie: device.cookie }));
  assert(session !== null, 'signed in');
  await world.server.deps.news.subscriptions.add(session.session, {
    endpoint: `${serviceUrl}${path}`,
    p256dh: browser.getPublicKey().toString('base64url'),
    auth: auth.toString('base64url'),
    language: 'te',
  });
}

/** As a browser opens it (RFC 8291). */
function opened(body: Buffer): unknown {
  const salt = body.subarray(0, 16);
  const sender = body.subarray(21, 86);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), browser.getPublicKey(), sender]);
  const hkdf = (ikm: Uint8Array, by: Uint8Array, what: Uint8Array, length: number) =>
    Buffer.from(hkdfSync('sha256', ikm, by, what, length));
  const ikm = hkdf(browser.computeSecret(sender), auth, info, 32);
  const key = hkdf(ikm, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = hkdf(ikm, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const decipher = createDecipheriv('aes-128-gcm', key, nonce);
  decipher.setAuthTag(body.subarray(-16));
  const plain = Buffer.concat([decipher.update(body.subarray(86, -16)), decipher.final()]);
  expect(plain.at(-1)).toBe(2);
  return JSON.parse(plain.subarray(0, -1).toString());
}

test('[NOTE5] one’s own are listed newest first, by pages, and read on all devices', async () => {
  for (let count = 0; count < 51; count += 1) await begin();
  const first = await page(phone);
  expect([first.notifications.length, first.unread]).toEqual([50, 51]);
  const second = await page(phone, `?before=${first.next ?? ''}`);
  expect([second.notifications.length, second.next]).toEqual([1, null]);
  const [newest] = first.notifications;
  assert(newest !== undefined, 'there is one');
  const { changes } = await sync(world, tablet, []);
  const cursors = { me: changes.me.cursor };
  expect(await (await call('POST', `/notifications/${newest.id}/read`, phone)).json()).toEqual({ read: 1 });
  expect(await (await call('POST', `/notifications/${newest.id}/read`, phone)).json()).toEqual({ read: 0 });
  const told = await sync(world, tablet, [], { cursors });
  expect(told.changes.me.rows).toMatchObject([{ id: newest.id, readAt: world.clock.now() }]);
  expect(await (await call('POST', '/notifications/read-all', phone)).json()).toEqual({ read: 50 });
  expect((await page(tablet)).unread).toBe(0);
  const all = await sync(world, tablet, [], { cursors });
  const rows = all.changes.me.rows;
  expect(new Set(rows.map((row) => (row as { readonly rev: number }).rev)).size).toBe(51);
});

test('[NOTE5] nobody reads another’s, or what isn’t there', async () => {
  const [mine] = (await page(phone)).notifications;
  const other = await registerDevice(world, world.people.other);
  for (const id of [mine?.id ?? '', newId(world), 'nonsense'])
    expect((await call('POST', `/notifications/${id}/read`, other)).status).toBe(404);
  expect((await call('GET', `/notifications?before=${mine?.id ?? ''}`, other)).status).toBe(404);
  expect((await page(other)).notifications).toEqual([]);
});

test('[NOTE6] a push message is sealed for its browser, names the class, and is sent to who wants it', async () => {
  await subscribe(phone, '/phone');
  const sessionId = await begin();
  await world.server.deps.news.sender.idle();
  const [letter] = delivered.splice(0);
  assert(letter !== undefined, 'a message came');
  expect(letter.path).toBe('/phone');
  expect(letter.headers).toMatchObject({ 'content-encoding': 'aes128gcm', urgency: 'high', ttl: '3600' });
  expect(letter.headers['authorization']).toMatch(/^vapid t=/);
  expect(pushMessage.parse(opened(letter.body))).toMatchObject({
    kind: 'session_started',
    language: 'te',
    audience: 'student',
    className: 'CS301 Networks',
    classId: world.ofClass.uuid,
    sessionId,
  });
  const choices: unknown = await (await call('GET', '/notifications/choices', phone)).json();
  expect(choices).toMatchObject({ push: { session_started: true, attendance_recorded: false } });
  const changed = structuredClone(choices) as { push: Record<string, boolean> };
  changed.push['session_started'] = false;
  const put = await call('PUT', '/notifications/choices', phone, changed);
  expect([put.status, await put.json()]).toEqual([200, changed]);
  await begin();
  await world.server.deps.news.sender.idle();
  expect(delivered).toEqual([]);
  await call('PUT', '/notifications/choices', phone, choices);
});

test('[NOTE6] a browser that is gone is forgotten; one whose push service is ill is not', async () => {
  const held = async () =>
    (await world.server.deps.database.client.execute('SELECT endpoint FROM push_subscriptions')).rows.length;
  for (const [answer, left] of [
    [503, 1],
    [410, 0],
  ] as const) {
    status = answer;
    await begin();
    await world.server.deps.news.sender.idle();
    expect([answer, await held()]).toEqual([answer, left]);
  }
  status = 201;
  delivered.splice(0);
});

test('[NOTE6] messages end with the login that asked for them', async () => {
  const [first] = world.people.students;
  assert(first !== undefined, 'a student');
  const borrowed = await registerDevice(world, first);
  await subscribe(borrowed, '/borrowed');
  await post(world, '/api/auth/logout', {}, { cookie: borrowed.cookie });
  await begin();
  await world.server.deps.news.sender.idle();
  expect(delivered).toEqual([]);
});

test('[NOTE6] subscriptions are public https addresses, bounded, and one person’s', async () => {
  const keys = { p256dh: browser.getPublicKey().toString('base64url'), auth: auth.toString('base64url') };
  const add = (device: TestDevice, endpoint: string) =>
    call('POST', '/push-subscriptions', device, { endpoint, keys, language: 'en' });
  for (const endpoint of ['http://push.example/a', 'https://', 'ftp://a', `https://${'a'.repeat(1_000)}`])
    expect([endpoint, (await add(phone, endpoint)).status]).toEqual([endpoint, 400]);
  const held = async () =>
    (await world.server.deps.database.client.execute('SELECT endpoint, user_id FROM push_subscriptions'))
      .rows;
  const { subscriptions } = world.server.deps.news;
  for (let count = 0; count < MAX_SUBSCRIPTIONS + 3; count += 1) {
    world.clock.advance(1);
    await subscribe(phone, `/many/${count}`);
  }
  expect((await held()).filter((row) => row['user_id'] === phone.user.id)).toHaveLength(MAX_SUBSCRIPTIONS);
  const last = `${serviceUrl}/many/${MAX_SUBSCRIPTIONS + 2}`;
  await subscriptions.end(laptop.user.id, last);
  expect((await held()).map((row) => row['endpoint'])).toContain(last);
  await subscriptions.end(phone.user.id, last);
  expect((await held()).map((row) => row['endpoint'])).not.toContain(last);
});

test('[NOTE7] the sweep keeps the newest few of nobody’s last months', async () => {
  const { deps } = world.server;
  const count = async () =>
    Number((await deps.database.client.execute('SELECT count(*) AS n FROM notifications')).rows[0]?.['n']);
  const before = await count();
  await sweepNotifications(deps);
  expect(await count()).toBe(before);
  await deps.database.client.execute({
    sql: `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
          INSERT INTO notifications (id, uuid, user_id, kind, at, rev) SELECT 1000000 + i, '01a2008c-fed0-7501-b48f-f3e04b55e9dd', ?, 'account_approved', ?, 0 FROM n`,
    args: [KEPT_PER_USER + 20, world.people.other.id, world.clock.now()],
  });
  await sweepNotifications(deps);
  expect((await page(await registerDevice(world, world.people.other))).unread).toBe(KEPT_PER_USER);
  world.clock.advance((KEPT_DAYS + 1) * 86_400_000);
  await sweepNotifications(deps);
  expect(await count()).toBe(0);
});
