import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { users } from '../db/people-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { TestDevice, World } from '../testing/server-world.ts';
import {
  issuerOf,
  makeFact,
  newId,
  outcomes,
  post,
  refOf,
  registerDevice,
  scanBody,
  startWorld,
  sync,
  syncRaw,
  PASSWORD,
} from '../testing/server-world.ts';

const DAY_MS = 86_400_000;
let world: World;
let phone: TestDevice;

beforeEach(async () => {
  world = await startWorld();
  const [student] = world.people.students;
  if (!student) throw new Error('a student');
  phone = await registerDevice(world, student);
});
afterEach(() => world.close());

const aScan = () => makeFact(world, phone, 'scan', scanBody(world, { kid: 1, ref: refOf(newId(world)) }));
async function refusal(device: TestDevice, cookie: string | null): Promise<string> {
  const response = await syncRaw(world, device, [aScan()], { cookie });
  const body: unknown = await response.json();
  return `${response.status} ${typeof body === 'object' && body !== null && 'reason' in body ? String(body.reason) : '-'}`;
}

describe('a login that expired of itself', () => {
  test('[SYNC7] does not stop a student’s facts: results, no rows', async () => {
    await sync(world, phone, []);
    world.clock.advance(31 * DAY_MS);
    for (const cookie of [phone.cookie, null]) {
      const answer = await sync(world, phone, [aScan()], { cookie });
      expect(outcomes(answer.results)).toEqual(['rejected token_unknown_key']);
      expect(answer.changes).toEqual({});
      expect(answer.loginRequired).toBe(true);
    }
  });

  test('[SYNC7] nor does a cookie that the phone lost while its login runs on', async () => {
    await sync(world, phone, []);
    const answer = await sync(world, phone, [aScan()], { cookie: null });
    expect(outcomes(answer.results)).toEqual(['rejected token_unknown_key']);
    expect(answer.changes).toEqual({});
  });

  test('[SYNC7] keeps facts of staff kinds on their device', async () => {
    const laptop = await registerDevice(world, world.people.professor);
    await issuerOf(world, laptop);
    world.clock.advance(31 * DAY_MS);
    const mark = makeFact(world, laptop, 'headcount', { sessionId: newId(world) as never, count: 3 });
    expect(outcomes((await sync(world, laptop, [mark], { cookie: null })).results)).toEqual([
      'retry login_required',
    ]);
    const stored = await world.server.deps.database.client.execute('SELECT count(*) FROM facts');
    expect(Number(stored.rows[0]?.[0])).toBe(0);
  });

  test('[SYNC7] is good for 30 more days, not for ever', async () => {
    world.clock.advance(61 * DAY_MS);
    expect(await refusal(phone, null)).toBe('401 login_required');
  });

  test('[SYNC7] needs the device’s own signature', async () => {
    const [, student] = world.people.students;
    if (!student) throw new Error('a student');
    const other = await registerDevice(world, student);
    world.clock.advance(31 * DAY_MS);
    expect(await refusal({ ...phone, privateKey: other.privateKey }, null)).toBe(
      '401 device_signature_invalid',
    );
  });
});

describe('a login that somebody ended', () => {
  test('[SYNC7] logout', async () => {
    await post(world, '/api/auth/logout', {}, { cookie: phone.cookie });
    expect(await refusal(phone, phone.cookie)).toBe('401 logged_out');
    world.clock.advance(31 * DAY_MS);
    expect(await refusal(phone, null)).toBe('401 logged_out');
  });

  test('[SYNC7] password change, on every device of the account', async () => {
    const second = await registerDevice(world, phone.user);
    const body = { currentPassword: PASSWORD, newPassword: 'another good one' };
    const changed = await post(world, '/api/auth/password', body, { cookie: second.cookie });
    expect(changed.status).toBe(200);
    expect(await refusal(phone, phone.cookie)).toBe('401 password_changed');
    world.clock.advance(31 * DAY_MS);
    expect(await refusal(phone, null)).toBe('401 password_changed');
    expect(await refusal(second, null)).toBe('401 password_changed');
  });

  test('[SYNC7] removal of the device, also with a valid cookie', async () => {
    const response = await fetch(`${world.server.url}/api/devices/${phone.uuid}`, {
      method: 'DELETE',
      headers: { cookie: phone.cookie },
    });
    expect(response.status).toBe(204);
    expect(await refusal(phone, phone.cookie)).toBe('401 device_revoked');
    expect(await refusal(phone, null)).toBe('401 device_revoked');
  });

  test('[SYNC7] deactivation of the account', async () => {
    const { writer } = world.server.deps;
    await writer.run((turn) =>
      turn.commit([upsertRows(users, [{ ...phone.user, state: 'deactivated', rev: turn.nextRev() }])]),
    );
    // The login is still good; the account isn't.
    expect(await refusal(phone, phone.cookie)).toBe('401 account_deactivated');
    world.clock.advance(31 * DAY_MS);
    expect(await refusal(phone, null)).toBe('401 account_deactivated');
  });

  test('[SYNC7] a new login on the phone makes it good again', async () => {
    await post(world, '/api/auth/logout', {}, { cookie: phone.cookie });
    const response = await post(world, '/api/auth/login', { email: phone.user.email, password: PASSWORD });
    phone.cookie = response.headers.get('set-cookie')?.split(';', 1)[0] ?? '';
    expect(outcomes((await sync(world, phone, [aScan()])).results)).toEqual(['rejected token_unknown_key']);
  });

  test('[SYNC7] with a cookie the device must be the cookie’s account’s', async () => {
    const laptop = await registerDevice(world, world.people.professor);
    expect(await refusal(phone, laptop.cookie)).toBe('401 device_unknown');
  });
});

describe('keys for showing codes', () => {
  const ask = (device: TestDevice, of: TestDevice) =>
    post(world, `/api/devices/${of.uuid}/issuer`, { sentAt: world.clock.now() }, { cookie: device.cookie });

  test('[KEYS] the first issue needs a recent login, a renewal the device’s signature', async () => {
    const laptop = await registerDevice(world, world.people.professor);
    world.clock.advance(11 * 60_000);
    expect((await ask(laptop, laptop)).status).toBe(403);
    const fresh = await registerDevice(world, world.people.professor);
    const kid = await issuerOf(world, fresh);
    world.clock.advance(DAY_MS);
    expect((await ask(fresh, fresh)).status).toBe(403);
    expect(await issuerOf(world, fresh)).toBe(kid);
  });

  test('[KEYS] fifteen days of keys, from yesterday on', async () => {
    const laptop = await registerDevice(world, world.people.professor);
    const body: unknown = await (await ask(laptop, laptop)).json();
    const today = Math.floor(world.clock.now() / DAY_MS);
    expect(body).toMatchObject({
      days: Array.from({ length: 15 }, (_, index) => ({ day: today - 1 + index })),
    });
  });

  test('[KEYS] not for students, nor for another’s device', async () => {
    const laptop = await registerDevice(world, world.people.professor);
    expect((await ask(phone, phone)).status).toBe(403);
    expect((await ask(phone, laptop)).status).toBe(404);
    const removal = await fetch(`${world.server.url}/api/devices/${laptop.uuid}`, {
      method: 'DELETE',
      headers: { cookie: phone.cookie },
    });
    expect(removal.status).toBe(404);
  });
});
