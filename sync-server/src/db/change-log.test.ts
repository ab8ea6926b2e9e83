import { expect, test } from 'vitest';
import { makeChangeLog } from './change-log.ts';

test('[SYNC4] a topic is as old as its own last change, any other as the start', () => {
  const log = makeChangeLog(10);
  log.note(12, ['me:1', 'staff:a']);
  log.note(15, ['me:1']);
  expect([log.lastChange('me:1'), log.lastChange('staff:a'), log.lastChange('me:2')]).toEqual([15, 12, 10]);
});

test('[SYNC4] a commit that doesn’t name what it changed may have changed everything', () => {
  const log = makeChangeLog(10);
  log.note(12, ['me:1']);
  log.note(13, null);
  expect([log.lastChange('me:1'), log.lastChange('me:2')]).toEqual([13, 13]);
});

test('[SYNC4] a topic that no longer fits is taken to have changed when it left or later, never earlier', () => {
  const log = makeChangeLog(0, 2);
  log.note(1, ['me:1']);
  log.note(2, ['me:2']);
  log.note(3, ['me:1']);
  log.note(4, ['me:3']);
  expect(['me:1', 'me:2', 'me:3', 'me:4'].map((topic) => log.lastChange(topic as 'me:1'))).toEqual([
    3, 2, 4, 2,
  ]);
  log.note(5, ['me:4', 'me:5', 'me:6']);
  for (const topic of ['me:1', 'me:2', 'me:3', 'me:4', 'me:7'] as const)
    expect(log.lastChange(topic)).toBe(5);
});
