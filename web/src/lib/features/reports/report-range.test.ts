import { describe, expect, test } from 'vitest';
import {
  isBackwards,
  presetOf,
  presetRange,
  PRESETS,
  rangeIn,
  rangeQuery,
  WHOLE_TERM,
} from './report-range.ts';

const TODAY = '2028-03-01';

describe('a range', () => {
  test.each([
    ['month', '2028-03-01', '2028-03-31'],
    ['lastMonth', '2028-02-01', '2028-02-29'],
    ['days30', '2028-02-01', '2028-03-01'],
    ['term', '', ''],
  ] as const)('%s is from %s until %s, both included', (preset, from, until) => {
    expect(presetRange(preset, TODAY)).toEqual({ from, until });
  });

  test('of last month is found in January too', () => {
    expect(presetRange('lastMonth', '2027-01-31')).toEqual({ from: '2026-12-01', until: '2026-12-31' });
  });

  test('is known again by its preset, and any other is somebody’s own', () => {
    expect(PRESETS.map((preset) => presetOf(presetRange(preset, TODAY), TODAY))).toEqual([...PRESETS]);
    expect(presetOf({ from: '2028-02-02', until: '' }, TODAY)).toBeNull();
  });

  test('goes into an address and comes back', () => {
    for (const range of [WHOLE_TERM, { from: '2028-02-02', until: '' }, { from: '', until: '2028-02-29' }]) {
      expect(rangeIn(new URLSearchParams(rangeQuery(range)))).toEqual(range);
    }
    expect(rangeQuery(WHOLE_TERM)).toBe('');
  });

  test.each(['2028-02-30', '2027-02-29', 'yesterday', '2028-2-1', '<img>', '20280-02-01'])(
    'has no bound where the address says %s',
    (from) => expect(rangeIn(new URLSearchParams({ from }))).toEqual(WHOLE_TERM),
  );

  test('must not end before it begins', () => {
    expect(isBackwards({ from: '2028-02-02', until: '2028-02-01' })).toBe(true);
    expect(isBackwards({ from: '2028-02-02', until: '2028-02-02' })).toBe(false);
    expect(isBackwards({ from: '2028-02-02', until: '' })).toBe(false);
  });
});
