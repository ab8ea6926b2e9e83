/** The older system's routes as its clients use them: JSON, a cookie, neither `Origin` nor `Sec-Fetch-Site`. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { DEFAULT_POLICY } from '@hazri/domain';
import { findUserByEmail } from '../auth/accounts.ts';
import { FAILURES, MAILS, SCANS } from '../auth/throttle.ts';
import { createClass, enrol, planSessions } from '../catalogue/create-class.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import { auditLog } from '../db/audit-schema.ts';
import { terms } from '../db/office-schema.ts';
import { sessions } from '../db/class-schema.ts';
import { facts } from '../db/fact-schema.ts';
import { codesShown, scans } from '../db/record-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { World } from '../testing/server-world.ts';
import {
  ask,
  cookieOf,
  login,
  newId,
  PASSWORD,
  post,
  refOf,
  startWorld,
  tokenAt,
} from '../testing/server-world.ts';

interface Body {
  readonly success: boolean;
  readonly error: string;
  readonly message: string;
  readonly reason: string | null;
  readonly status: string | number | null;
  readonly outcome: string;
  readonly token: string;
  readonly link: string;
  readonly qr_code: string;
  readonly class_id: string;
  readonly class_code: string;
  readonly attendance: unknown;
  readonly issues: readonly unknown[];
}
interface Answer {
  readonly status: number;
  readonly body: Body;
  readonly response: Response;
}

let world: World;
let professor: string;
let other: string;
let student: string;
let second: string;
/** Its codes count with one frame. */
let oneFrame: ClassRecord;
beforeAll(async () => {
  world = await startWorld(5);
  const { deps } = world.server;
  const { people } = world;
  const [one, two] = people.students;
  if (!one || !two) throw new Error('students are missing');
  professor = await login(world, people.professor);
  other = await login(world, people.other);
  student = await login(world, one);
  second = await login(world, two);
  oneFrame = await createClass(deps, {
    course: 'CS303',
    title: '<img src=x onerror=alert(1)> نور 🙂',
    professorId: people.professor.id,
    policy: { ...DEFAULT_POLICY, twoFrames: false },
  });
  await enrol(deps, oneFrame.id, [one.id, two.id], world.clock.now() - 86_400_000);
}, 30_000);
afterAll(() => world.close());
/** No test waits for what another one tried. */
afterEach(() => world.clock.advance(11 * 60_000));

async function call(path: string, body?: unknown, cookie = ''): Promise<Answer> {
  const response = await post(world, path, body ?? {}, cookie === '' ? {} : { cookie });
  return { status: response.status, body: (await response.json()) as Body, response };
}
async function get(path: string, cookie: string): Promise<Answer> {
  const response = await ask(world, 'GET', path, { cookie });
  return { status: response.status, body: (await response.json()) as Body, response };
}
const scan = (qr_data: unknown, cookie = student, more: object = {}) =>
  call('/student/scan/process', { qr_data, ...more }, cookie);

async function planned(ofClass: ClassRecord = oneFrame): Promise<string> {
  const { deps } = world.server;
  const startsAt = world.clock.now();
  const id = newId(world);
  await planSessions(deps, ofClass, [{ id, plan: 'single', startsAt, endsAt: startsAt + 3_600_000 }]);
  return id;
}
/** A session of the class that runs, and the code shown of it. */
async function running(
  ofClass: ClassRecord = oneFrame,
): Promise<{ readonly id: string; readonly code: Body }> {
  const id = await planned(ofClass);
  const { status, body } = await call(`/professor/sessions/${id}/activate`, {}, professor);
  expect(status).toBe(200);
  return { id, code: body };
}
const factsOf = async (kind: string) =>
  world.server.deps.database.orm.select().from(facts).where(eq(facts.kind, kind));

