import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Poke } from '@hazri/sync-protocol';
import { poke } from '@hazri/sync-protocol';
import type { ChangeLog } from '../db/change-log.ts';
import { makeChangeLog } from '../db/change-log.ts';
import type { PokeHub, PokeTarget, Seat } from './poke-hub.ts';
import { classScope, makePokeHub, meOf, staffScope } from './poke-hub.ts';

const EPOCH = '0193e5a0-0000-4000-8000-00000000e90c';
const CLASS = '0193e5a0-0000-4000-8000-0000000000c1';
const OTHER_CLASS = '0193e5a0-0000-4000-8000-0000000000c2';
const PACE_MS = 150;

let rev: number;
let changes: ChangeLog;
let hub: PokeHub;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  rev = 40;
  changes = makeChangeLog(30);
  hub = makePokeHub(EPOCH, { committedRev: () => rev, lastChange: changes.lastChange });
});
afterEach(() => vi.useRealTimers());

/** Listens; what it was greeted with is over and forgotten. */
function listen(...targets: PokeTarget[]): { readonly heard: Poke[]; readonly seat: Seat } {
  const heard: Poke[] = [];
  const seat = hub.connect(new Set(targets), (said) => heard.push(said));
  if (seat === null) throw new Error('there is room');
  vi.advanceTimersByTime(PACE_MS);
  heard.length = 0;
  return { heard, seat };
}
/** A commit that changed these. */
function change(...targets: PokeTarget[]): void {
  rev += 1;
  changes.note(rev, targets);
  hub.publish(new Set(targets));
}

describe('[SYNC8] a poke', () => {
  test('reaches whoever listens for what changed, on every device, and nobody else', () => {
    const phone = listen(meOf(1), classScope(CLASS));
    const tablet = listen(meOf(1), classScope(CLASS));
    const friend = listen(meOf(2), classScope(CLASS));
    const laptop = listen(meOf(3), classScope(CLASS), staffScope(CLASS));
    change(meOf(1), staffScope(CLASS));
    expect(phone.heard).toEqual([{ scopes: ['me'], rev: 41, epoch: EPOCH }]);
    expect(tablet.heard).toEqual(phone.heard);
    expect(friend.heard).toEqual([]);
    expect(laptop.heard).toEqual([{ scopes: [`staff:${CLASS}`], rev: 41, epoch: EPOCH }]);
  });

  test('comes again for a change after it, with that one’s rev', () => {
    const { heard } = listen(meOf(1));
    change(meOf(1));
    vi.advanceTimersByTime(PACE_MS);
    rev = 60;
    change(meOf(1));
    expect(heard.map((said) => said.rev)).toEqual([41, 61]);
  });

  test('comes at most once per 150 ms, and then for all that changed meanwhile', () => {
    const { heard } = listen(staffScope(CLASS), staffScope(OTHER_CLASS));
    change(staffScope(CLASS));
    for (let n = 0; n < 9; n += 1) change(staffScope(CLASS));
    change(staffScope(OTHER_CLASS), staffScope(CLASS));
    change(meOf(9));
    expect(heard).toHaveLength(1);
    vi.advanceTimersByTime(PACE_MS - 1);
    expect(heard).toHaveLength(1);
    vi.advanceTimersByTime(1);
    // Not 52: what changed for others asks nobody to pull.
    expect(heard.slice(1)).toEqual([
      { scopes: [`staff:${CLASS}`, `staff:${OTHER_CLASS}`], rev: 51, epoch: EPOCH },
    ]);
    vi.advanceTimersByTime(10 * PACE_MS);
    expect(heard).toHaveLength(2);
    change(staffScope(CLASS));
    expect(heard).toHaveLength(3);
  });

  test('greets a connection with all its scopes and the last change of any of them', () => {
    change(classScope(CLASS));
    change(meOf(2));
    const heard: Poke[] = [];
    hub.connect(new Set([meOf(1), classScope(CLASS)]), (said) => heard.push(said));
    expect(heard).toEqual([{ scopes: ['me', `class:${CLASS}`], rev: 41, epoch: EPOCH }]);
    expect(poke.parse(heard[0])).toEqual(heard[0]);
    change(meOf(1));
    vi.advanceTimersByTime(PACE_MS);
    expect(heard.slice(1)).toEqual([{ scopes: ['me'], rev: 43, epoch: EPOCH }]);
  });
});

