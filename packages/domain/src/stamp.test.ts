import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Stamp } from './facts.ts';
import {
  clampStamp,
  compareStamped,
  compareStamps,
  MAX_STAMP_LEAD_MS,
  newer,
  nextStamp,
  observeStamp,
} from './stamp.ts';
import './testing/runs.ts';

const stamp: fc.Arbitrary<Stamp> = fc.tuple(fc.nat(20), fc.nat(3));
const stamped = fc.record({
  stamp,
  factId: fc.constantFrom('a', 'b', 'c'),
  author: fc.constantFrom('x', 'y'),
});

describe('[SES1] which is newer', () => {
  test('[SES1] greater wall, then greater counter, then larger id, then author', () => {
    expect(newer({ stamp: [2, 0], factId: 'a' }, { stamp: [1, 9], factId: 'b' })).toBe(true);
    expect(newer({ stamp: [1, 1], factId: 'a' }, { stamp: [1, 0], factId: 'b' })).toBe(true);
    expect(newer({ stamp: [1, 0], factId: 'b' }, { stamp: [1, 0], factId: 'a' })).toBe(true);
    expect(newer({ stamp: [1, 0], factId: 'a' }, { stamp: [1, 0], factId: 'a' })).toBe(false);
    const [of, by] = ['x', 'y'].map((author) => ({ stamp: [1, 0] as const, factId: 'a', author }));
    if (!of || !by) throw new Error('two');
    expect([newer(by, of), newer(of, by)]).toEqual([true, false]);
  });

  test('[SES1] a total order', () => {
    fc.assert(
      fc.property(stamped, stamped, stamped, (a, b, c) => {
        expect(Math.sign(compareStamped(a, b)) + Math.sign(compareStamped(b, a))).toBe(0);
        expect(compareStamped(a, b) === 0).toBe(JSON.stringify(a) === JSON.stringify(b));
        if (compareStamped(a, b) <= 0 && compareStamped(b, c) <= 0)
          expect(compareStamped(a, c) <= 0).toBe(true);
      }),
    );
  });
});

describe('[TIME5] stamps a device makes', () => {
  test('[TIME5] always rise, whatever the clock does', () => {
    fc.assert(
      fc.property(stamp, fc.array(fc.double({ min: -10, max: 30, noNaN: true })), (first, clock) => {
        let last = first;
        for (const now of clock) {
          const next = nextStamp(last, now);
          expect(compareStamps(next, last)).toBeGreaterThan(0);
          expect(next.every((part) => Number.isInteger(part) && part >= 0)).toBe(true);
          last = next;
        }
      }),
    );
  });

  test('[TIME5] a full counter moves the wall', () => {
    expect(nextStamp([5, 0xffff_ffff], 5)).toEqual([6, 0]);
  });

  test('[TIME5] after seeing a stamp the next one is newer than it', () => {
    fc.assert(
      fc.property(stamp, stamp, fc.nat(30), (last, seen, now) => {
        expect(compareStamps(nextStamp(observeStamp(last, seen, now), now), seen)).toBeGreaterThan(0);
      }),
    );
  });

  test('[FACT3] a stamp from the far future does not drag a device along', () => {
    expect(observeStamp([10, 0], [10 ** 15, 7], 20)).toEqual([20 + MAX_STAMP_LEAD_MS, 0]);
  });
});

describe('[FACT3] clamping', () => {
  test('[FACT3] more than 5 min ahead of the first receipt counts as 5 min ahead', () => {
    expect(clampStamp([1_000 + MAX_STAMP_LEAD_MS, 4], 1_000)).toEqual([1_000 + MAX_STAMP_LEAD_MS, 4]);
    expect(clampStamp([1_001 + MAX_STAMP_LEAD_MS, 4], 1_000)).toEqual([1_000 + MAX_STAMP_LEAD_MS, 0]);
    expect(clampStamp([3, 4], 1_000)).toEqual([3, 4]);
  });

  test('[FACT3] facts of one fast clock keep their order by id', () => {
    const burst = { stamp: clampStamp([10 ** 9, 40], 1_000), factId: '1' };
    const correction = { stamp: clampStamp([10 ** 9 + 1, 0], 1_000), factId: '2' };
    expect(newer(correction, burst)).toBe(true);
  });
});
