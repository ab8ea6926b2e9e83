import { expect, test } from 'vitest';
import { checkNewPassword, makePasswords, PasswordsBusy } from './passwords.ts';

test('[AUTH] hashes are argon2id with 19 MiB, two passes and one lane, each with a salt of its own', async () => {
  const passwords = makePasswords();
  const [one, other] = [await passwords.hash('correct horse'), await passwords.hash('correct horse')];
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(other);
  expect(await passwords.isRight('correct horse', one)).toBe(true);
  expect(await passwords.isRight('correct horsf', one)).toBe(false);
});

test('[AUTH] no password is right for an account that doesn’t exist, the one behind the decoy neither', async () => {
  const passwords = makePasswords();
  expect(await passwords.isRight('no account has this one', null)).toBe(false);
});

test('[AUTH] one is computed at a time; more than may wait are refused, and those that waited are served', async () => {
  const passwords = makePasswords(2);
  const asked = Array.from({ length: 5 }, (_, at) => passwords.hash(`password ${at}`));
  const done = await Promise.allSettled(asked);
  expect(done.map(({ status }) => status)).toEqual([
    'fulfilled',
    'fulfilled',
    'fulfilled',
    'rejected',
    'rejected',
  ]);
  const [refused] = done.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
  expect(refused).toBeInstanceOf(PasswordsBusy);
  expect(await passwords.hash('the queue is empty again')).toMatch(/^\$argon2id\$/);
});

test.each([
  ['1234567', 'password_too_short'],
  ['x'.repeat(129), 'password_too_long'],
  ['Password1', 'password_common'],
  ['x'.repeat(8), null],
  ['x'.repeat(128), null],
])('[AUTH] %s may be chosen or not', (password, reason) => {
  const checked = checkNewPassword(password);
  expect(checked.ok ? null : checked.reason).toBe(reason);
});
