/** Signing in and registering as clients of the older system do. */
import { describe, expect, test } from 'vitest';
import { findUserByEmail } from '../auth/accounts.ts';
import { FAILURES, MAILS } from '../auth/throttle.ts';
import { useReference } from '../testing/reference-client.ts';
import { ask, cookieOf, PASSWORD, post } from '../testing/server-world.ts';

const { world, call } = await useReference();

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
