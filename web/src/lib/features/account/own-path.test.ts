import { expect, it } from 'vitest';
import { ownPath } from './own-path.ts';

it('follows only paths of this app after signing in', () => {
  expect(ownPath('/student/receipts')).toBe('/student/receipts');
  for (const text of [
    null,
    '',
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/a?b=//c',
    'javascript:1',
  ]) {
    expect(ownPath(text)).toBeNull();
  }
});
