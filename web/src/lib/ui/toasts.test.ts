import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Toasts } from './toasts.svelte.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const LONG_MS = 60_000;
const textsOf = ({ shown }: Toasts) => shown.map(({ text }) => text);

it('goes away by itself, the oldest of four at once', () => {
  const toasts = new Toasts();
  for (const text of ['a', 'b', 'c', 'd']) toasts.show(text);
  expect(textsOf(toasts)).toEqual(['b', 'c', 'd']);
  vi.advanceTimersByTime(LONG_MS);
  expect(textsOf(toasts)).toEqual([]);
});

it('stays while somebody is at it, and goes when they leave', () => {
  const toasts = new Toasts();
  toasts.show('held');
  toasts.hold();
  vi.advanceTimersByTime(LONG_MS);
  expect(textsOf(toasts)).toEqual(['held']);
  toasts.show('later');
  toasts.release();
  expect(textsOf(toasts)).toEqual(['later']);
  vi.advanceTimersByTime(LONG_MS);
  expect(textsOf(toasts)).toEqual([]);
});
