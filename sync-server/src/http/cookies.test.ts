import { expect, test } from 'vitest';
import { makeLoginCookie } from './cookies.ts';

test('[AUTH] over https the cookie is bound to the host and to TLS; scripts and other sites don’t get it', () => {
  const cookie = makeLoginCookie(true);
  expect(cookie.write('t0ken', 60)).toBe(
    '__Host-hazri=t0ken; Max-Age=60; Path=/; HttpOnly; SameSite=Lax; Secure',
  );
  expect(cookie.clear()).toBe('__Host-hazri=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure');
  expect(makeLoginCookie(false).write('t0ken', 60)).toBe(
    'hazri=t0ken; Max-Age=60; Path=/; HttpOnly; SameSite=Lax',
  );
});

test.each([
  [undefined, null],
  ['', null],
  ['a=%', null],
  ['__Host-hazri', null],
  ['hazri=plain', null],
  ['__host-hazri=x', null],
  ['x__Host-hazri=x', null],
  [`a=${'b'.repeat(9_000)}; __Host-hazri=t`, null],
  ['a=1; __Host-hazri=t; b=2', 't'],
  ['__Host-hazri=first; __Host-hazri=second', 'first'],
])('[AUTH] the header %j holds %j', (header, token) => {
  expect(makeLoginCookie(true).read(header)).toBe(token);
});
