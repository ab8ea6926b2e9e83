/** `POST /student/scan/process` as clients of the older system use it. */
import { expect, test } from 'vitest';
import { SCANS } from '../auth/throttle.ts';
import { scans } from '../db/record-schema.ts';
import { useReference } from '../testing/reference-client.ts';
import { login, refOf, tokenAt } from '../testing/server-world.ts';

const { world, professor, student, second, oneFrame, call, get, running, factsOf } = await useReference();

const scan = (qr_data: unknown, cookie = student, more: object = {}) =>
  call('/student/scan/process', { qr_data, ...more }, cookie);

const statusIn = async (id: string) => {
  const list = await get(`/api/sessions/${id}/attendance`, professor);
  return (list.body.attendance as readonly { readonly student_id: string; readonly status: string }[])
    .map(({ student_id, status }) => `${student_id} ${status}`)
    .toSorted();
};

test('[SCAN12] a token in time counts, live and without a device', async () => {
  const { id, code } = await running();
  const { status, body } = await scan(code.token, student, {
    location: { latitude: 17.4, longitude: 78.5 },
  });
  expect([status, body]).toMatchObject([
    200,
    {
      success: true,
      message: 'Attendance marked: present',
      status: 'present',
      outcome: 'accepted',
      reason: null,
      attendance: { status: 'present', minutes_late: 0, class: { code: 'CS303', name: oneFrame.title } },
    },
  ]);
  const [row] = await world.server.deps.database.orm.select().from(scans).orderBy(scans.id).limit(1);
  expect(row).toMatchObject({ how: 'api', trust: 'live', deviceId: null, installation: null });
  expect((await factsOf('scan')).at(-1)?.json).not.toContain('17.4');
  expect(await statusIn(id)).toEqual(['R1 present']);
});

test('[SCAN14] once here, another scan says so and states nothing more', async () => {
  const { id, code } = await running();
  await scan(code.token);
  const before = (await factsOf('scan')).length;
  const { body } = await scan(code.link);
  expect(body).toMatchObject({ success: false, error: 'Attendance already marked', status: 'present' });
  expect((await factsOf('scan')).length).toBe(before);
  // Another student from the same place and client: without a device, nothing is shared (SCAN9).
  expect((await scan(code.token, second)).body).toMatchObject({ success: true, outcome: 'accepted' });
  expect(await statusIn(id)).toEqual(['R1 present', 'R2 present']);
});

test('[API] fifty at once: one attendance', async () => {
  const { id, code } = await running();
  const answers = await Promise.all(Array.from({ length: 50 }, () => scan(code.token)));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect(await statusIn(id)).toEqual(['R1 present']);
});

test('[API] the code’s link counts, in any case of its origin', async () => {
  const { code } = await running();
  const link = code.link.replace('HTTP://HAZRI.TEST', 'http://hazri.test');
  expect((await scan(link)).body).toMatchObject({ success: true, status: 'present' });
});

test.each(['as an object', 'as its text'])('[API] the signed JSON counts, %s', async (how) => {
  const { id } = await running();
  const { sessionId, timestamp, nonce, signature, expiresAt } = (
    await get(`/api/sessions/${id}/qr`, professor)
  ).body as unknown as Record<string, unknown>;
  const json = { sessionId, timestamp, nonce, signature, expiresAt };
  const { body } = await scan(how === 'as an object' ? json : JSON.stringify(json));
  expect(body).toMatchObject({ success: true, outcome: 'accepted', status: 'present' });
});

test('[SEC] a signed JSON that somebody changed is refused', async () => {
  const { id } = await running();
  const elsewhere = await running();
  const json = (await get(`/api/sessions/${id}/qr`, professor)).body as unknown as Record<string, unknown>;
  const bent: readonly Record<string, unknown>[] = [
    { sessionId: elsewhere.id },
    { timestamp: Number(json['timestamp']) + 30_000 },
    { nonce: '00000000' },
    { expiresAt: Number(json['expiresAt']) + 60_000 },
    { signature: '0'.repeat(64) },
  ];
  for (const change of bent) {
    const { status, body } = await scan({ ...json, ...change });
    expect([status, body.reason, body.issues]).toEqual([
      422,
      'code_refused',
      [{ path: 'qr_data', code: 'token_bad_mac' }],
    ]);
  }
  expect((await scan({ ...json, signature: 'x' })).body.issues).toEqual([
    { path: 'qr_data', code: 'code_not_hazri' },
  ]);
});

