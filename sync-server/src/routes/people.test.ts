/** What administrators decide about accounts, and what people do with their own. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { DEFAULT_POLICY } from '@hazri/domain';
import { parseRow } from '@hazri/sync-protocol';
import type { Approval, PersonEntry } from '@hazri/sync-protocol/api/people';
import type { User } from '../auth/accounts.ts';
import { asUserId, createUsers, findUser, findUserByEmail } from '../auth/accounts.ts';
import { auditLog } from '../db/audit-schema.ts';
import { enrolments } from '../db/class-schema.ts';
import { issuerKids, users } from '../db/people-schema.ts';
import { attendance } from '../db/record-schema.ts';
import { asClassId as asClass, asSessionId as asSession } from '../sync/session-state.ts';
import type { MailServer } from '../testing/mail-server.ts';
import { codeIn, startMailServer } from '../testing/mail-server.ts';
import type { TestDevice, World } from '../testing/server-world.ts';
import {
  ask,
  cookieOf,
  issuerOf,
  login,
  makeFact,
  newId,
  outcomes,
  PASSWORD,
  refOf,
  registerDevice,
  scanBody,
  startWorld,
  sync,
  syncRaw,
} from '../testing/server-world.ts';

let world: World;
let mails: MailServer;
let admin: User;
let adminCookie: string;
const reports: unknown[] = [];
beforeAll(async () => {
  mails = await startMailServer();
  world = await startWorld(
    5,
    { mail: { url: mails.url, from: 'Hazri <no-reply@acem.ac.in>' } },
    { report: (cause) => reports.push(cause) },
  );
}, 30_000);
afterAll(async () => {
  expect(reports).toEqual([]);
  await world.close();
  await mails.close();
});

const admins = (method: string, path: string, body?: unknown): Promise<Response> =>
  ask(world, method, `/api/admin/${path}`, { cookie: adminCookie, ...(body === undefined ? {} : { body }) });
const auth = (path: string, body: unknown): Promise<Response> =>
  ask(world, 'POST', `/api/auth/${path}`, { body });
const statusAndReason = async (response: Response): Promise<unknown> => {
  const body = (await response.json()) as { readonly reason?: string };
  return [response.status, body.reason];
};
const approvals = async (): Promise<readonly Approval[]> => {
  const body = (await (await admins('GET', 'approvals')).json()) as { readonly approvals: Approval[] };
  return body.approvals;
};

/** Registers and proves the address. @returns the cookie */
async function joined(email: string, more: Readonly<Record<string, unknown>>): Promise<string> {
  const form = { email, password: PASSWORD, givenName: 'A', familyName: 'B', ...more };
  expect((await auth('register', form)).status).toBe(202);
  const code = codeIn(await mails.mailTo(email));
  const verified = await auth('verify', { email, code, password: PASSWORD });
  expect(verified.status).toBe(200);
  return cookieOf(verified);
}

describe('the first administrator', () => {
  const printedCode = () => /code: ([0-9A-Z-]{14})/.exec(world.printed.join('\n'))?.[1] ?? '';
  const claim = (overrides: Readonly<Record<string, unknown>> = {}) =>
    auth('claim', {
      email: 'head@acem.ac.in',
      code: printedCode(),
      password: 'the very first',
      givenName: 'Head',
      familyName: 'Clerk',
      ...overrides,
    });

  test('[FIRST] is whoever holds the code that the first start printed', async () => {
    expect(printedCode()).not.toBe('');
    expect(await statusAndReason(await claim({ code: '0000-0000-0000' }))).toEqual([422, 'code_invalid']);
    const nameless = await claim({ givenName: undefined, familyName: undefined });
    expect(await statusAndReason(nameless)).toEqual([422, 'name_required']);
    const claimed = await claim({ code: printedCode().toLowerCase().replaceAll('-', ' ') });
    expect(claimed.status).toBe(200);
    adminCookie = cookieOf(claimed);
    expect((await admins('GET', 'users')).status).toBe(200);
    const found = await findUserByEmail(world.server.deps.database, 'head@acem.ac.in');
    if (!found) throw new Error('no administrator was made');
    admin = found;
    expect(admin).toMatchObject({ role: 'administrator', state: 'active' });
  });

  test('[FIRST] is the only one: the code is used up', async () => {
    const again = await claim({ email: 'second@acem.ac.in' });
    expect(await statusAndReason(again)).toEqual([422, 'code_invalid']);
    expect(await findUserByEmail(world.server.deps.database, 'second@acem.ac.in')).toBeNull();
  });

  test('[FIRST] can’t leave the institution without an administrator', async () => {
    for (const [path, body] of [
      ['deactivate', undefined],
      ['role', { role: 'student' }],
    ] as const)
      expect(await statusAndReason(await admins('POST', `users/${admin.uuid}/${path}`, body))).toEqual([
        409,
        'last_administrator',
      ]);
  });
});

