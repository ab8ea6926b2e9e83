import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { makePooledRandom, systemRandom } from './clock.ts';

const POOL_BYTES = 4_096;

/** A generator that counts from 0, and what it was asked for. */
function counting() {
  let next = 0;
  const drawn: Uint8Array[] = [];
  const fresh = (length: number) => {
    const bytes = Uint8Array.from({ length }, () => next++ % 251);
    drawn.push(bytes);
    return bytes;
  };
  return { fresh, drawn, lengths: () => drawn.map((bytes) => bytes.length) };
}

test('a pool hands out every byte of the generator once, and what is longer than it whole', () => {
  const generator = counting();
  const random = makePooledRandom(generator.fresh);
  const short = Array.from({ length: 10 }, () => [...random(20)]);
  expect(short.flat()).toEqual(Array.from({ length: 200 }, (_, at) => at % 251));
  expect(random(POOL_BYTES + 1)).toHaveLength(POOL_BYTES + 1);
  for (let at = 0; at < 300; at += 1) expect(random(20)).toHaveLength(20);
  expect(generator.lengths()).toEqual([POOL_BYTES, POOL_BYTES + 1, POOL_BYTES]);
});

test('what a pool handed out is its receiver’s own, and gone from the pool', () => {
  const generator = counting();
  const random = makePooledRandom(generator.fresh);
  const first = random(10);
  const kept = [...first];
  const second = [...random(10)];
  first.fill(255);
  expect([...random(10)]).toEqual(Array.from({ length: 10 }, (_, at) => 20 + at));
  expect([...(generator.drawn[0] ?? [])].slice(0, 32)).toEqual([
    ...Array.from({ length: 30 }, () => 0),
    30,
    31,
  ]);
  expect([kept, second]).toEqual([0, 10].map((from) => Array.from({ length: 10 }, (_, at) => from + at)));
});

test('secrets come from the system, not from a pool', () => {
  expect(systemRandom).toBe(randomBytes);
});
