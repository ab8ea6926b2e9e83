import { expect, test } from 'vitest';
import { makeRecentCount } from './recent-count.ts';

test('counts the last minute and forgets the one before, second by second', () => {
  let now = 1_000_000_000;
  const recent = makeRecentCount({ now: () => now });
  expect(recent.total()).toBe(0);
  recent.add(3);
  now += 30_000;
  recent.add(4);
  expect(recent.total()).toBe(7);
  now += 29_000;
  expect(recent.total()).toBe(7);
  now += 1_000;
  expect(recent.total()).toBe(4);
  recent.add(1);
  expect(recent.total()).toBe(5);
  now += 3_600_000;
  expect(recent.total()).toBe(0);
});
