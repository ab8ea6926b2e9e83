/** Accounts as security.md wants them: nobody learns who has one, and only the mailbox or a handed code opens one. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findUserByEmail } from '../auth/accounts.ts';
import { CODE_KINDS } from '../auth/account-codes.ts';
import { MAILS } from '../auth/throttle.ts';
import { auditLog } from '../db/audit-schema.ts';
import type { MailServer } from '../testing/mail-server.ts';
import { codeIn, startMailServer } from '../testing/mail-server.ts';
import type { World } from '../testing/server-world.ts';
import { ask, cookieOf, login, PASSWORD, post, startWorld } from '../testing/server-world.ts';

let world: World;
let mails: MailServer;
const reports: unknown[] = [];
beforeAll(async () => {
  mails = await startMailServer();
  world = await startWorld(
    4,
    { mail: { url: mails.url, from: 'Hazri <no-reply@acem.ac.in>' } },
    { mailRetryMs: [20, 20, 20], report: (cause) => reports.push(cause) },
  );
}, 30_000);
afterAll(async () => {
  expect(reports).toEqual([]);
  await world.close();
  await mails.close();
});

/** Reads as markup, as a formula, from right to left and in two code units a letter. */
const GIVEN = '<img src=x onerror=alert(1)>';
const FAMILY = '=HYPERLINK("x") نور 🙂';
const NEW_PASSWORD = 'an untold secret';
let people = 0;

function student(overrides: Readonly<Record<string, unknown>> = {}) {
  people += 1;
  return {
    role: 'student',
    email: `new${people}@acem.ac.in`,
    password: NEW_PASSWORD,
    givenName: GIVEN,
    familyName: FAMILY,
    studentNo: `N${people}`,
    ...overrides,
  };
}
function professor(overrides: Readonly<Record<string, unknown>> = {}) {
  const { studentNo: _, ...rest } = student();
  return { ...rest, role: 'professor', employeeNo: 'E-17', ...overrides };
}

const auth = (path: string, body: unknown, cookie = ''): Promise<Response> =>
  ask(world, 'POST', `/api/auth/${path}`, { body, cookie });
const answerOf = async (response: Response): Promise<unknown> => [response.status, await response.json()];
const reasonOf = async (response: Response): Promise<unknown> => {
  const body = (await response.json()) as { readonly reason?: string };
  return [response.status, body.reason];
};
const userOf = async (email: string) => findUserByEmail(world.server.deps.database, email);

/** Registers and proves the address. */
async function join(form: ReturnType<typeof student> | ReturnType<typeof professor>): Promise<string> {
  expect((await auth('register', form)).status).toBe(202);
  const code = codeIn(await mails.mailTo(form.email));
  const verified = await auth('verify', { email: form.email, code, password: form.password });
  expect(verified.status).toBe(200);
  return cookieOf(verified);
}

