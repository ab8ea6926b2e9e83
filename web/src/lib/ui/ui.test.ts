/** The arithmetic under components. */
import { describe, expect, it } from 'vitest';
import { axisSteps, distributionOf } from './chart-scale.ts';
import { refusalOf } from './file-refusal.ts';
import { faultsOf } from './form-faults.ts';
import { linePath } from './line-path.ts';
import { matching } from './matching.ts';
import { extended, toggled } from './table-selection.ts';
import { OVERSCAN_ROWS, windowOf } from './table-window.ts';

describe('the window of a table', () => {
  const sight = { screenPx: 800, rowPx: 50, count: 1_000 };
  it('holds what is seen and a little around it', () => {
    expect(windowOf({ ...sight, topPx: 100 })).toEqual({ from: 0, to: 14 + OVERSCAN_ROWS });
    expect(windowOf({ ...sight, topPx: -25_000 })).toEqual({
      from: 500 - OVERSCAN_ROWS,
      to: 516 + OVERSCAN_ROWS,
    });
  });
  it('stays within the rows that there are', () => {
    expect(windowOf({ ...sight, topPx: -1_000_000 })).toEqual({ from: 1_000, to: 1_000 });
    expect(windowOf({ ...sight, topPx: 1_000_000 })).toEqual({ from: 0, to: 0 });
    expect(windowOf({ ...sight, topPx: 0, count: 0 })).toEqual({ from: 0, to: 0 });
  });
});

describe('choosing rows', () => {
  const keys = ['a', 'b', 'c', 'd'];
  it('changes one', () => {
    expect([...toggled(new Set(['a']), 'b')]).toEqual(['a', 'b']);
    expect([...toggled(new Set(['a']), 'a')]).toEqual([]);
  });
  it('adds a range in either direction, and one row when its beginning is gone', () => {
    expect([...extended(new Set(), keys, 'b', 'd')]).toEqual(['b', 'c', 'd']);
    expect([...extended(new Set(['a']), keys, 'd', 'c')]).toEqual(['a', 'c', 'd']);
    expect([...extended(new Set(), keys, 'gone', 'c')]).toEqual(['c']);
    expect([...extended(new Set(), keys, null, 'c')]).toEqual(['c']);
  });
});

describe('charts', () => {
  it('have round steps up to the largest value', () => {
    expect(axisSteps(1)).toEqual([0, 0.5, 1]);
    expect(axisSteps(37)).toEqual([0, 10, 20, 30, 40]);
    expect(axisSteps(0)).toEqual([0, 1]);
  });
  it('[ATT8] count exactly the line into the part above it', () => {
    expect(distributionOf([0, 0.7499, 0.75, 1], 4)).toEqual([1, 0, 1, 2]);
  });
  it('break the line where nothing was', () => {
    const at = (x: number) => ({ x, y: 1 });
    expect(linePath([at(0), at(1), null, at(3)])).toBe('M0.0 1.0L1.0 1.0M3.0 1.0');
  });
});

describe('forms', () => {
  it('show the first fault of each field', () => {
    const issues = [
      { path: 'email', code: 'domain' },
      { path: 'email', code: 'long' },
      { path: '', code: 'whole' },
    ];
    expect(faultsOf(issues, ({ code }) => code)).toEqual({ email: 'domain', '': 'whole' });
  });
  it('take a file by its ending and its size', () => {
    expect(refusalOf({ name: 'A.CSV', size: 1 }, '.csv, .xlsx', 10)).toBeNull();
    expect(refusalOf({ name: 'csv', size: 1 }, '.csv,.xlsx', 10)).toBe('ending');
    expect(refusalOf({ name: 'a.csv', size: 0 }, '.csv', 10)).toBe('empty');
    expect(refusalOf({ name: 'a.csv', size: 11 }, '.csv', 10)).toBe('large');
  });
  it('find by every word typed, whatever accents and case', () => {
    const choices = [{ text: 'José Rao', detail: '22CS01' }, { text: 'अनन्या राव' }];
    expect(matching(choices, ' rao jose', 5)).toEqual([choices[0]]);
    expect(matching(choices, 'cs01', 5)).toEqual([choices[0]]);
    expect(matching(choices, 'राव', 5)).toEqual([choices[1]]);
    expect(matching(choices, 'रव', 5)).toEqual([]);
    expect(matching(choices, '', 1)).toHaveLength(1);
  });
});