describe('approval', () => {
  test('[APPROVE] a professor waits, is approved, is told, and may then begin', async () => {
    const cookie = await joined('prof.new@acem.ac.in', { role: 'professor', employeeNo: 'E9' });
    const [waiting] = (await approvals()).filter(({ person }) => person.email === 'prof.new@acem.ac.in');
    expect(waiting).toMatchObject({ kind: 'professor', person: { state: 'pending', employeeNo: 'E9' } });
    const me = async () => (await ask(world, 'GET', '/api/auth/me', { cookie })).json();
    expect(await me()).toMatchObject({ state: 'pending' });
    const approved = await admins('POST', `users/${String(waiting?.person.id)}/approve`);
    expect(await approved.json()).toMatchObject({ person: { state: 'active' } });
    expect(await me()).toMatchObject({ state: 'active' });
    const { source } = await mails.mailTo('prof.new@acem.ac.in', 1);
    expect(source).toContain('was approved');
    const again = await admins('POST', `users/${String(waiting?.person.id)}/approve`);
    expect(await statusAndReason(again)).toEqual([409, 'nothing_to_decide']);
  });

  test('[APPROVE] one who is declined can’t sign in', async () => {
    const cookie = await joined('prof.not@acem.ac.in', { role: 'professor', employeeNo: 'E10' });
    const [waiting] = (await approvals()).filter(({ person }) => person.email === 'prof.not@acem.ac.in');
    await admins('POST', `users/${String(waiting?.person.id)}/decline`);
    expect((await ask(world, 'GET', '/api/auth/me', { cookie })).status).toBe(401);
    expect((await auth('login', { email: 'prof.not@acem.ac.in', password: PASSWORD })).status).toBe(401);
  });
});