describe('registering', () => {
  test('[AUTH] a student is active once the address is proven, and signed in', async () => {
    const form = student({ email: 'Asha.One@ACEM.ac.in' });
    expect(await answerOf(await auth('register', form))).toEqual([202, { status: 'check_email' }]);
    expect(await userOf('asha.one@acem.ac.in')).toMatchObject({ state: 'unverified', studentNo: null });
    const wrong = await auth('login', { email: form.email, password: NEW_PASSWORD });
    expect(await reasonOf(wrong)).toEqual([403, 'email_unverified']);
    const code = codeIn(await mails.mailTo('asha.one@acem.ac.in'));
    const verified = await auth('verify', { email: form.email, code, password: NEW_PASSWORD });
    expect(await answerOf(verified)).toEqual([
      200,
      { user: expect.objectContaining({ role: 'student', givenName: GIVEN, familyName: FAMILY }) as unknown },
    ]);
    expect(await userOf('asha.one@acem.ac.in')).toMatchObject({ state: 'active', studentNo: form.studentNo });
    const me = await ask(world, 'GET', '/api/auth/me', { cookie: cookieOf(verified) });
    expect(me.status).toBe(200);
  });

  test('[AUTH] a professor waits for approval, and may sign in meanwhile', async () => {
    const form = professor();
    const cookie = await join(form);
    expect(await userOf(form.email)).toMatchObject({ state: 'pending', employeeNo: 'E-17' });
    expect((await ask(world, 'GET', '/api/auth/me', { cookie })).status).toBe(200);
    expect((await auth('login', { email: form.email, password: NEW_PASSWORD })).status).toBe(200);
  });

  test('[AUTH] the answer is the same for an address that has an account, and the account is unchanged', async () => {
    const { students } = world.people;
    const taken = String(students[0]?.email);
    const before = await userOf(taken);
    const known = await auth('register', student({ email: taken }));
    const unknown = await auth('register', student());
    const shape = async (response: Response) => {
      const headers = [...response.headers.keys()].toSorted();
      return [response.status, headers, await response.text()];
    };
    expect(await shape(known)).toEqual(await shape(unknown));
    expect(await userOf(taken)).toEqual(before);
    expect((await auth('login', { email: taken, password: PASSWORD })).status).toBe(200);
    const { source } = await mails.mailTo(taken);
    expect(source).toContain('You have an account already');
  });

  test('[AUTH] both ways do the same work: one hash, one commit, one mail', async () => {
    const { passwords, writer } = world.server.deps;
    let hashes = 0;
    let turns = 0;
    const counted = {
      ...world.server.deps,
      passwords: {
        ...passwords,
        hash: (password: string) => {
          hashes += 1;
          return passwords.hash(password);
        },
      },
      writer: {
        ...writer,
        run: ((work) =>
          writer.run((turn) => {
            turns += 1;
            return work(turn);
          })) as typeof writer.run,
      },
    };
    const { takeRegistration } = await import('../auth/registrations.ts');
    const { mailCode } = await import('../auth/mail-code.ts');
    const { proveAccount } = await import('../auth/prove-account.ts');
    const cost = async (work: () => Promise<unknown>) => {
      const before = [hashes, turns];
      await work();
      return [hashes - Number(before[0]), turns - Number(before[1])];
    };
    const registration = { ...student(), role: 'student' as const, employeeNo: null };
    for (const email of ['student1@acem.ac.in', 'nobody-yet@acem.ac.in'])
      expect(await cost(() => takeRegistration(counted, { ...registration, email }))).toEqual([1, 1]);
    for (const email of ['student1@acem.ac.in', 'never-seen@acem.ac.in']) {
      expect(await cost(() => mailCode(counted, email, 'reset'))).toEqual([0, 1]);
      const proof = { email, code: '1', password: NEW_PASSWORD, address: '' };
      expect(await cost(() => proveAccount(counted, { ...proof, purpose: 'reset' }))).toEqual([1, 1]);
    }
  });

  test('[AUTH] who registers an address first gains nothing: code and password of its owner count', async () => {
    const stranger = student({ password: 'the stranger knows' });
    await auth('register', stranger);
    const owner = { ...student({ email: stranger.email }), givenName: 'Owner' };
    await auth('register', owner);
    await auth('register', stranger);
    const code = codeIn(await mails.mailTo(stranger.email, 2));
    const old = codeIn(await mails.mailTo(stranger.email, 0));
    expect(await reasonOf(await auth('verify', { email: stranger.email, code: old }))).toEqual([
      422,
      'code_invalid',
    ]);
    const verified = await auth('verify', { email: owner.email, code, password: owner.password });
    expect(verified.status).toBe(200);
    const tried = await auth('login', { email: owner.email, password: stranger.password });
    expect(await reasonOf(tried)).toEqual([401, 'invalid_credentials']);
    expect((await auth('login', { email: owner.email, password: owner.password })).status).toBe(200);
  });

  test('[AUTH] an account that the office imported is not for whoever registers its address', async () => {
    const { deps } = world.server;
    const { createUsers } = await import('../auth/accounts.ts');
    const { newUuid } = await import('../catalogue/catalogue.ts');
    const email = 'imported@acem.ac.in';
    await createUsers(deps.writer, [
      {
        uuid: newUuid(deps.clock, deps.random),
        email,
        role: 'student',
        passwordHash: null,
        givenName: 'Imported',
        familyName: 'Student',
        studentNo: '24CS900',
      },
    ]);
    await auth('register', student({ email }));
    const tried = await auth('login', { email, password: NEW_PASSWORD });
    expect(await reasonOf(tried)).toEqual([401, 'invalid_credentials']);
    const code = codeIn(await mails.mailTo(email));
    expect((await auth('verify', { email, code, password: NEW_PASSWORD })).status).toBe(200);
    expect(await userOf(email)).toMatchObject({ givenName: 'Imported', studentNo: '24CS900' });
    expect((await auth('login', { email, password: NEW_PASSWORD })).status).toBe(200);
  });

  test.each([
    ['an administrator', student({ role: 'administrator' })],
    ['admin', student({ role: 'admin' })],
    ['an unknown field', student({ state: 'active' })],
    ['a role in a field of its own', { ...student(), roles: ['administrator'] }],
    ['a professor’s number for a student', student({ employeeNo: 'E1' })],
    ['no number', student({ studentNo: undefined })],
    ['an empty name', student({ givenName: '   ' })],
    ['a line break in a name', student({ givenName: 'A\r\nBcc: x' })],
    ['a direction override in a name', student({ givenName: 'A\u202Egnp' })],
    ['a long name', student({ familyName: 'x'.repeat(121) })],
    ['half a surrogate pair', student({ givenName: '\uD800' })],
    ['a number that is a formula', student({ studentNo: '=1+1' })],
    ['a list for an address', student({ email: ['a@acem.ac.in', 'b@acem.ac.in'] })],
  ])('[AUTH] %s is 400', async (_what, form) => {
    expect(await reasonOf(await auth('register', form))).toEqual([400, 'body_malformed']);
  });

  test.each([
    ['x@acem.ac.in.evil.com', 'email_invalid'],
    ['x@acem.ac.in\r\nBcc: y@evil.com', 'email_invalid'],
    ['x@a@acem.ac.in', 'email_invalid'],
    ['x@аcem.ac.in', 'email_invalid'],
  ])('[MAIL] %s is 422 at every door', async (email, reason) => {
    const forms = {
      register: student({ email }),
      resend: { email },
      forgot: { email },
      verify: { email, code: '1' },
      reset: { email, code: '1', password: NEW_PASSWORD },
      claim: { email, code: '1', password: NEW_PASSWORD },
    };
    for (const [path, form] of Object.entries(forms))
      expect(await reasonOf(await auth(path, form)), path).toEqual([422, reason]);
  });

  test('[AUTH] a password that is too short, too long or common is 422, with its field', async () => {
    for (const [password, code] of [
      ['short', 'password_too_short'],
      ['x'.repeat(129), 'password_too_long'],
      ['iloveyou', 'password_common'],
    ]) {
      const answer = await answerOf(await auth('register', student({ password })));
      expect(answer).toEqual([422, expect.objectContaining({ issues: [{ path: 'password', code }] })]);
    }
  });

  test('[AUTH] mails for an address are few, the same for one without an account', async () => {
    for (const email of ['student2@acem.ac.in', 'no-account@acem.ac.in']) {
      const statuses: number[] = [];
      for (let count = 0; count <= MAILS.perAccount; count += 1)
        statuses.push((await auth('forgot', { email })).status);
      expect(statuses).toEqual([...Array.from({ length: MAILS.perAccount }, () => 202), 429]);
    }
  });

  test('[AUTH] registrations that nobody confirmed are forgotten in time', async () => {
    const { forgetStaleRegistrations } = await import('../auth/registrations.ts');
    const form = student();
    await auth('register', form);
    await forgetStaleRegistrations(world.server.deps);
    expect(await userOf(form.email)).not.toBeNull();
    const { clock } = world.server.deps;
    await forgetStaleRegistrations({
      ...world.server.deps,
      clock: { now: () => clock.now() + 8 * 86_400_000 },
    });
    expect(await userOf(form.email)).toBeNull();
    expect(await userOf('student1@acem.ac.in')).not.toBeNull();
  });
});

