import { expect, it } from 'vitest';
import { ownPath } from './own-path.ts';

it('follows only paths of this app after signing in', () => {
  expect(ownPath('/student/receipts')).toBe('/student/receipts');
  const dated = '/professor/classes/0193/reports?from=2026-11-01&until=2026-11-30';
  expect(ownPath(dated)).toBe(dated);
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