describe('people', () => {
  test('[PEOPLE] are found by every word of name, number or e-mail, a page at a time', async () => {
    const { deps } = world.server;
    await createUsers(
      deps.writer,
      Array.from({ length: 60 }, (_, index) => ({
        uuid: newId(world),
        email: `crowd${index}@acem.ac.in`,
        role: 'student' as const,
        passwordHash: null,
        givenName: index === 7 ? '<img src=x onerror=alert(1)>' : 'Crowd',
        familyName: index === 8 ? '100%_نور 🙂' : 'Of Many',
        studentNo: `C${index}`,
      })),
    );
    const page = async (query: string) => {
      const body = (await (await admins('GET', `users?${query}`)).json()) as {
        readonly people: readonly PersonEntry[];
        readonly next: string | null;
      };
      return body;
    };
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null;) {
      const got: Awaited<ReturnType<typeof page>> = await page(
        `search=crowd${next === '' ? '' : `&after=${next}`}`,
      );
      seen.push(...got.people.map(({ email }) => email));
      next = got.next;
    }
    expect(new Set(seen).size).toBe(60);
    expect(seen).toHaveLength(60);
    const found = async (search: string) =>
      (await page(`search=${encodeURIComponent(search)}`)).people.map(({ email }) => email);
    expect(await found('many c12@')).toEqual([]);
    expect(await found('many crowd12@')).toEqual(['crowd12@acem.ac.in']);
    expect(await found('onerror')).toEqual(['crowd7@acem.ac.in']);
    expect(await found('نور 🙂')).toEqual(['crowd8@acem.ac.in']);
    expect(await found('%_')).toEqual(['crowd8@acem.ac.in']);
    expect((await page('role=administrator')).people.map(({ email }) => email)).toEqual([admin.email]);
    expect((await page('state=deactivated')).people.every(({ state }) => state === 'deactivated')).toBe(true);
  });

  test('[PEOPLE] a closed account’s logins, devices and keys end, and it can be opened again', async () => {
    const device = await registerDevice(world, world.people.other);
    await issuerOf(world, device);
    const { uuid, id } = world.people.other;
    expect((await admins('POST', `users/${uuid}/deactivate`)).status).toBe(200);
    expect((await ask(world, 'GET', '/api/auth/me', { cookie: device.cookie })).status).toBe(401);
    expect(await statusAndReason(await syncRaw(world, device, []))).toEqual([401, 'account_deactivated']);
    const kids = await world.server.deps.database.orm
      .select()
      .from(issuerKids)
      .where(eq(issuerKids.userId, id));
    expect(kids.map(({ revokedAt }) => revokedAt === null)).toEqual([false]);
    expect((await auth('login', { email: world.people.other.email, password: PASSWORD })).status).toBe(401);
    expect((await admins('POST', `users/${uuid}/reactivate`)).status).toBe(200);
    expect((await auth('login', { email: world.people.other.email, password: PASSWORD })).status).toBe(200);
  });

  test('[PEOPLE] a new role signs the person out everywhere', async () => {
    const { students } = world.people;
    const student = students[3];
    if (!student) throw new Error('too few students');
    const cookie = await login(world, student);
    expect((await admins('POST', `users/${student.uuid}/role`, { role: 'professor' })).status).toBe(200);
    expect((await ask(world, 'GET', '/api/auth/me', { cookie })).status).toBe(401);
    const anew = await login(world, student);
    expect(anew).not.toBe(cookie);
    await admins('POST', `users/${student.uuid}/role`, { role: 'student' });
    expect((await admins('POST', `users/${student.uuid}/end-logins`)).status).toBe(200);
    expect((await ask(world, 'GET', '/api/auth/me', { cookie: anew })).status).toBe(401);
  });

  test('[CLAIM] a handed code takes over an imported account, once, for two weeks', async () => {
    const email = 'crowd20@acem.ac.in';
    const found = await findUserByEmail(world.server.deps.database, email);
    const draw = async () => {
      const response = await admins('POST', `users/${found?.uuid ?? ''}/claim-code`);
      return (await response.json()) as { readonly code: string; readonly expiresAt: number };
    };
    const early = await draw();
    expect(early.expiresAt - world.clock.now()).toBe(14 * 86_400_000);
    const { code } = await draw();
    const claim = (with_: string) => auth('claim', { email, code: with_, password: 'my own secret' });
    expect((await claim(early.code)).status).toBe(422);
    const claimed = await claim(code);
    expect(await claimed.json()).toMatchObject({ user: { email, studentNo: 'C20' } });
    expect((await claim(code)).status).toBe(422);
    expect((await auth('login', { email, password: 'my own secret' })).status).toBe(200);
  });

  test('[AUDIT] each step is on record with who, whom and from where', async () => {
    const rows = await world.server.deps.database.orm.select().from(auditLog);
    const actions = new Set(rows.map(({ action }) => action));
    for (const action of [
      'account.first_administrator',
      'account.approved',
      'account.declined',
      'account.deactivated',
      'account.reactivated',
      'account.role_changed',
      'account.logins_ended',
      'account.claim_code_issued',
    ])
      expect(actions, action).toContain(action);
    const approved = rows.find(({ action }) => action === 'account.approved');
    expect(approved).toMatchObject({ actorId: admin.id, address: '127.0.0.1' });
    // What was refused isn't on record as done.
    const closed = rows.filter(({ action }) => action === 'account.deactivated');
    expect(closed.map(({ subject }) => subject)).toEqual([`user:${world.people.other.uuid}`]);
  });
});

