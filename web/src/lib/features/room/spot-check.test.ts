import { expect, test } from 'vitest';
import type { Attendance, UserId } from '@hazri/domain';
import type { LiveEntry } from '../live/attendance-view.ts';
import { drawNames, MAX_CALLED } from './spot-check.ts';

function entry(name: string, over: Partial<Attendance>): LiveEntry {
  const attendance = {
    status: 'present',
    source: 'scan',
    at: 0,
    minutesLate: 0,
    trust: 'live',
    ...over,
  } as const;
  return {
    studentId: name as UserId,
    person: { givenName: name, familyName: '', studentNo: null },
    attendance,
    pending: false,
  };
}

/** Different numbers in turn, the same for the same seed. */
function lots(seed: number): () => number {
  let state = seed * 7_919_111;
  return () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
}

const live = Array.from({ length: 30 }, (_, at) => entry(`live${at}`, {}));

test('three names for each one too many, at least three and at most ten', () => {
  expect(drawNames(live, 0, lots(7))).toHaveLength(3);
  expect(drawNames(live, 2, lots(7))).toHaveLength(6);
  expect(drawNames(live, 50, lots(7))).toHaveLength(MAX_CALLED);
  expect(drawNames(live.slice(0, 2), 50, lots(7))).toHaveLength(2);
});

test('those whose scan shows least are called first, those whom staff saw last', () => {
  const seen = [entry('witnessed', { trust: 'witnessed' }), entry('marked', { source: 'mark', trust: null })];
  const doubtful = entry('deferred', { trust: 'deferred' });
  for (let seed = 1; seed < 40; seed += 1) {
    const names = drawNames([...seen, ...live, doubtful], 1, lots(seed));
    expect(names[0]).toBe(doubtful);
    expect(names.some((drawn) => seen.includes(drawn))).toBe(false);
  }
  expect(drawNames(seen, 1, lots(1))).toHaveLength(2);
});

test('chance decides among equals, and nobody is called twice', () => {
  const first = new Set<string>();
  for (let seed = 1; seed < 200; seed += 1) {
    const names = drawNames(live, 1, lots(seed)).map(({ studentId }) => studentId);
    expect(new Set(names).size).toBe(names.length);
    first.add(names[0] ?? '');
  }
  expect(first.size).toBeGreaterThan(20);
});
