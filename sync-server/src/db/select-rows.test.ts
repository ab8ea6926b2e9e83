import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from './open-database.ts';
import { openDatabase } from './open-database.ts';
import { enrolments } from './class-schema.ts';
import { scans } from './record-schema.ts';
import { changedOf, selectChanged } from './select-changed.ts';
import type { Place } from './select-rows.ts';
import { counting, firstBy, selection, selectRows } from './select-rows.ts';
import { upsertRows } from './upsert-rows.ts';

type Scan = typeof scans.$inferSelect;

const SCAN: Scan = {
  id: 1,
  uuid: 'u1',
  deviceId: null,
  studentId: 7,
  tokens: [{ text: 'a "quoted" \\ \u{1f600} \u0000 text', gapMs: 0.1 + 0.2 }],
  shortCode: null,
  typedClassId: null,
  scannedAt: 1_795_343_970_123,
  how: 'camera',
  sentAt: 8_640_000_000_000_000,
  receivedAt: 0,
  installation: '',
  clockJumped: true,
  jumpBeforeMs: 0.1 + 0.2,
  jumpAfterMs: -1_795_343_970_123.4567,
  contactAfter: false,
  ownReceipt: true,
  hasWitness: false,
  review: 'accept',
  reviewStamp: { stamp: [1, 2], factId: 'f' },
  ref: null,
  sessionId: null,
  classId: 3,
  outcome: 'accepted',
  reason: null,
  trust: 'live',
  tokenTime: 1_795_343_970_123.456,
  notBefore: 0,
  notAfter: 1e300,
  rev: 5,
};

const dir = mkdtempSync(join(tmpdir(), 'hazri-select-'));
let database: Database;
beforeAll(async () => {
  database = await openDatabase(join(dir, 'a.db'), join(import.meta.dirname, '..', '..', 'drizzle'));
  // The table's own order is another than that of the changes.
  const rows = [SCAN, ...[9, 8, 7].map((rev): Scan => ({ ...SCAN, id: 20 - rev, uuid: `u${rev}`, rev }))];
  await database.client.batch([upsertRows(scans, rows)], 'write');
});
afterAll(() => {
  database.close();
  rmSync(dir, { recursive: true, force: true });
});

const BY_ID = selection(scans, (id: Place<number>) => sql`${scans.id} = ${id}`);
const ALL = selection(scans, () => sql`true`);
const FIRST_OF_STUDENT = firstBy(
  { table: scans },
  scans.rev,
  // The plus keeps SQLite from an index that has them in this order anyway.
  (studentId: Place<number>) => sql`+${scans.studentId} = ${studentId}`,
);

test('rows come back as they were written, as drizzle reads them', async () => {
  const rows = await selectRows(database.reader, BY_ID, 1);
  expect(rows).toEqual([SCAN]);
  expect(rows).toEqual(await database.orm.select().from(scans).where(eq(scans.id, 1)));
});

test('a part of the columns is read alone, whole and broken numbers alike', async () => {
  const some = changedOf(
    {
      table: scans,
      only: ['uuid', 'jumpBeforeMs', 'tokenTime', 'notBefore', 'jumpAfterMs', 'notAfter', 'rev'],
    },
    { owner: scans.id, rev: scans.rev },
  );
  const { uuid, jumpBeforeMs, tokenTime, notBefore, jumpAfterMs, notAfter, rev } = SCAN;
  const [found] = await selectChanged(database.reader, some, [{ owner: 1, from: 0, upTo: 9 }], 3);
  expect(found).toEqual([{ uuid, jumpBeforeMs, tokenTime, notBefore, jumpAfterMs, notAfter, rev }]);
});

test('a page is the first of its order, and no rows are an empty list', async () => {
  const page = await selectRows(database.reader, FIRST_OF_STUDENT, 7, 3);
  expect(page).toEqual(await database.orm.select().from(scans).orderBy(asc(scans.rev)).limit(3));
  expect(page.map(({ rev }) => rev)).toEqual([5, 7, 8]);
  expect(await selectRows(database.reader, FIRST_OF_STUDENT, 8, 3)).toEqual([]);
  expect(await selectRows(database.reader, ALL)).toHaveLength(4);
});

test('reads the changed rows of many owners at once, each within its own span and limit', async () => {
  const rows = [1, 2, 3, 4, 5, 6].flatMap((rev) =>
    [7, 8, 9].map((studentId): Scan => ({
      ...SCAN,
      id: 1_000 + rev * 10 + studentId,
      uuid: `m${rev}`,
      studentId,
      rev,
    })),
  );
  await database.client.batch([upsertRows(scans, rows)], 'write');
  const changed = changedOf({ table: scans }, { owner: scans.studentId, rev: scans.rev });
  const wanted = [
    { owner: 8, from: 0, upTo: 6 },
    { owner: 9, from: 2, upTo: 4 },
    { owner: 9, from: 5, upTo: 100 },
    { owner: 10, from: 0, upTo: 6 },
  ];
  const found = await selectChanged(database.reader, changed, wanted, 3);
  const revs = found.map((group) => group.map(({ rev }) => rev).sort());
  expect(revs).toEqual([[1, 2, 3], [3, 4], [6], []]);
  expect(found[1]?.find(({ rev }) => rev === 3)).toEqual(
    rows.find((row) => row.studentId === 9 && row.rev === 3),
  );
  expect(await selectChanged(database.reader, changed, [], 3)).toEqual([]);
  const [enrolled] = await selectChanged(
    database.reader,
    changedOf({ table: enrolments }, { owner: enrolments.studentId, rev: enrolments.rev }),
    [{ owner: 1, from: 0, upTo: 9 }],
    3,
  );
  expect(enrolled).toEqual([]);
});

test('counts the rows of each value apart', async () => {
  const rows = [11, 11, 12].map((studentId, at): Scan => ({
    ...SCAN,
    id: 2_000 + at,
    uuid: `c${at}`,
    studentId,
  }));
  await database.client.batch([upsertRows(scans, rows)], 'write');
  const counts = counting(scans.studentId, (from: Place<number>) => sql`${scans.id} >= ${from}`);
  const found = await selectRows(database.reader, counts, 2_000);
  expect(new Map(found)).toEqual(new Map([[11, 2], [12, 1]])); // prettier-ignore
});