describe('a walk-in who registers', () => {
  const opened = (device: TestDevice, sessionId: string, kid: number) =>
    makeFact(world, device, 'session.opened', {
      sessionId: asSession(sessionId),
      classId: asClass(world.ofClass.uuid),
      startsAt: world.clock.now(),
      kid,
      clockOffsetMs: 0,
      policy: DEFAULT_POLICY,
    });
  const marked = (device: TestDevice, sessionId: string, studentId: string, status: 'late' | 'present') =>
    makeFact(world, device, 'mark', {
      sessionId: asSession(sessionId),
      studentId: asUserId(studentId),
      status,
    });

  /** A professor writes somebody down, marks them late and completes the session; returns who and which session. */
  async function writtenDown(studentNo: string) {
    const professor = await registerDevice(world, world.people.professor);
    const personId = newId(world);
    const sessionId = newId(world);
    const person = { personId: asUserId(personId), givenName: 'Walk', familyName: 'In', studentNo };
    const kid = await issuerOf(world, professor);
    const { results } = await sync(world, professor, [
      makeFact(world, professor, 'enrolment.added', {
        classId: asClass(world.ofClass.uuid),
        person,
        from: world.clock.now() - 1_000,
      }),
      opened(professor, sessionId, kid),
      marked(professor, sessionId, personId, 'late'),
    ]);
    expect(outcomes(results)).toEqual(['accepted', 'accepted', 'accepted']);
    return { professor, kid, personId, sessionId };
  }
  const attendanceOf = async (userId: number) => {
    const { orm } = world.server.deps.database;
    const rows = await orm.select().from(attendance).where(eq(attendance.studentId, userId));
    return rows.map(({ status, source }) => `${status} ${source}`);
  };
  const byUuid = async (uuid: string) => {
    const [row] = await world.server.deps.database.orm.select().from(users).where(eq(users.uuid, uuid));
    if (!row) throw new Error('nobody has this id');
    return row;
  };

  test('[MERGE] from the mailbox named after the number takes over what was written down', async () => {
    const { professor, personId, sessionId } = await writtenDown('24CS777');
    const walkIn = await byUuid(personId);
    expect(await attendanceOf(walkIn.id)).toEqual(['late mark']);
    await joined('24cs777@acem.ac.in', { role: 'student', studentNo: '24cs777' });
    const account = await findUserByEmail(world.server.deps.database, '24cs777@acem.ac.in');
    expect(account).toMatchObject({ state: 'active', studentNo: '24CS777' });
    expect(await attendanceOf(account?.id ?? 0)).toEqual(['late mark']);
    expect(await findUser(world.server.deps.database, walkIn.id)).toMatchObject({
      state: 'merged',
      studentNo: null,
    });
    const { orm } = world.server.deps.database;
    const places = await orm
      .select()
      .from(enrolments)
      .where(eq(enrolments.studentId, account?.id ?? 0));
    expect(places.map(({ until }) => until)).toEqual([null]);
    // The professor's device forgets the walk-in, and what it still says of it means the account.
    world.clock.advance(1_000);
    const { changes, results } = await sync(world, professor, [
      marked(professor, sessionId, personId, 'present'),
    ]);
    expect(outcomes(results)).toEqual(['accepted']);
    const rows = changes[`staff:${asClass(world.ofClass.uuid)}`]?.rows.map(parseRow) ?? [];
    const about = (id: string | undefined) =>
      rows.flatMap((row) =>
        row !== null && (row.type === 'attendance' || row.type === 'enrolment') && row.studentId === id
          ? [`${row.type} ${row.deleted === true ? 'deleted' : 'there'}`]
          : [],
      );
    expect(about(personId).toSorted()).toEqual(['attendance deleted', 'enrolment deleted']);
    expect(about(account?.uuid).toSorted()).toEqual(['attendance there', 'enrolment there']);
    expect(await attendanceOf(account?.id ?? 0)).toEqual(['present mark']);
  });

  test('[MERGE] from another mailbox waits for an administrator; own scans and the marks count together', async () => {
    const { personId, professor, kid } = await writtenDown('24CS778');
    await joined('asha.k@acem.ac.in', { role: 'student', studentNo: '24CS778' });
    const account = await findUserByEmail(world.server.deps.database, 'asha.k@acem.ac.in');
    expect(account).toMatchObject({ state: 'active', studentNo: null });
    const phone = await registerDevice(world, account ?? world.people.professor);
    // A second session, which the student scans without being on the roster.
    const second = newId(world);
    await sync(world, professor, [opened(professor, second, kid)]);
    world.clock.advance(3_000);
    const scan = makeFact(world, phone, 'scan', scanBody(world, { kid, ref: refOf(second) }));
    const { results } = await sync(world, phone, [scan]);
    expect(outcomes(results)).toEqual(['waiting not_enrolled']);
    const [claim] = (await approvals()).filter(({ kind }) => kind === 'number');
    expect(claim).toMatchObject({
      studentNo: '24CS778',
      person: { email: 'asha.k@acem.ac.in' },
      holder: { name: 'Walk In', walkIn: true },
    });
    expect((await admins('POST', `users/${account?.uuid ?? ''}/approve`)).status).toBe(200);
    expect(await findUserByEmail(world.server.deps.database, 'asha.k@acem.ac.in')).toMatchObject({
      studentNo: '24CS778',
    });
    expect((await attendanceOf(account?.id ?? 0)).toSorted()).toEqual(['late mark', 'present scan']);
    expect(await byUuid(personId)).toMatchObject({ state: 'merged' });
  });

  test('[MERGE] nobody takes the number of an account by typing it', async () => {
    const cookie = await joined('grabber@acem.ac.in', { role: 'student', studentNo: 'R1' });
    const me = await (await ask(world, 'GET', '/api/auth/me', { cookie })).json();
    expect(me).toMatchObject({ claimedNo: 'R1', user: { studentNo: null } });
    const grabber = await findUserByEmail(world.server.deps.database, 'grabber@acem.ac.in');
    const approved = await admins('POST', `users/${grabber?.uuid ?? ''}/approve`);
    expect(await statusAndReason(approved)).toEqual([409, 'number_taken']);
    expect((await admins('POST', `users/${grabber?.uuid ?? ''}/decline`)).status).toBe(200);
    expect(await findUser(world.server.deps.database, grabber?.id ?? 0)).toMatchObject({
      state: 'active',
      studentNo: null,
    });
    const given = await ask(world, 'PATCH', '/api/auth/me', { cookie, body: { studentNo: 'free-1' } });
    expect(await given.json()).toMatchObject({ user: { studentNo: 'FREE-1' }, claimedNo: null });
  });
});

