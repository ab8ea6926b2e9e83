/** What people do with their own account: its names, its devices, and all that is known of them. */
import { expect, test } from 'vitest';
import { useClassroom } from '../testing/classroom.ts';
import { statusAndReason } from '../testing/newcomers.ts';
import { ask, makeFact, sync } from '../testing/server-world.ts';

const { world, laptop, phone, student, open, scanOf, send } = await useClassroom();

test('[PROFILE] names are one’s own, numbers the office’s', async () => {
  const { cookie } = phone();
  const patch = (body: unknown) => ask(world, 'PATCH', '/api/auth/me', { cookie, body });
  const changed = await patch({ givenName: '  نور <b>', familyName: '=1+1' });
  expect(await changed.json()).toMatchObject({ user: { givenName: 'نور <b>', familyName: '=1+1' } });
  for (const body of [{ studentNo: 'R999' }, { employeeNo: 'E1' }])
    expect(await statusAndReason(await patch(body))).toEqual([403, 'field_forbidden']);
  for (const body of [{ role: 'administrator' }, { email: 'x@acem.ac.in' }, { givenName: '' }])
    expect(await statusAndReason(await patch(body))).toEqual([400, 'body_malformed']);
  // Rosters show the new name.
  const { changes } = await sync(world, laptop, []);
  expect(JSON.stringify(changes)).toContain('نور <b>');
});

test('[DEVICES] are listed with their last contact, named and removed by their owner only', async () => {
  const { cookie, uuid } = phone(1);
  await sync(world, phone(1), []);
  const listed = async () => {
    const response = await ask(world, 'GET', '/api/devices', { cookie });
    const { devices } = (await response.json()) as {
      readonly devices: readonly { readonly deviceId: string }[];
    };
    return devices.find(({ deviceId }) => deviceId === uuid);
  };
  expect(await listed()).toMatchObject({
    current: true,
    signedIn: true,
    lastContactAt: world.clock.now(),
  });
  const path = `/api/devices/${uuid}`;
  const stranger = phone(2).cookie;
  for (const method of ['PATCH', 'DELETE'])
    expect((await ask(world, method, path, { cookie: stranger, body: { label: 'mine' } })).status).toBe(404);
  const renamed = await ask(world, 'PATCH', path, { cookie, body: { label: 'Old phone 🙂' } });
  expect(renamed.status).toBe(204);
  expect(await listed()).toMatchObject({ label: 'Old phone 🙂' });
  expect((await ask(world, 'DELETE', path, { cookie })).status).toBe(204);
  expect(await listed()).toBeUndefined();
});

test('[EXPORT] is everything of oneself, whole, and nothing of others', async () => {
  const marked = await open();
  const status = 'late' as const;
  const mark = makeFact(world, laptop, 'mark', { sessionId: marked, studentId: student(3), status });
  const scanned = await open();
  expect(await send(laptop, [mark])).toEqual(['accepted']);
  for (const by of [phone(3), phone()]) expect(await send(by, [scanOf(scanned, by)])).toEqual(['accepted']);
  const response = await ask(world, 'GET', '/api/auth/me/export', { cookie: phone(3).cookie });
  expect(response.headers.get('content-disposition')).toContain('attachment');
  const text = await response.text();
  const document = JSON.parse(text) as Readonly<Record<string, readonly unknown[]>>;
  expect(Object.keys(document)).toEqual([
    'profile',
    'enrolments',
    'attendance',
    'scans',
    'facts',
    'notifications',
    'devices',
  ]);
  expect(document['attendance']).toHaveLength(2);
  expect(document['scans']).toEqual([expect.objectContaining({ outcome: 'accepted', how: 'camera' })]);
  expect(document['facts']).toEqual([expect.objectContaining({ kind: 'scan' })]);
  expect(text).not.toContain('student1@acem.ac.in');
  expect(text).not.toContain(student());
  expect(text).not.toContain('argon2');
});
