import 'fake-indexeddb/auto';
import { Dexie } from 'dexie';
import { expect, test } from 'vitest';
import type { UserId } from '@hazri/domain';
import type { Row, Scope } from '@hazri/sync-protocol';
import { rowKey } from '@hazri/sync-protocol';
import { attendanceRow, CLASS_ID, classRow, sessionRow, STUDENT_ID } from '../features/live/testing/rows.ts';
import { carryOver } from './carry-over.ts';
import { newUserId } from './dexie-store-under-test.ts';
import { deleteOldReplicas, ReplicaDb } from './replica-db.ts';

const CLASS = classRow();
const SESSION = sessionRow();
const MINE = attendanceRow(SESSION.id, { studentId: STUDENT_ID });
const OF_CLASS: Scope = `class:${CLASS_ID}`;

/** As version 4 of the replica kept rows: the same rows, found by other indices. */
async function earlierReplica(userId: UserId, rows: readonly (readonly [Scope, Row])[]): Promise<void> {
  const old = new Dexie(`hazri-replica-4-${userId}`);
  old.version(1).stores({
    rows: '[scope+key], scope, type, [type+classId], [type+sessionId], [type+studentId]',
    cursors: 'scope',
  });
  const records = rows.map(([scope, row]) => ({ scope, key: rowKey(row), type: row.type, row }));
  await old.table('rows').bulkPut(records);
  await old.table('cursors').bulkPut([{ scope: OF_CLASS, cursor: 7 }, { scope: 'me', cursor: 9 }]); // prettier-ignore
  old.close();
}

test('[DEV1] an updated app finds what the earlier one held, with no network, and goes on from there', async () => {
  const userId = newUserId();
  await earlierReplica(userId, [
    [OF_CLASS, CLASS],
    [OF_CLASS, SESSION],
    ['me', MINE],
  ]);
  const replica = new ReplicaDb(userId);
  await carryOver(replica);
  await deleteOldReplicas(userId);
  expect(await replica.ofType('class')).toEqual([CLASS]);
  expect(await replica.ofClass('session', CLASS_ID)).toEqual([SESSION]);
  expect(await replica.ofStudent('attendance', STUDENT_ID)).toEqual([MINE]);
  expect(await replica.cursors.toArray()).toEqual([{ scope: OF_CLASS, cursor: 7 }, { scope: 'me', cursor: 9 }]); // prettier-ignore
  expect(await Dexie.exists(`hazri-replica-4-${userId}`)).toBe(false);
});

test('takes over a term of rows, a part at a time', async () => {
  const userId = newUserId();
  const many = Array.from({ length: 2_500 }, () => sessionRow());
  await earlierReplica(
    userId,
    many.map((row) => [OF_CLASS, row] as const),
  );
  const replica = new ReplicaDb(userId);
  await carryOver(replica);
  expect(new Set((await replica.ofType('session')).map(({ id }) => id))).toEqual(
    new Set(many.map(({ id }) => id)),
  );
});

test('what was pulled before stays', async () => {
  const userId = newUserId();
  await earlierReplica(userId, [[OF_CLASS, SESSION]]);
  const replica = new ReplicaDb(userId);
  await replica.cursors.put({ scope: OF_CLASS, cursor: 12 });
  await carryOver(replica);
  expect(await replica.rows.count()).toBe(0);
  expect(await replica.cursors.toArray()).toEqual([{ scope: OF_CLASS, cursor: 12 }]);
});

test('[SYNC4] nothing older is written over what the worker pulled meanwhile', async () => {
  const userId = newUserId();
  await earlierReplica(
    userId,
    Array.from({ length: 2_500 }, () => [OF_CLASS, sessionRow()] as const),
  );
  const replica = new ReplicaDb(userId);
  const carried = carryOver(replica);
  const ofWorker = new ReplicaDb(userId);
  await expect.poll(() => ofWorker.rows.count(), { interval: 1 }).toBeGreaterThan(0);
  await ofWorker.cursors.put({ scope: OF_CLASS, cursor: 12 });
  const then = await ofWorker.rows.count();
  await carried;
  expect(then).toBeLessThan(2_500);
  expect(await replica.rows.count()).toBe(then);
  expect(await replica.cursors.toArray()).toEqual([{ scope: OF_CLASS, cursor: 12 }]);
});

test('what can’t be read is left to be pulled, whole', async () => {
  const userId = newUserId();
  await earlierReplica(
    userId,
    Array.from({ length: 1_500 }, () => [OF_CLASS, sessionRow()] as const),
  );
  const broken = await new Dexie(`hazri-replica-4-${userId}`).open();
  await broken.table('rows').put({ scope: 'me', key: 'z', type: 'session', row: null });
  broken.close();
  const replica = new ReplicaDb(userId);
  await carryOver(replica);
  expect(await replica.rows.count()).toBe(0);
  expect(await replica.cursors.count()).toBe(0);
});
