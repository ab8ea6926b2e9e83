import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { poke } from './poke.ts';
import { scope } from './sync-request.ts';

const EPOCH = '0193e5a0-0000-4000-8000-00000000e90c';
const SAID = { scopes: ['me'], rev: 7, epoch: EPOCH };

test('[SYNC8] apps and servers of before and after `rev` understand each other', () => {
  const before = z.object({ scopes: z.array(scope) });
  expect(before.parse(SAID)).toEqual({ scopes: ['me'] });
  expect(poke.parse({ scopes: ['me'] })).toEqual({ scopes: ['me'] });
  expect(poke.parse({ ...SAID, ofTomorrow: 1 })).toEqual(SAID);
});

test('[SYNC8] what can’t be compared is no poke', () => {
  for (const wrong of [
    { rev: -1 },
    { rev: 1.5 },
    { rev: '7' },
    { rev: null },
    { epoch: 'now' },
    { scopes: ['all'] },
  ])
    expect(poke.safeParse({ ...SAID, ...wrong }).success).toBe(false);
});
