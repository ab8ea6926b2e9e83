import { expect, test } from 'vitest';
import { newAddress } from './old-addresses.ts';

test('[API] pages of the older system lead to those that do their work now', () => {
  expect(newAddress('/student/dashboard')).toBe('/');
  expect(newAddress('/auth/professor/register/')).toBe('/register?role=professor');
  expect(newAddress('/professor/classes/create')).toBe('/professor/classes/new');
});

test('[API] what never was leads nowhere', () => {
  for (const path of ['/', '', '/nowhere', '/auth', '//evil.test', '/constructor', '/AUTH/LOGIN'])
    expect(newAddress(path)).toBeNull();
});
