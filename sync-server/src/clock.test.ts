import { expect, test } from 'vitest';
import { makePooledRandom } from './clock.ts';

test('hands out every byte of the generator once, and what is longer than its share whole', () => {
  let next = 0;
  const lengths: number[] = [];
  const random = makePooledRandom((length) => {
    lengths.push(length);
    return Uint8Array.from({ length }, () => next++ % 251);
  });
  const short = Array.from({ length: 10 }, () => [...random(20)]);
  expect(short.flat()).toEqual(Array.from({ length: 200 }, (_, at) => at % 251));
  expect(random(600)).toHaveLength(600);
  for (let at = 0; at < 300; at += 1) expect(random(20)).toHaveLength(20);
  expect(lengths).toEqual([4_096, 600, 4_096]);
});
