import { expect, test } from 'vitest';
import type { Mail } from '../mail/mail.ts';
import { testConfig } from '../testing/server-world.ts';
import type { EnrolledRow } from './enrol-people.ts';
import { holdCodes } from './hand-out-codes.ts';

function row(email: string): EnrolledRow {
  const student = {
    id: 1,
    uuid: 'u',
    email,
    role: 'student',
    state: 'active',
    passwordHash: null,
    givenName: email,
    familyName: '',
    studentNo: null,
    employeeNo: null,
    createdAt: 0,
    rev: 1,
  } as const;
  const person = { line: 1, studentNo: '', email, givenName: email, familyName: '', issues: [] };
  return {
    checked: { row: person, verdict: 'new' },
    student,
    code: { code: `code of ${email}`, expiresAt: 9, statement: '' },
  };
}

const ground = {
  config: testConfig('/nowhere'),
  codes: { draw: () => expect.unreachable(), check: () => expect.unreachable() },
};

test('what finds no room among the mails that wait is listed for who imports, once all is done', async () => {
  const posted: Mail[] = [];
  const mailer = { room: () => 2 - posted.length, post: (mail: Mail) => void posted.push(mail) };
  const clock = { now: () => 1_000 };
  const held = holdCodes({ ...ground, clock, mailer, maxWaitMs: 0 }, 'mail');
  await held.take([row('a@x'), row('b@x'), row('c@x'), { ...row('d@x'), code: null }]);
  expect([posted.map(({ to }) => to), held.mailed(), held.shown()]).toEqual([['a@x', 'b@x'], 2, null]);
  held.ended();
  expect(held.shown()?.codes.map(({ email, code }) => [email, code])).toEqual([['c@x', 'code of c@x']]);
});

test('an import waits for its mails to get away', async () => {
  const posted: Mail[] = [];
  let asked = 0;
  const mailer = { room: () => ((asked += 1) > 2 ? 5 : 0), post: (mail: Mail) => void posted.push(mail) };
  const held = holdCodes({ ...ground, clock: { now: () => 0 }, mailer }, 'mail');
  await held.take([row('a@x')]);
  held.ended();
  expect([posted.length, held.shown()]).toEqual([1, null]);
});
