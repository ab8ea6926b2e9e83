import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import type { Row, Scope } from '@hazri/sync-protocol';
import { rowKey } from '@hazri/sync-protocol';
import {
  attendanceRow,
  CLASS_ID,
  classRow,
  enrolmentRow,
  scanRow,
  sessionRow,
  STUDENT_ID,
  testId,
} from '../features/live/testing/rows.ts';
import { newUserId } from './dexie-store-under-test.ts';
import { ReplicaDb, rowRecord } from './replica-db.ts';

const SESSION = sessionRow();
const OF_CLASS: Scope = `class:${CLASS_ID}`;
const OF_STAFF: Scope = `staff:${CLASS_ID}`;

async function replicaOf(rows: readonly (readonly [Scope, Row])[]): Promise<ReplicaDb> {
  const replica = new ReplicaDb(newUserId());
  await replica.rows.bulkPut(rows.map(([scope, row]) => rowRecord(scope, rowKey(row), row)));
  return replica;
}

test('what staff hold of a term’s scans is indexed once, by session', async () => {
  const bulk = [
    attendanceRow(SESSION.id, { studentId: STUDENT_ID }),
    scanRow({ sessionId: SESSION.id, classId: CLASS_ID, studentId: STUDENT_ID }),
  ];
  const replica = await replicaOf(bulk.map((row) => [OF_STAFF, row] as const));
  const held: Record<string, number> = {};
  for (const { name } of replica.rows.schema.indexes) held[name] = await replica.rows.orderBy(name).count();
  expect(held).toEqual({ listed: 0, '[type+classId]': 0, '[type+sessionId]': 2, '[type+studentId]': 0 });
});

test('every row is found by what screens ask for', async () => {
  const mine = attendanceRow(SESSION.id, { studentId: STUDENT_ID });
  const other = attendanceRow(SESSION.id, { studentId: testId<'user'>() });
  const scan = scanRow({ sessionId: SESSION.id, classId: CLASS_ID, studentId: STUDENT_ID });
  const enrolment = enrolmentRow(STUDENT_ID, 'Asha');
  const ofClass = classRow();
  const replica = await replicaOf([
    [OF_CLASS, ofClass],
    [OF_CLASS, SESSION],
    ['me', enrolment],
    ['me', mine],
    ['me', scan],
    [OF_STAFF, other],
  ]);
  expect(await replica.ofType('class')).toEqual([ofClass]);
  expect(await replica.ofType('session')).toEqual([SESSION]);
  expect(await replica.ofType('enrolment')).toEqual([enrolment]);
  expect(await replica.ofClass('session', CLASS_ID)).toEqual([SESSION]);
  expect(await replica.ofClass('enrolment', CLASS_ID)).toEqual([enrolment]);
  expect(await replica.ofSession('session', SESSION.id)).toEqual([SESSION]);
  expect(await replica.ofSession('attendance', SESSION.id)).toHaveLength(2);
  expect(await replica.ofSession('scan', SESSION.id)).toEqual([scan]);
  expect(await replica.ofStudent('attendance', STUDENT_ID)).toEqual([mine]);
  expect(await replica.ofStudent('scan', STUDENT_ID)).toEqual([scan]);
  expect(await replica.ofStudent('enrolment', STUDENT_ID)).toEqual([enrolment]);
});

test('forgetting a scope leaves the others', async () => {
  const replica = await replicaOf([
    [OF_CLASS, SESSION],
    ['me', enrolmentRow(STUDENT_ID, 'Asha')],
    [OF_STAFF, enrolmentRow(STUDENT_ID, 'Asha')],
  ]);
  await replica.inScope(OF_STAFF).delete();
  expect((await replica.rows.toArray()).map(({ scope }) => scope)).toEqual([OF_CLASS, 'me']);
});
