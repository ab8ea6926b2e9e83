import { expect, test } from 'vitest';
import { assert } from '@hazri/domain';
import { notificationPage } from '@hazri/sync-protocol/api/notifications';
import { KEPT_DAYS, KEPT_PER_USER, sweepNotifications } from '../notifications/sweep.ts';
import { MAX_SUBSCRIPTIONS } from '../push/push-subscriptions.ts';
import { useClassroom } from '../testing/classroom.ts';
import { usePushService } from '../testing/push-service.ts';
import type { TestDevice } from '../testing/server-world.ts';
import { ask, newId, post, registerDevice, sync } from '../testing/server-world.ts';

const push = await usePushService();
const { world, laptop, phone: phoneOf, open } = await useClassroom({}, { door: push.door });
const phone = phoneOf();
const tablet = await registerDevice(world, phone.user);

const call = (method: string, path: string, { cookie }: TestDevice, body?: unknown): Promise<Response> =>
  ask(world, method, `/api${path}`, { cookie, body });

async function page(device: TestDevice, query = '') {
  const response = await call('GET', `/notifications${query}`, device);
  expect(response.status).toBe(200);
  return notificationPage.parse(await response.json());
}

test('[NOTE5] one’s own are listed newest first, by pages, and read on all devices', async () => {
  for (let count = 0; count < 51; count += 1) await open();
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
  await push.subscribe(world, phone, '/phone');
  const sessionId = await open();
  const [letter] = await push.delivered(world);
  assert(letter !== undefined, 'a message came');
  expect(letter.path).toBe('/phone');
  expect(letter.headers).toMatchObject({ 'content-encoding': 'aes128gcm', urgency: 'high', ttl: '3600' });
  expect(letter.headers['authorization']).toMatch(/^vapid t=/);
  expect(push.open(letter)).toMatchObject({
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
  await open();
  expect(await push.delivered(world)).toEqual([]);
  await call('PUT', '/notifications/choices', phone, choices);
});

test('[NOTE6] a browser that is gone is forgotten; one whose push service is ill is not', async () => {
  const held = async () =>
    (await world.server.deps.database.client.execute('SELECT endpoint FROM push_subscriptions')).rows.length;
  for (const [answer, left] of [
    [503, 1],
    [410, 0],
  ] as const) {
    push.answer(answer);
    await open();
    await push.delivered(world);
    expect([answer, await held()]).toEqual([answer, left]);
  }
  push.answer(201);
});

test('[NOTE6] messages end with the login that asked for them', async () => {
  const borrowed = await registerDevice(world, phone.user);
  await push.subscribe(world, borrowed, '/borrowed');
  await post(world, '/api/auth/logout', {}, { cookie: borrowed.cookie });
  await open();
  expect(await push.delivered(world)).toEqual([]);
});

test('[NOTE6] subscriptions are public https addresses, bounded, and one person’s', async () => {
  const add = (device: TestDevice, endpoint: string) =>
    call('POST', '/push-subscriptions', device, { endpoint, keys: push.keys, language: 'en' });
  for (const endpoint of ['http://push.example/a', 'https://', 'ftp://a', `https://${'a'.repeat(1_000)}`])
    expect([endpoint, (await add(phone, endpoint)).status]).toEqual([endpoint, 400]);
  const held = async () =>
    (await world.server.deps.database.client.execute('SELECT endpoint, user_id FROM push_subscriptions'))
      .rows;
  const { subscriptions } = world.server.deps.news;
  for (let count = 0; count < MAX_SUBSCRIPTIONS + 3; count += 1) {
    world.clock.advance(1);
    await push.subscribe(world, phone, `/many/${count}`);
  }
  expect((await held()).filter((row) => row['user_id'] === phone.user.id)).toHaveLength(MAX_SUBSCRIPTIONS);
  const last = `${push.url}/many/${MAX_SUBSCRIPTIONS + 2}`;
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
