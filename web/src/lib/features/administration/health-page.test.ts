import { expect, it } from 'vitest';
import { sizeText } from './health-page.svelte.ts';

it('sizes read in the unit that fits, with a digit after the point only where it says something', () => {
  expect([0, 999, 12_345, 2_700_000, 83_000_000_000, 5e15].map(sizeText)).toEqual([
    '0 kB',
    '1 kB',
    '12 kB',
    '2.7 MB',
    '83 GB',
    '5,000 TB',
  ]);
});
