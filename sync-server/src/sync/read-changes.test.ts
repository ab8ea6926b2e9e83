/** Which rows does a pull bring? All that a reading of everything would, whatever is in hand or left for the next answer. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { UserId } from '@hazri/domain';
import type { Scope } from '@hazri/sync-protocol';
import { MAX_ROWS_PER_PAGE, parseRow } from '@hazri/sync-protocol';
import type { OwnChanges } from './own-changes.ts';
import type { Pulled, PullRequest } from './read-changes.ts';
import { readChanges } from './read-changes.ts';
import type { ReadDeps, Span } from './read-span.ts';
import type { WireRow } from './wire-rows.ts';

const EPOCH = '0193e5a0-0000-4000-8000-00000000e90c';
const USER_ID = 7;
const ID = '0193e5a0-0000-7000-8000-0000000000a1';
/** What an answer brings at most, over all scopes. */
const MOST_ROWS = 2_000;

const rowAt = (rev: number): WireRow => ({
  type: 'user',
  rev,
  id: ID as UserId,
  email: '',
  role: 'student',
  givenName: '',
  familyName: '',
  studentNo: null,
});
const within =
  (revs: readonly number[]) =>
  ({ from, upTo, limit }: Span): Promise<readonly WireRow[]> =>
    Promise.resolve(
      revs
        .filter((rev) => rev > from && rev <= upTo)
        .slice(0, limit)
        .map(rowAt),
    );

interface Stored {
  readonly upTo: number;
  /** In their order, of the user and of every class. */
  readonly mine?: readonly number[];
  readonly ofClass?: readonly number[];
  readonly lastChange?: number;
}

function pull(
  { upTo, mine = [], ofClass = [], lastChange = upTo }: Stored,
  request: Pick<PullRequest, 'cursors'> & Partial<PullRequest>,
): Promise<Pulled> {
  const deps: Pick<ReadDeps, 'classRows' | 'committedRev' | 'epoch' | 'lastChange' | 'myRows'> = {
    epoch: EPOCH,
    committedRev: () => upTo,
    lastChange: () => lastChange,
    classRows: (_classId, span) => within(ofClass)(span),
    myRows: (_userId, span) => within(mine)(span),
  };
  const allowed = [{ scope: 'me', classId: null }] as const;
  // Staff's rows are all that is read from a database here, and nobody is staff.
  return readChanges(deps as ReadDeps, { userId: USER_ID, epoch: EPOCH, allowed, own: null, ...request });
}

const revsOf = ({ changes }: Pulled, scope: Scope = 'me'): readonly number[] =>
  (changes[scope]?.rows ?? []).flatMap((row) => parseRow(row)?.rev ?? []);

/** A flush's commit of the user's own rows, after some of before. */
const histories = fc
  .record({
    older: fc.uniqueArray(fc.integer({ min: 1, max: 12 })),
    pushed: fc.uniqueArray(fc.integer({ min: 13, max: 18 }), { minLength: 1 }),
    from: fc.nat(18),
  }) // prettier-ignore
  .map(({ older, pushed, from }) => ({
    older: older.toSorted((a, b) => a - b),
    pushed: pushed.toSorted((a, b) => a - b),
    from,
  }));

test('[SYNC4] with own rows in hand a pull brings what a reading would, of any cursor', async () => {
  await fc.assert(
    fc.asyncProperty(histories, async ({ older, pushed, from }) => {
      const own: OwnChanges = { since: older.at(-1) ?? 0, upTo: 18, rows: pushed.map(rowAt) };
      const stored = { upTo: 18, mine: [...older, ...pushed] };
      const cursors = { me: from };
      expect(await pull(stored, { cursors, own })).toEqual(await pull(stored, { cursors }));
    }),
  );
});

test('[SYNC4] own rows in hand are read after all when another commit changed some', async () => {
  const own: OwnChanges = { since: 0, upTo: 14, rows: [rowAt(12), rowAt(14)] };
  const pulled = await pull({ upTo: 16, mine: [12, 14, 16] }, { cursors: { me: 10 }, own });
  expect(revsOf(pulled)).toEqual([12, 14, 16]);
});

test('[SYNC4] an answer has an end: what does not fit is asked for again and comes then', async () => {
  const revs = Array.from({ length: MAX_ROWS_PER_PAGE }, (_, at) => at + 1);
  const allowed = Array.from({ length: 6 }, (_, at) => ({ scope: `class:${at}` as Scope, classId: at }));
  const stored = { upTo: MAX_ROWS_PER_PAGE + 50, ofClass: [...revs, MAX_ROWS_PER_PAGE + 20] };
  let cursors: Readonly<Partial<Record<Scope, number>>> = {};
  const seen = new Map<Scope, readonly number[]>();
  for (let more = true, asked = 0; more; asked += 1) {
    expect(asked).toBeLessThan(10);
    const pulled = await pull(stored, { cursors, allowed });
    more = false;
    let rows = 0;
    for (const { scope } of allowed) {
      const revs = revsOf(pulled, scope);
      rows += revs.length;
      seen.set(scope, [...(seen.get(scope) ?? []), ...revs]);
      const change = pulled.changes[scope];
      cursors = { ...cursors, [scope]: change?.cursor };
      more ||= change?.more === true;
    }
    expect(rows).toBeLessThanOrEqual(MOST_ROWS);
  }
  expect([...seen.values()]).toEqual(allowed.map(() => stored.ofClass));
});

test('[SYNC6] a cursor counts without an epoch, and not with another one', async () => {
  const stored = { upTo: 9, mine: [3, 9] };
  const cursors = { me: 5 };
  expect(revsOf(await pull(stored, { cursors, epoch: null }))).toEqual([9]);
  expect(revsOf(await pull(stored, { cursors, epoch: 'another' }))).toEqual([3, 9]);
});
