import { expect, test } from 'vitest';
import type { UserId } from '@hazri/domain';
import { inHandNow } from './own-changes.ts';

const rowAt = (rev: number) => ({
  type: 'user' as const,
  rev,
  id: 'a' as UserId,
  email: '',
  role: 'student' as const,
  givenName: '',
  familyName: '',
  studentNo: null,
});
const own = { since: 10, upTo: 14, rows: [rowAt(12), rowAt(14)] };

test('[SYNC4] what a push changed is in hand until something else changes', () => {
  expect(inHandNow(own, 14)).toBe(own);
  // Another flush came between the push and the pull.
  expect(inHandNow(own, 15)).toBeNull();
  expect(inHandNow(null, 14)).toBeNull();
});
