import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canStillMiss,
  counted,
  DEFAULT_RATE_POLICY,
  isLow,
  mustAttendInARow,
  rate,
  tallyOf,
  wholePercent,
} from './rates.ts';
import type { Tally } from './rates.ts';
import './testing/runs.ts';

const tally = (present: number, late = 0, absent = 0, excused = 0): Tally => ({
  present,
  late,
  absent,
  excused,
});

describe('[ATT8] rates', () => {
  test('[ATT8] (present + late + excused) / sessions that counted', () => {
    expect(tallyOf(['present', 'late', 'absent', 'excused', 'expected', 'void'])).toEqual(tally(1, 1, 1, 1));
    expect(rate(tally(1, 1, 1, 1))).toBe(0.75);
    expect(rate(tally(1, 1, 1, 1), { ...DEFAULT_RATE_POLICY, excusedCounts: false })).toBe(0.5);
    expect(rate(tally(0))).toBeNull();
  });

  test('[ATT8] in whole per cent, rounded down and never by a float too much', () => {
    expect([wholePercent(tally(57, 0, 43)), wholePercent(tally(2, 0, 1)), wholePercent(tally(0))]).toEqual([
      57,
      66,
      null,
    ]);
    expect(wholePercent(tally(7499, 0, 2501))).toBe(74);
  });

  test('[ATT8] exactly 75 % is not low', () => {
    expect(isLow(tally(3, 0, 1))).toBe(false);
    expect(isLow(tally(2, 0, 1))).toBe(true);
    expect(isLow(tally(0))).toBe(false);
  });

  test('[ATT8] can still miss, must attend in a row', () => {
    expect([
      canStillMiss(tally(3, 0, 1)),
      canStillMiss(tally(9)),
      canStillMiss(tally(9), DEFAULT_RATE_POLICY, 2),
    ]).toEqual([0, 3, 2]);
    expect([
      mustAttendInARow(tally(3, 0, 1)),
      mustAttendInARow(tally(0, 0, 1)),
      mustAttendInARow(tally(2, 0, 1)),
    ]).toEqual([0, 3, 1]);
    const all = { ...DEFAULT_RATE_POLICY, thresholdPercent: 100 };
    expect([mustAttendInARow(tally(9, 0, 1), all), mustAttendInARow(tally(9), all)]).toEqual([null, 0]);
    expect(canStillMiss(tally(1), { ...DEFAULT_RATE_POLICY, thresholdPercent: 0 }, 7)).toBe(7);
  });

  test('[ATT8] one more miss would be too many, one less attended too few', () => {
    const small = fc.nat(60);
    fc.assert(
      fc.property(
        fc.tuple(small, small, small, small),
        fc.integer({ min: 1, max: 99 }),
        fc.boolean(),
        (counts, thresholdPercent, excusedCounts) => {
          const given = tally(...counts);
          const policy = { thresholdPercent, excusedCounts };
          const missing = (n: number) => isLow({ ...given, absent: given.absent + n }, policy);
          const attending = (n: number) => isLow({ ...given, present: given.present + n }, policy);
          const spare = canStillMiss(given, policy);
          if (!isLow(given, policy)) expect([missing(spare), missing(spare + 1)]).toEqual([false, true]);
          else expect(spare).toBe(0);
          const needed = mustAttendInARow(given, policy) ?? -1;
          expect(attending(needed)).toBe(false);
          if (needed > 0) expect(attending(needed - 1)).toBe(true);
          const value = rate(given, policy);
          expect(value === null).toBe(counted(given) === 0);
        },
      ),
    );
  });
});