describe('codes', () => {
  test('[AUTH] a code works once', async () => {
    const form = student();
    await join(form);
    const code = codeIn(await mails.mailTo(form.email));
    expect(await reasonOf(await auth('verify', { email: form.email, code }))).toEqual([422, 'code_invalid']);
  });

  test('[AUTH] after five wrong tries the right code is worth nothing', async () => {
    const form = student();
    await auth('register', form);
    const code = codeIn(await mails.mailTo(form.email));
    const wrong = code === '0000-0000' ? '1111-1111' : '0000-0000';
    for (let count = 0; count < CODE_KINDS.verify.tries; count += 1)
      expect((await auth('verify', { email: form.email, code: wrong })).status).toBe(422);
    expect(await reasonOf(await auth('verify', { email: form.email, code }))).toEqual([422, 'code_invalid']);
    expect(await userOf(form.email)).toMatchObject({ state: 'unverified' });
  });

  test('[AUTH] guessing makes the address’s codes wait, not its password', async () => {
    const guess = () => auth('reset', { email: 'student3@acem.ac.in', code: '1', password: NEW_PASSWORD });
    const statuses: number[] = [];
    for (let count = 0; count < 11; count += 1) statuses.push((await guess()).status);
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 422), 429]);
    const { students } = world.people;
    if (students[2]) await login(world, students[2]);
  });

  test('[AUTH] a code ends after ten minutes', async () => {
    const form = student();
    await auth('register', form);
    const code = codeIn(await mails.mailTo(form.email));
    world.clock.advance(10 * 60_000);
    expect(await reasonOf(await auth('verify', { email: form.email, code }))).toEqual([422, 'code_invalid']);
    await auth('resend', { email: form.email });
    const fresh = codeIn(await mails.mailTo(form.email, 1));
    expect((await auth('verify', { email: form.email, code: ` ${fresh.replace('-', ' ')} ` })).status).toBe(
      200,
    );
  });

  test('[AUTH] a code proves one thing for one address', async () => {
    const form = student();
    await auth('register', form);
    const code = codeIn(await mails.mailTo(form.email));
    const reset = { email: form.email, code, password: NEW_PASSWORD };
    expect((await auth('reset', reset)).status).toBe(422);
    expect((await auth('verify', { email: 'student1@acem.ac.in', code })).status).toBe(422);
    expect((await auth('verify', { email: 'no-account@acem.ac.in', code })).status).toBe(422);
    expect((await auth('verify', { email: form.email, code })).status).toBe(200);
  });

  test('[AUTH] only hashes of codes are stored', async () => {
    const form = student();
    await auth('register', form);
    const code = codeIn(await mails.mailTo(form.email)).replace('-', '');
    const { rows } = await world.server.deps.database.client.execute('SELECT * FROM account_codes');
    expect(JSON.stringify(rows)).not.toContain(code);
  });
});

