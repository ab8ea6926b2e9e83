import { expect, it } from 'vitest';
import { keepTyped, typedBefore } from './typed-before.ts';

it('keeps what was typed on the page before', () => {
  keepTyped({ email: 'a@acem.ac.in', password: 'a secret' });
  expect(typedBefore('')).toEqual({ email: 'a@acem.ac.in', password: 'a secret', code: '' });
});

it('reads a mailed link, and gives a password only to the address it was typed for', () => {
  keepTyped({ email: 'a@acem.ac.in', password: 'a secret' });
  const link = (email: string) => `#${new URLSearchParams({ email, code: '1234-5678' }).toString()}`;
  expect(typedBefore(link('a@acem.ac.in'))).toMatchObject({ password: 'a secret', code: '1234-5678' });
  expect(typedBefore(link('b+c@acem.ac.in'))).toEqual({
    email: 'b+c@acem.ac.in',
    password: '',
    code: '1234-5678',
  });
  expect(typedBefore('#nonsense')).toMatchObject({ email: 'a@acem.ac.in' });
});
