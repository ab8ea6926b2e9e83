import { expect, test } from 'vitest';
import { scrub } from './scrub.ts';

const TOKEN = 'AFNMDKDBQ63XMWOIPI4WW2YDYFEAAAICAMCLZCJBVCTEHS2QUJW5WMWHM7IO2';

test.each([
  ['a token', `cannot read ${TOKEN} at 3`, TOKEN],
  ['a code link', 'GET https://hazri.test/S/AFNMDK failed', 'AFNMDK'],
  ['a receipt link', '/R/v1.abc?x=1', 'v1.abc'],
  ['a password in JSON', '{"password":"correct horse","a":1}', 'correct'],
  ['a cookie', 'Cookie: hazri=abcdef; lang=te', 'abcdef'],
  ['a bearer token', 'authorization: Bearer abcdef', 'abcdef'],
  ['a typed code', 'wrong 5T2M-QX7B-9KAD', '5T2M'],
  ['a mailed code', 'is 12345678 right', '12345678'],
  ['an address', 'no such user <asha.rao@acem.ac.in>', 'asha'],
  ['a mail server', 'smtp://someone:opensesame@mail.test:587 is away', 'opensesame'],
  ['a hash', 'of $argon2id$v=19$m=19456,t=2$abc', 'argon2'],
])('hides %s', (_name, text, secret) => {
  expect(scrub(text)).toContain('[hidden]');
  expect(scrub(text)).not.toContain(secret);
});

test('leaves alone what helps whoever reads it', () => {
  const stack = 'Error: no such table: classes\n    at run (file:///opt/hazri/dist/main.js:120:15)';
  expect(scrub(stack)).toBe(stack);
});