describe('POST /auth/login and /auth/logout', () => {
  const email = () => world.people.professor.email;

  test('[API] signs in with a cookie that works, and out again', async () => {
    const { status, body, response } = await call('/auth/login', { email: email(), password: PASSWORD });
    expect([status, body.success, body.message]).toEqual([200, true, 'Welcome, professor']);
    const cookie = cookieOf(response);
    expect((await ask(world, 'GET', '/api/auth/me', { cookie })).status).toBe(200);
    const out = await call('/auth/logout', {}, cookie);
    expect([out.status, out.body.success]).toEqual([200, true]);
    expect(out.response.headers.get('set-cookie')).toMatch(/^hazri=; Max-Age=0/);
    expect((await ask(world, 'GET', '/api/auth/me', { cookie })).status).toBe(401);
  });

  test('[API] a wrong password is said as the older system said it, and as a problem', async () => {
    const { status, body } = await call('/auth/login', { email: email(), password: 'wrong' });
    expect([status, body.success, body.error, body.reason]).toEqual([
      401,
      false,
      'E-mail or password is wrong',
      'invalid_credentials',
    ]);
  });

  test('[API] the kind of account has to be the one that is told', async () => {
    const typed = { email: email(), password: PASSWORD, role: 'student' };
    const { status, body, response } = await call('/auth/login', typed);
    expect([status, body.reason, cookieOf(response)]).toEqual([403, 'role_forbidden', '']);
    expect((await call('/auth/login', { ...typed, role: 'professor' })).status).toBe(200);
    expect((await call('/auth/login', { ...typed, role: 'administrator' })).status).toBe(400);
  });

  test('[AUTH] wrong ones are counted with those of the product’s own login', async () => {
    const account = world.people.other.email ?? '';
    for (let tries = 0; tries < FAILURES.perAccount; tries += 1) {
      const path = tries % 2 === 0 ? '/auth/login' : '/api/auth/login';
      expect((await call(path, { email: account, password: 'wrong' })).status).toBe(401);
    }
    const { status, body, response } = await call('/auth/login', { email: account, password: PASSWORD });
    expect([status, body.reason, body.success]).toEqual([429, 'too_many_tries', false]);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  });

  test('[SEC] from another site, as a form, too large, or misshapen: refused', async () => {
    const body = { email: email(), password: PASSWORD };
    const headed = async (headers: Record<string, string>) =>
      (await post(world, '/auth/login', body, headers)).status;
    expect(await headed({ origin: 'http://evil.test' })).toBe(403);
    expect(await headed({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await headed({ 'content-type': 'application/x-www-form-urlencoded' })).toBe(415);
    expect((await call('/auth/login', { ...body, email: 'x'.repeat(9_000) })).status).toBe(413);
    expect((await call('/auth/login', { email: ['a'], password: 1 })).status).toBe(400);
    expect((await call('/auth/login', '{"email":"a","__proto__":{"x":1},"password":"b"}')).status).toBe(400);
  });
});

describe('registration', () => {
  const form = (name: string) => ({
    email: `${name}@acem.ac.in`,
    password: 'an untold secret',
    confirm_password: 'an untold secret',
    first_name: '<img src=x onerror=alert(1)>',
    last_name: '=HYPERLINK("x") نور 🙂',
  });

  test('[AUTH] a student’s: the address has to be proven, whatever was sent along', async () => {
    const typed = { ...form('refstudent'), student_id: 'ref-1', major: 'Physics' };
    const { status, body } = await call('/auth/student/register', typed);
    expect([status, body.success, body.status]).toEqual([202, true, 'check_email']);
    expect(await findUserByEmail(world.server.deps.database, typed.email)).toMatchObject({
      state: 'unverified',
      role: 'student',
      givenName: typed.first_name,
      familyName: typed.last_name,
    });
    const early = await call('/auth/login', { email: typed.email, password: typed.password });
    expect(early.body.reason).toBe('email_unverified');
  });

  test('[AUTH] a professor’s', async () => {
    const typed = { ...form('refprofessor'), employee_id: 'E-9', title: 'Professor' };
    expect((await call('/auth/professor/register', typed)).status).toBe(202);
    expect(await findUserByEmail(world.server.deps.database, typed.email)).toMatchObject({
      state: 'unverified',
      role: 'professor',
      employeeNo: 'E-9',
    });
  });

  test('[AUTH] an address that is taken is answered like a free one, and keeps its account', async () => {
    const typed = { ...form('student1'), student_id: 'X9' };
    expect((await call('/auth/student/register', typed)).status).toBe(202);
    expect(await findUserByEmail(world.server.deps.database, typed.email)).toMatchObject({
      state: 'active',
      givenName: 'student1',
    });
  });

  test.each([
    ['a role of one’s choice', { role: 'administrator' }, 400, 'body_malformed'],
    ['another domain', { email: 'x@acem.ac.in.evil.com' }, 422, 'email_invalid'],
    ['a line break in the address', { email: 'x@acem.ac.in\r\nBcc: y' }, 422, 'email_invalid'],
    ['a common password', { password: 'password', confirm_password: 'password' }, 422, 'password_unfit'],
    ['another password the second time', { confirm_password: 'another secret' }, 422, 'fields_refused'],
    ['no name', { first_name: ' ' }, 400, 'body_malformed'],
  ])('[SEC] %s: refused', async (_name, change, status, reason) => {
    const answer = await call('/auth/student/register', { ...form('nobody'), student_id: 'N1', ...change });
    expect([answer.status, answer.body.reason, answer.body.success]).toEqual([status, reason, false]);
    expect(await findUserByEmail(world.server.deps.database, 'nobody@acem.ac.in')).toBeNull();
  });

  test('[AUTH] mails are counted with those of the product’s own registration', async () => {
    const typed = { ...form('eager'), student_id: 'N2' };
    for (let asked = 0; asked < MAILS.perAccount; asked += 1)
      expect((await call('/auth/student/register', typed)).status).toBe(202);
    expect((await call('/auth/student/register', typed)).body.reason).toBe('too_many_tries');
  });
});

describe('POST /professor/classes/create', () => {
  const wanted = { course_code: 'CS304', course_name: 'Databases' };

  test('[API] makes a class with its term’s sessions and a code to join by, on record', async () => {
    const { deps } = world.server;
    const term = { id: 1, uuid: newId(world), name: 'Autumn', startsOn: '2026-11-01', endsOn: '2026-12-31' };
    await deps.writer.run((turn) => turn.commit([upsertRows(terms, [{ ...term, archivedAt: null }])]));
    const { status, body } = await call(
      '/professor/classes/create',
      {
        ...wanted,
        academic_period_id: term.uuid,
        days_of_week: ['Tuesday', 'Thursday', 'Tuesday'],
        start_time: '23:30',
        end_time: '00:20',
        first_class_date: '2026-11-24',
        room_location: 'B 12',
        max_students: 40,
      },
      professor,
    );
    expect([status, body.success]).toEqual([201, true]);
    const made = deps.catalogue.classByUuid(body.class_id);
    expect(made).toMatchObject({ course: 'CS304', title: 'Databases', room: 'B 12', capacity: 40 });
    expect(made?.joinCode).toBe(body.class_code);
    expect(made?.timetable).toEqual([
      { weekday: 2, startMinute: 1_410, durationMinutes: 50 },
      { weekday: 4, startMinute: 1_410, durationMinutes: 50 },
    ]);
    const rows = await deps.database.orm
      .select()
      .from(sessions)
      .where(eq(sessions.classId, made?.id ?? 0));
    expect(rows.length).toBeGreaterThan(8);
    const entries = await deps.database.orm.select().from(auditLog).where(eq(auditLog.action, 'class.made'));
    expect(entries.map(({ subject }) => subject)).toContain(`class:${body.class_id}`);
  });

  test('[API] says in its own words what is wrong', async () => {
    const path = '/professor/classes/create';
    const issues = async (body: object) => (await call(path, body, professor)).body.issues;
    expect(await issues({})).toEqual([
      { path: 'course_code', code: 'required' },
      { path: 'course_name', code: 'required' },
    ]);
    expect(await issues({ ...wanted, days_of_week: ['Monday'] })).toEqual([
      { path: 'start_time', code: 'required' },
    ]);
    expect(await issues({ ...wanted, academic_period_id: newId(world) })).toEqual([
      { path: 'academic_period_id', code: 'unknown' },
    ]);
    expect((await call(path, { ...wanted, days_of_week: ['Noday'] }, professor)).status).toBe(400);
    expect((await call(path, { ...wanted, start_time: '25:00' }, professor)).status).toBe(400);
    expect((await call(path, wanted, student)).status).toBe(403);
  });
});

describe('sessions', () => {
  test('[API] start under the server’s own kid, are completed, and taken up again: all by fact', async () => {
    const { deps } = world.server;
    const { id, code } = await running();
    const { kid } = await deps.issuerKids.serverKid();
    const opened = (await factsOf('session.opened')).at(-1);
    expect(JSON.parse(opened?.json ?? '{}')).toMatchObject({ body: { sessionId: id, kid } });
    expect(opened).toMatchObject({
      authorId: world.people.professor.id,
      deviceId: null,
      outcome: 'accepted',
    });
    expect(code.link).toBe(`HTTP://HAZRI.TEST/S/${code.token}`);
    expect(code.qr_code).toMatch(/^data:image\/svg\+xml;base64,/);
    const again = await call(`/professor/sessions/${id}/activate`, {}, professor);
    expect(again.status).toBe(200);
    expect((await factsOf('session.opened')).filter(({ json }) => json.includes(id))).toHaveLength(1);
    expect((await call(`/professor/sessions/${id}/complete`, {}, professor)).body.success).toBe(true);
    expect((await call(`/professor/sessions/${id}/complete`, {}, professor)).body.success).toBe(true);
    expect(await get(`/api/sessions/${id}/qr`, professor)).toMatchObject({
      status: 409,
      body: { success: false, reason: 'session_not_active' },
    });
    const list = await get(`/api/sessions/${id}/attendance`, professor);
    expect(list.body).toMatchObject({
      success: true,
      status: 'completed',
      stats: { present: 0, absent: 2, total: 2 },
    });
    expect((await call(`/professor/sessions/${id}/activate`, {}, professor)).status).toBe(200);
    expect((await get(`/api/sessions/${id}/attendance`, professor)).body.status).toBe('active');
  });

  test('[SES1] win over what a device with a fast clock stated before', async () => {
    const { deps } = world.server;
    const { id } = await running();
    const [row] = await deps.database.orm.select().from(sessions).where(eq(sessions.uuid, id));
    if (!row?.lifecycle) throw new Error('it was opened');
    const ahead = { ...row.lifecycle, stamp: [world.clock.now() + 240_000, 3] as const };
    await deps.writer.run((turn) => turn.commit([upsertRows(sessions, [{ ...row, lifecycle: ahead }])]));
    await call(`/professor/sessions/${id}/complete`, {}, professor);
    const stated = (await factsOf('session.completed')).at(-1);
    expect(JSON.parse(stated?.json ?? '{}')).toMatchObject({ hlc: [ahead.stamp[0], 4] });
  });

  test('[API] are cancelled with a reason; one that never ran can’t be completed', async () => {
    const id = await planned();
    expect((await call(`/professor/sessions/${id}/complete`, {}, professor)).body.reason).toBe(
      'session_not_active',
    );
    const reason = 'The hall is flooded <b>';
    expect((await call(`/professor/sessions/${id}/cancel`, { reason }, professor)).body.success).toBe(true);
    expect((await factsOf('session.cancelled')).at(-1)?.json).toContain(reason);
    const list = await get(`/api/sessions/${id}/attendance`, professor);
    expect(list.body.status).toBe('cancelled');
    const long = await call(`/professor/sessions/${id}/cancel`, { reason: 'x'.repeat(501) }, professor);
    expect(long.status).toBe(400);
  });

  test('[API] another’s class answers as if there were none', async () => {
    const { id } = await running();
    for (const path of ['activate', 'complete', 'cancel']) {
      const answers = [other, student, second].map((cookie) =>
        call(`/professor/sessions/${id}/${path}`, {}, cookie),
      );
      for (const { status, body } of await Promise.all(answers))
        expect([status, body.reason]).toEqual([404, 'not_found']);
    }
    expect((await get(`/api/sessions/${id}/qr`, other)).status).toBe(404);
    expect((await get('/api/sessions/nonsense/qr', professor)).status).toBe(404);
    expect((await get(`/api/sessions/${id}/qr`, '')).status).toBe(401);
  });
});

describe('POST /student/scan/process', () => {
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
});

test('[SCAN11] the server’s screen states its nonce once a step, before it is shown', async () => {
  const { id, code } = await running();
  const same = await get(`/api/sessions/${id}/qr`, professor);
  expect(same.body.token.slice(0, 30)).toBe(code.token.slice(0, 30));
  const [row] = await world.server.deps.database.orm.select().from(sessions).where(eq(sessions.uuid, id));
  const shown = await world.server.deps.database.orm
    .select()
    .from(codesShown)
    .where(eq(codesShown.sessionId, row?.id ?? 0));
  expect(shown).toHaveLength(1);
});