describe('[SYNC8] [SYNC5] a connection', () => {
  test('whose rights changed is poked for what it may see now, and for nothing else', () => {
    const { heard, seat } = listen(meOf(1), classScope(CLASS), staffScope(CLASS));
    const colleague = listen(staffScope(CLASS));
    seat.move(new Set([meOf(1), classScope(OTHER_CLASS)]));
    change(classScope(CLASS), staffScope(CLASS));
    vi.advanceTimersByTime(PACE_MS);
    expect(heard.flatMap(({ scopes }) => scopes)).toEqual([`class:${OTHER_CLASS}`]);
    expect(colleague.heard).toHaveLength(1);
    change(classScope(OTHER_CLASS));
    vi.advanceTimersByTime(PACE_MS);
    change(meOf(1));
    vi.advanceTimersByTime(PACE_MS);
    expect(heard.flatMap(({ scopes }) => scopes)).toEqual([
      `class:${OTHER_CLASS}`,
      `class:${OTHER_CLASS}`,
      'me',
    ]);
  });

  test('hears of what it missed of a scope between getting the right and its being found', () => {
    const { heard, seat } = listen(meOf(1));
    change(classScope(CLASS));
    change(classScope(OTHER_CLASS));
    seat.move(new Set([meOf(1), classScope(CLASS)]));
    expect(heard).toEqual([{ scopes: [`class:${CLASS}`], rev: 41, epoch: EPOCH }]);
    seat.move(new Set([meOf(1), classScope(CLASS)]));
    vi.advanceTimersByTime(PACE_MS);
    expect(heard).toHaveLength(1);
  });

  test('that lost a right is asked to pull whatever it has: an enrolment that ended by time changed no row', () => {
    const { heard, seat } = listen(meOf(1), classScope(CLASS));
    seat.move(new Set([meOf(1)]));
    expect(heard).toEqual([{ scopes: [] }]);
    expect(poke.parse(heard[0])).toEqual(heard[0]);
    change(meOf(1));
    vi.advanceTimersByTime(PACE_MS);
    expect(heard.slice(1)).toEqual([{ scopes: ['me'], rev: 41, epoch: EPOCH }]);
  });

  test('whose rights changed while a poke waits is told of the later of both', () => {
    const { heard, seat } = listen(meOf(1));
    change(meOf(1));
    change(classScope(CLASS));
    change(meOf(1));
    seat.move(new Set([meOf(1), classScope(CLASS)]));
    vi.advanceTimersByTime(PACE_MS);
    expect(heard.slice(1)).toEqual([{ scopes: ['me', `class:${CLASS}`], rev: 43, epoch: EPOCH }]);
  });

  test('that left is poked no more, though its rights are found afterwards', () => {
    const { heard, seat } = listen(meOf(1));
    change(meOf(1));
    change(meOf(1));
    seat.leave();
    seat.move(new Set([meOf(1)]));
    expect(hub.size()).toBe(0);
    change(meOf(1));
    vi.advanceTimersByTime(PACE_MS);
    expect(heard).toHaveLength(1);
  });

  test('that leaves twice frees one place', () => {
    const { seat } = listen(meOf(1));
    listen(meOf(2));
    seat.leave();
    seat.leave();
    expect(hub.size()).toBe(1);
  });
});

test('closing ends what was still to be said', () => {
  const { heard } = listen(meOf(1));
  change(meOf(1));
  change(meOf(1));
  hub.close();
  vi.advanceTimersByTime(PACE_MS);
  change(meOf(1));
  expect(heard).toHaveLength(1);
});