describe('a forgotten password', () => {
  test('[AUTH] is replaced by the mailed code; every other login and device ends', async () => {
    const form = student();
    const cookie = await join(form);
    expect(await answerOf(await auth('forgot', { email: form.email }))).toEqual([
      202,
      { status: 'check_email' },
    ]);
    const code = codeIn(await mails.mailTo(form.email, 1));
    const reset = await auth('reset', { email: form.email, code, password: 'a newer secret' });
    expect(reset.status).toBe(200);
    expect((await ask(world, 'GET', '/api/auth/me', { cookie })).status).toBe(401);
    expect((await ask(world, 'GET', '/api/auth/me', { cookie: cookieOf(reset) })).status).toBe(200);
    expect((await auth('login', { email: form.email, password: NEW_PASSWORD })).status).toBe(401);
    expect((await auth('login', { email: form.email, password: 'a newer secret' })).status).toBe(200);
  });

  test('[AUTH] a stranger’s request changes nothing, and says nothing about the account', async () => {
    const form = student();
    await join(form);
    const known = await answerOf(await auth('forgot', { email: form.email }));
    const unknown = await answerOf(await auth('forgot', { email: 'never@acem.ac.in' }));
    expect(known).toEqual(unknown);
    expect((await auth('login', { email: form.email, password: NEW_PASSWORD })).status).toBe(200);
    await mails.mailTo(form.email, 1);
    expect(mails.received.filter(({ to }) => to.includes('never@acem.ac.in'))).toEqual([]);
  });

  test('[AUTH] proves the address of somebody who never confirmed it', async () => {
    const form = student();
    await auth('register', form);
    await auth('forgot', { email: form.email });
    const code = codeIn(await mails.mailTo(form.email, 1));
    expect((await auth('reset', { email: form.email, code, password: 'a newer secret' })).status).toBe(200);
    expect(await userOf(form.email)).toMatchObject({ state: 'active', studentNo: form.studentNo });
  });
});

describe('the edge', () => {
  test('[AUTH] a login that begins ends the one the request came with', async () => {
    const first = await join(student());
    const { students } = world.people;
    const again = await auth('login', { email: students[0]?.email, password: PASSWORD }, first);
    expect(again.status).toBe(200);
    expect(cookieOf(again)).not.toBe(first);
    expect((await ask(world, 'GET', '/api/auth/me', { cookie: first })).status).toBe(401);
  });

  test('[CSRF] no other site registers, proves, resets or claims', async () => {
    for (const path of ['register', 'verify', 'resend', 'forgot', 'reset', 'claim']) {
      const cross = await post(world, `/api/auth/${path}`, {}, { 'sec-fetch-site': 'cross-site' });
      expect(await reasonOf(cross), path).toEqual([403, 'csrf_failed']);
      const plain = await post(world, `/api/auth/${path}`, '{}', { 'content-type': 'text/plain' });
      expect(plain.status, path).toBe(415);
    }
  });

  test('[AUTH] mail repeats nothing that was typed before the address was proven', async () => {
    const form = student({ givenName: 'Visit evil.example now' });
    await auth('register', form);
    const { source } = await mails.mailTo(form.email);
    expect(source).not.toContain('evil.example');
  });

  test('[AUDIT] proofs are on record with their address, without code or password', async () => {
    const rows = await world.server.deps.database.orm.select().from(auditLog);
    const actions = new Set(rows.map(({ action }) => action));
    expect([...actions]).toEqual(expect.arrayContaining(['account.verified', 'account.proven']));
    expect(rows.every(({ address }) => address === '127.0.0.1')).toBe(true);
    expect(JSON.stringify(rows)).not.toContain(NEW_PASSWORD);
  });

  test('[AUDIT] a burst of wrong passwords is on record once', async () => {
    const { students } = world.people;
    const email = students[3]?.email;
    for (let count = 0; count < 12; count += 1) await auth('login', { email, password: 'wrong one' });
    const rows = await world.server.deps.database.orm.select().from(auditLog);
    const bursts = rows.filter(({ action }) => action === 'login.failure_burst');
    expect(bursts.map(({ subject }) => subject)).toEqual([`user:${students[3]?.uuid}`]);
  });
});
