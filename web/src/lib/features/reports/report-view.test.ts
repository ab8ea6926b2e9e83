import { describe, expect, test } from 'vitest';
import { percent } from '../../words/when.ts';
import { barsBelow, distributionPoints, ratesSoFar, statusIn, totalsOf } from './report-view.ts';

test('letters of the report are statuses; anything else is none', () => {
  const student = { statuses: 'PLAE-?' };
  expect([0, 1, 2, 3, 4, 5, 6].map((index) => statusIn(student, index))).toEqual([
    'present',
    'late',
    'absent',
    'excused',
    null,
    null,
    null,
  ]);
});

describe('the distribution', () => {
  const distribution = [1, 0, 0, 0, 0, 0, 0, 2, 0, 9];
  test('has a bar for each ten per cent, the last up to 100', () => {
    const points = distributionPoints({ distribution });
    expect(points.map(({ label }) => label).filter((_, index) => [0, 7, 9].includes(index))).toEqual([
      '0–9',
      '70–79',
      '90–100',
    ]);
    expect(points.map(({ value }) => value)).toEqual(distribution);
  });

  test.each([
    [75, 7],
    [70, 7],
    [0, 0],
    [100, 10],
  ])('with a line of %i %% has %i bars below it', (thresholdPercent, bars) => {
    expect(barsBelow({ distribution, thresholdPercent } as never)).toBe(bars);
  });
});

test('[ATT8] the rate after each session counts the sessions until then, without those that are open', () => {
  const statuses = ['expected', 'present', 'absent', 'late', 'expected', 'excused'] as const;
  expect(ratesSoFar(statuses.map((status) => ({ status })))).toEqual([null, 1, 1 / 2, 2 / 3, null, 3 / 4]);
});

test('totals are sums over the sessions', () => {
  const session = { present: 1, late: 2, absent: 3, excused: 4 };
  expect(totalsOf([session, session] as never)).toEqual({ present: 2, late: 4, absent: 6, excused: 8 });
  expect(totalsOf([])).toEqual({ present: 0, late: 0, absent: 0, excused: 0 });
});

test('a share reads as whole per cent, never rounded up and never a float’s hair below', () => {
  const wrong = [];
  for (let sessions = 1; sessions <= 120; sessions += 1) {
    for (let attended = 0; attended <= sessions; attended += 1) {
      const right = `${Math.floor((100 * attended) / sessions)}%`;
      if (percent(attended / sessions) !== right) wrong.push(`${attended}/${sessions}`);
    }
  }
  expect(wrong).toEqual([]);
});
