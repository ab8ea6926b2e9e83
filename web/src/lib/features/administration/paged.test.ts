import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Asked } from '../../api/call.ts';
import { Paged } from './paged.svelte.ts';

interface Question {
  readonly query: string;
  readonly answer: (items: readonly string[], next: string | null) => Promise<void>;
  readonly refuse: () => Promise<void>;
}

let asked: Question[];
beforeEach(() => {
  asked = [];
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

function openList(): Paged<string> {
  return new Paged<string>(
    'after',
    (query) =>
      new Promise<Asked<{ items: readonly string[]; next: string | null }>>((resolve) => {
        const settled = async () => {
          await vi.advanceTimersByTimeAsync(0);
        };
        asked.push({
          query,
          answer: (items, next) => {
            resolve({ ok: true, value: { items, next } });
            return settled();
          },
          refuse: () => {
            resolve({ ok: false, trouble: { kind: 'offline' } });
            return settled();
          },
        });
      }),
  );
}

it('asks at once, then after a pause in the typing, and only for what is filled in', async () => {
  const list = openList();
  const stop = list.follow({ search: '', kind: 'a b' });
  await vi.advanceTimersByTimeAsync(0);
  stop();
  const again = list.follow({ search: 'ra', kind: '' });
  await vi.advanceTimersByTimeAsync(100);
  again();
  list.follow({ search: 'rao', kind: '' });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(asked.map(({ query }) => query)).toEqual(['kind=a%20b', 'search=rao']);
});

it('adds pages to the list, and drops the answer to an older question', async () => {
  const list = openList();
  list.follow({ search: 'r' });
  await vi.advanceTimersByTimeAsync(0);
  await asked[0]?.answer(['one', 'two'], 'two');
  void list.more();
  expect(asked[1]?.query).toBe('search=r&after=two');
  await asked[1]?.answer(['three'], null);
  expect([list.list, list.next]).toEqual([['one', 'two', 'three'], null]);
  list.follow({ search: 'ra' });
  await vi.advanceTimersByTimeAsync(1_000);
  list.follow({ search: 'rao' });
  await vi.advanceTimersByTimeAsync(1_000);
  await asked[3]?.answer(['rao'], null);
  await asked[2]?.answer(['old'], null);
  expect(list.list).toEqual(['rao']);
});

it('keeps what it shows when the network goes, and says so until it comes back', async () => {
  const list = openList();
  list.follow({});
  await vi.advanceTimersByTimeAsync(0);
  await asked[0]?.answer(['one'], 'one');
  void list.more();
  await asked[1]?.refuse();
  expect([list.list, list.trouble?.kind, list.busy]).toEqual([['one'], 'offline', false]);
  void list.again();
  await asked[2]?.answer(['one'], null);
  expect(list.trouble).toBeNull();
});
