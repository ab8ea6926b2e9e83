import { expect, test } from 'vitest';
import { nonceEvidence } from './codes-shown.ts';

const lists = [
  {
    kid: 7,
    steps: [
      [30, 'bb'],
      [60, 'cc'],
    ],
  },
  { kid: 7, steps: [[30, 'aa']] },
  { kid: 8, steps: [[90, 'dd']] },
] as const;

test('[SCAN11] all nonces that lists of the kid give for the step', () => {
  expect(nonceEvidence(lists, 7, 30)).toEqual(['aa', 'bb']);
  expect(nonceEvidence([...lists].reverse(), 7, 30)).toEqual(['aa', 'bb']);
});

test('[SCAN11] a step that no list of the kid covers says nothing', () => {
  expect(nonceEvidence(lists, 7, 90)).toBeNull();
  expect(nonceEvidence([], 7, 30)).toBeNull();
});