describe('one’s own account', () => {
  test('[PROFILE] names are one’s own, numbers the office’s', async () => {
    const { students } = world.people;
    const student = students[0];
    if (!student) throw new Error('too few students');
    const cookie = await login(world, student);
    const patch = (body: unknown) => ask(world, 'PATCH', '/api/auth/me', { cookie, body });
    const changed = await patch({ givenName: '  نور <b>', familyName: '=1+1' });
    expect(await changed.json()).toMatchObject({ user: { givenName: 'نور <b>', familyName: '=1+1' } });
    for (const body of [{ studentNo: 'R999' }, { employeeNo: 'E1' }])
      expect(await statusAndReason(await patch(body))).toEqual([403, 'field_forbidden']);
    for (const body of [{ role: 'administrator' }, { email: 'x@acem.ac.in' }, { givenName: '' }])
      expect(await statusAndReason(await patch(body))).toEqual([400, 'body_malformed']);
    // Rosters show the new name.
    const professor = await registerDevice(world, world.people.professor);
    const { changes } = await sync(world, professor, []);
    expect(JSON.stringify(changes)).toContain('نور <b>');
  });

  test('[DEVICES] are listed with their last contact, named and removed by their owner only', async () => {
    const { students } = world.people;
    const [student, another] = students;
    if (!student || !another) throw new Error('too few students');
    const device = await registerDevice(world, student);
    await sync(world, device, []);
    const list = async (cookie: string) => {
      const response = await ask(world, 'GET', '/api/devices', { cookie });
      const { devices } = (await response.json()) as {
        readonly devices: readonly { readonly deviceId: string }[];
      };
      return devices.find(({ deviceId }) => deviceId === device.uuid);
    };
    expect(await list(device.cookie)).toMatchObject({
      current: true,
      signedIn: true,
      lastContactAt: world.clock.now(),
    });
    const path = `/api/devices/${device.uuid}`;
    const stranger = await login(world, another);
    for (const method of ['PATCH', 'DELETE'])
      expect((await ask(world, method, path, { cookie: stranger, body: { label: 'mine' } })).status).toBe(
        404,
      );
    const renamed = await ask(world, 'PATCH', path, {
      cookie: device.cookie,
      body: { label: 'Old phone 🙂' },
    });
    expect(renamed.status).toBe(204);
    expect(await list(device.cookie)).toMatchObject({ label: 'Old phone 🙂' });
    expect((await ask(world, 'DELETE', path, { cookie: device.cookie })).status).toBe(204);
    expect(await list(device.cookie)).toBeUndefined();
  });

  test('[EXPORT] is everything of oneself, whole, and nothing of others', async () => {
    const account = await findUserByEmail(world.server.deps.database, 'asha.k@acem.ac.in');
    const cookie = await login(world, account ?? world.people.professor);
    const response = await ask(world, 'GET', '/api/auth/me/export', { cookie });
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
    expect(text).not.toContain('argon2');
  });
});
