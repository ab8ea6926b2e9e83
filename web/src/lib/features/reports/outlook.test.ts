import { expect, test } from 'vitest';
import { outlookText } from './outlook.ts';

const standing = { rate: 0.8, low: false, canStillMiss: 3, mustAttend: 0 };

test.each([
  ['who is above the line may miss some', standing, 10, 'may miss 3'],
  ['one is said as one', { ...standing, canStillMiss: 1 }, 10, 'may miss 1'],
  ['none is a number too', { ...standing, canStillMiss: 0 }, 10, 'may miss 0'],
  ['who is below it needs some', { ...standing, low: true, mustAttend: 4 }, 10, 'needs 4 in a row'],
  ['or the next one', { ...standing, low: true, mustAttend: 1 }, 10, 'needs the next one'],
  ['or can’t reach it any more', { ...standing, low: true, mustAttend: null }, 10, 'out of reach'],
  ['nothing is to come', { ...standing, low: true, mustAttend: 4 }, 0, '–'],
  // A range before somebody joined: the standing is the term's and still says something.
  [
    'nothing counted in the range, low over the term',
    { ...standing, rate: null, low: true, mustAttend: 2 },
    5,
    'needs 2 in a row',
  ],
  ['nothing counted', { ...standing, rate: null }, 5, '–'],
])('%s', (_, of, remaining, text) => {
  expect(outlookText(of, remaining)).toBe(text);
});
