/** Whoever asks for more than is theirs: registrations, foreign addresses, names that are code, a rewritten audit log. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createUsers } from '@hazri/sync-server';
import { fact, logIn, newId, outcomes, post, refusal, takeDevice, takeKid } from './kit/device.ts';
import { startLesson } from './kit/lesson.ts';
import type { Person, School } from './kit/school.ts';
import { openSchool, PASSWORD } from './kit/school.ts';

let school: School;
beforeAll(async () => {
  school = await openSchool();
});
afterAll(() => school.close());

const REGISTRATION = {
  role: 'student',
  email: 'mallory@acem.ac.in',
  password: 'long enough to be one',
  givenName: 'Mallory',
  familyName: 'Test',
  studentNo: 'X1',
};

describe('registering', () => {
  const register = async (changes: Readonly<Record<string, unknown>>): Promise<string> =>
    refusal(await post(school, '/api/auth/register', JSON.stringify({ ...REGISTRATION, ...changes })));

  test.each([
    ['as an administrator', { role: 'administrator' }],
    ['as admin', { role: 'admin' }],
    ['as several at once', { role: ['student', 'administrator'] }],
    ['as a student who is active already', { state: 'active' }],
    ['as nobody in particular', { role: null }],
    ['as a prototype', { role: '__proto__' }],
  ])('[AUTH] %s: 400 body_malformed', async (_name, changes) => {
    expect(await register(changes)).toBe('400 body_malformed');
  });

  test.each([
    'mallory@acem.ac.in.evil.com',
    'mallory@evil.com',
    'mallory@cs.acem.ac.in',
    'mallory@evil.com@acem.ac.in',
    'mallory@acem.ac.in\r\nBcc: all@acem.ac.in',
    'mallory@\u0430cem.ac.in',
    'mall\u043ery@acem.ac.in',
    'mallory@acem.ac.in.',
    '@acem.ac.in',
    '"mallory@evil.com"@acem.ac.in',
    'mallory@[127.0.0.1]',
    `${'m'.repeat(300)}@acem.ac.in`,
  ])('[MAIL] %j: 422 email_invalid', async (email) => {
    expect(await register({ email })).toBe('422 email_invalid');
  });

  test('[AUTH] nobody of all these has an account', async () => {
    const { rows } = await school.server.deps.database.client.execute(
      "SELECT count(*) AS n FROM users WHERE given_name = 'Mallory'",
    );
    expect(Number(rows[0]?.['n'])).toBe(0);
  });
});

test('[EXPORT] names that are markup or a formula are whole in every export, and neither', async () => {
  const laptop = await takeDevice(school, school.professor);
  const { sessionId } = await startLesson(school, laptop, await takeKid(school, laptop));
  const names = [
    ['<img src=x onerror=alert(1)>', 'E1'],
    ['=HYPERLINK("http://evil.example","Zoë")', 'E2'],
    ["+1+cmd|' /C calc'!A0", 'E3'],
    ['@SUM(1)', 'E4'],
    ['-2+3', 'E5'],
    ['سلمى 👩🏽‍🔬', 'E6'],
  ] as const;
  const enrolled = names.map(([givenName, studentNo]) => ({
    classId: school.classId,
    from: school.clock.now() - 86_400_000,
    person: { personId: newId<'user'>(school), givenName, familyName: 'Test', studentNo },
  }));
  const facts = [
    ...enrolled.map((body) => fact(school, 'enrolment.added', body)),
    fact(school, 'session.completed', { sessionId, at: school.clock.now(), clockOffsetMs: 0 }),
  ];
  expect(await outcomes(school, laptop, facts)).toEqual(facts.map(() => 'accepted'));
  const export_ = async (format: string): Promise<Response> =>
    fetch(`${school.url}/api/classes/${school.classId}/report?format=${format}`, {
      headers: { cookie: laptop.cookie },
    });
  const answer = await export_('csv');
  expect(answer.headers.get('content-type')).toMatch(/^text\/csv/);
  expect(answer.headers.get('content-disposition')).toMatch(/^attachment/);
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  const csv = await answer.text();
  for (const [name] of names) expect(csv).toContain(name.replaceAll('"', '""'));
  // A spreadsheet runs a cell that begins with one of these; none does.
  expect(csv).not.toMatch(/(^|,|\n)"?[=+@\t-]/);
  const told = await (await export_('json')).text();
  expect(told).toContain('"<img src=x onerror=alert(1)>"');
  expect((await export_('xlsx')).headers.get('content-disposition')).toMatch(/^attachment/);
});

describe('the audit log', () => {
  let cookie: string;
  const execute = (sql: string) => school.server.deps.database.client.execute(sql);
  const state = async (): Promise<unknown> =>
    (await fetch(`${school.url}/api/admin/audit/state`, { headers: { cookie } })).json();
  beforeAll(async () => {
    const { deps } = school.server;
    const head: Person = { id: newId<'user'>(school), email: 'head@acem.ac.in' };
    await createUsers(deps.writer, [
      {
        uuid: head.id,
        email: head.email,
        role: 'administrator',
        state: 'active',
        passwordHash: await deps.passwords.hash(PASSWORD),
        givenName: 'Head',
        familyName: 'Office',
        studentNo: null,
      },
    ]);
    cookie = await logIn(school, head);
  });

  test('[AUDIT] a row is neither changed nor removed through the database', async () => {
    expect(await state()).toMatchObject({ whole: true });
    await expect(execute("UPDATE audit_log SET action = 'nothing'")).rejects.toThrow(/append/);
    await expect(execute('DELETE FROM audit_log')).rejects.toThrow(/append/);
  });

  test('[AUDIT] whoever takes the triggers away and edits a row is found out', async () => {
    const { rows } = await execute(
      "SELECT 'DROP TRIGGER ' || name AS dropping FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_log'",
    );
    for (const { dropping } of rows) if (typeof dropping === 'string') await execute(dropping);
    expect(rows.length).toBeGreaterThan(0);
    await execute("UPDATE audit_log SET action = 'nothing.happened' WHERE seq = 1");
    expect(await state()).toMatchObject({ whole: false, brokenAt: 1 });
  });

  test('[AUDIT] is nobody’s but the office’s', async () => {
    for (const person of [school.professor, school.pending, ...school.students.slice(0, 1)]) {
      const headers = { cookie: await logIn(school, person) };
      const asked = await fetch(`${school.url}/api/admin/audit`, { headers });
      expect((await refusal(asked)).slice(0, 3)).toMatch(/403|404/);
    }
  });
});

test('nothing of all this was the server’s own mistake', () => {
  expect(school.takeMistakes()).toEqual([]);
});
