import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asc, eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from './open-database.ts';
import { openDatabase } from './open-database.ts';
import { scans } from './schema.ts';
import { selectRows } from './select-rows.ts';
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
  const rows = [SCAN, ...[9, 8, 7].map((rev): Scan => ({ ...SCAN, id: rev, uuid: `u${rev}`, rev }))];
  await database.client.batch([upsertRows(scans, rows)], 'write');
});
afterAll(() => {
  database.close();
  rmSync(dir, { recursive: true, force: true });
});

test('rows come back as they were written, as drizzle reads them', async () => {
  const rows = await selectRows(database.orm, scans, eq(scans.id, 1));
  expect(rows).toEqual([SCAN]);
  expect(rows).toEqual(await database.orm.select().from(scans).where(eq(scans.id, 1)));
});

test('a page is the first of its order, and no rows are an empty list', async () => {
  const page = await selectRows(database.orm, scans, eq(scans.studentId, 7), {
    orderBy: scans.rev,
    limit: 3,
  });
  expect(page).toEqual(await database.orm.select().from(scans).orderBy(asc(scans.rev)).limit(3));
  expect(page.map(({ rev }) => rev)).toEqual([5, 7, 8]);
  expect(await selectRows(database.orm, scans, eq(scans.studentId, 8))).toEqual([]);
  expect(await selectRows(database.orm, scans, undefined)).toHaveLength(4);
});
