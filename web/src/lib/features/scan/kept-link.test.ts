import { beforeEach, expect, it } from 'vitest';
import { forgetLink, keepLink, keptLink } from './kept-link.ts';

const AT = 1_795_343_970_000;
const kept = new Map<string, string>();

beforeEach(() => {
  kept.clear();
  Object.defineProperty(globalThis, 'localStorage', {
    configurable: true,
    value: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, value: string) => void kept.set(key, value),
      removeItem: (key: string) => void kept.delete(key),
    },
  });
});

it('keeps a link through signing in, with the time of its first opening', () => {
  keepLink({ token: 'AEAAA', atMs: AT });
  keepLink({ token: 'AEAAA', atMs: AT + 90_000 });
  expect(keptLink(AT + 90_000)).toEqual({ token: 'AEAAA', atMs: AT });
  keepLink({ token: 'AEBBB', atMs: AT + 95_000 });
  expect(keptLink(AT + 95_000)).toEqual({ token: 'AEBBB', atMs: AT + 95_000 });
});

it('forgets it when used, when old, and when it is damaged', () => {
  keepLink({ token: 'AEAAA', atMs: AT });
  expect(keptLink(AT + 86_400_001)).toBeNull();
  forgetLink();
  expect(keptLink(AT)).toBeNull();
  kept.set('hazri-kept-link', '{"token":7}');
  expect(keptLink(AT)).toBeNull();
  kept.set('hazri-kept-link', '{');
  expect(keptLink(AT)).toBeNull();
});
