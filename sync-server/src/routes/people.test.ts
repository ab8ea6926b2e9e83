/** What administrators decide about accounts. */
import { afterAll, describe, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import type { Approval, PersonEntry } from '@hazri/sync-protocol/api/people';
import type { User } from '../auth/accounts.ts';
import { createUsers, findUserByEmail } from '../auth/accounts.ts';
import { auditLog } from '../db/audit-schema.ts';
import { issuerKids } from '../db/people-schema.ts';
import { joined, mailThrough, statusAndReason, useMails } from '../testing/newcomers.ts';
import {
  ask,
  cookieOf,
  issuerOf,
  login,
  newId,
  PASSWORD,
  registerDevice,
  startWorld,
  syncRaw,
} from '../testing/server-world.ts';

const mails = await useMails();
const world = await startWorld(5, mailThrough(mails));
afterAll(() => world.close());
let admin: User;
let adminCookie: string;

const admins = (method: string, path: string, body?: unknown): Promise<Response> =>
  ask(world, method, `/api/admin/${path}`, { cookie: adminCookie, ...(body === undefined ? {} : { body }) });
const auth = (path: string, body: unknown): Promise<Response> =>
  ask(world, 'POST', `/api/auth/${path}`, { body });
const approvals = async (): Promise<readonly Approval[]> => {
  const body = (await (await admins('GET', 'approvals')).json()) as { readonly approvals: Approval[] };
  return body.approvals;
};

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
    const cookie = await joined(world, mails, 'prof.new@acem.ac.in', { role: 'professor', employeeNo: 'E9' });
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
    const cookie = await joined(world, mails, 'prof.not@acem.ac.in', {
      role: 'professor',
      employeeNo: 'E10',
    });
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
