import { expect, test } from 'vitest';
import type { UserId } from '@hazri/domain';
import { ownRowsSince } from './own-changes.ts';

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

test('[SYNC4] rows of the push itself are enough only when nothing else changed before or since', () => {
  expect(ownRowsSince(own, 10, 14)).toEqual(own.rows);
  expect(ownRowsSince(own, 12, 14)).toEqual([rowAt(14)]);
  // Something changed between the cursor and the push.
  expect(ownRowsSince(own, 9, 14)).toBeNull();
  // Another flush came between the push and the pull.
  expect(ownRowsSince(own, 10, 15)).toBeNull();
  expect(ownRowsSince(null, 10, 14)).toBeNull();
});