test('[SEC] JSON that nobody signed is refused, with words that say why', async () => {
  const { id } = await running();
  const now = world.clock.now();
  const unsigned = { sid: id, ts: now, exp: now + 30_000 };
  for (const data of [unsigned, JSON.stringify(unsigned)]) {
    const { status, body } = await scan(data);
    expect([status, body.success, body.issues]).toEqual([
      422,
      false,
      [{ path: 'qr_data', code: 'code_unsigned' }],
    ]);
  }
  expect(await statusIn(id)).toEqual([]);
});

test('[SCAN1] a token with one letter changed is rejected by its verdict', async () => {
  const { code } = await running();
  const swapped = code.token.at(40) === 'A' ? 'B' : 'A';
  const forged = `${code.token.slice(0, 40)}${swapped}${code.token.slice(41)}`;
  const { status, body } = await scan(forged);
  expect([status, body.success, body.outcome, body.reason]).toEqual([
    200,
    false,
    'rejected',
    'token_bad_mac',
  ]);
});

test.each([
  ['nothing', '', 400],
  ['a link to elsewhere', `https://evil.test/S/${'A'.repeat(61)}`, 422],
  ['words', 'hello', 422],
  ['broken JSON', '{"sid":', 422],
  ['a list', [1], 400],
  ['too much', 'A'.repeat(3_000), 400],
  ['a number', 7, 400],
  ['null', null, 400],
])('[SEC] %s is no code', async (_name, data, expected) => {
  const { status, body } = await scan(data);
  expect([status, body.success]).toEqual([expected, false]);
});

test('[SCAN4] two steps late is too late', async () => {
  const { code } = await running();
  world.clock.advance(61_000);
  const { status, body } = await scan(code.token);
  expect([status, body.success, body.reason]).toEqual([200, false, 'token_expired']);
  expect(body.error).toMatch(/expired/);
});

test('[SCAN7] a class that wants two frames: for the professor to look at', async () => {
  const { code } = await running(world.ofClass);
  const { body } = await scan(code.token);
  expect(body).toMatchObject({
    success: true,
    outcome: 'review',
    reason: 'liveness_weak',
    status: 'expected',
  });
});

test('[SCAN6] who isn’t enrolled is told so, and the scan waits', async () => {
  const { code } = await running();
  const [, , third] = world.people.students;
  if (!third) throw new Error('a third student');
  const { body } = await scan(code.token, await login(world, third));
  expect(body).toMatchObject({ success: false, outcome: 'waiting', reason: 'not_enrolled' });
  expect(body.error).toMatch(/not enrolled/);
});

test('[SCAN5] a code of a session that is over', async () => {
  const { id } = await running();
  const { kid } = await world.server.deps.issuerKids.serverKid();
  await call(`/professor/sessions/${id}/complete`, {}, professor);
  world.clock.advance(31_000);
  const later = tokenAt(world, { kid, ref: refOf(id) }, world.clock.now());
  const { body } = await scan(later);
  expect([body.success, body.reason, body.error]).toEqual([
    false,
    'outside_session',
    'The session is not active',
  ]);
});

test('[SEC] whoever guesses waits after a few, and nobody waits for them', async () => {
  for (let tries = 0; tries < SCANS.perAccount; tries += 1)
    expect((await scan('x'.repeat(61))).status).toBe(422);
  const { code } = await running();
  expect((await scan(code.token)).body.reason).toBe('too_many_tries');
  expect((await scan(code.token, second)).body.success).toBe(true);
});

test('[API] staff and nobody don’t scan', async () => {
  expect((await scan('x', professor)).status).toBe(403);
  expect((await scan('x', '')).status).toBe(401);
});
