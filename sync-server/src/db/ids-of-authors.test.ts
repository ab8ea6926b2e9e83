/** Do facts from when ids were everybody's mean the same after the migration that made them their author's own? */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { migrationsBefore, MIGRATIONS } from '../testing/earlier-migrations.ts';
import { openDatabase } from './open-database.ts';

const SCAN = '01a2008c-fed0-7501-b48f-f3e04b55e9dd';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hazri-migration-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FACT =
  'INSERT INTO facts (id, kind, author_id, hash, json, received_at, sent_at, outcome, reason, subject, waits_for)';

test('[FACT4] witnesses are of a student’s scan, and reviews are looked at again with the next of their id', async () => {
  const file = join(folder, 'hazri.db');
  const old = await openDatabase(file, migrationsBefore(folder, '0004_ids_of_authors'));
  await old.client.execute(
    `INSERT INTO scans (uuid, student_id, how, tokens, scanned_at, sent_at, received_at, clock_jumped, contact_after,
       own_receipt, has_witness, outcome, not_after, rev) VALUES ('${SCAN}', 7, 'camera', '[]', 1, 1, 1, 0, 0, 1, 1, 'accepted', 1, 1)`,
  );
  const review = JSON.stringify({ body: { scanId: SCAN, decision: 'accept' } });
  const stated = [
    `('w', 'witness', 1, '', '{}', 1, 1, 'accepted', NULL, 'witness:${SCAN}', NULL)`,
    `('o', 'session.opened', 1, '', '{}', 1, 1, 'accepted', NULL, 'session:3', NULL)`,
    `('a', 'review', 1, '', '${review}', 1, 1, 'accepted', NULL, NULL, NULL)`,
    `('n', 'review', 1, '', '${review}', 1, 1, 'rejected', 'not_staff', NULL, NULL)`,
    `('s', 'review', 1, '', '${review}', 1, 1, 'rejected', 'approval_pending', NULL, NULL)`,
  ];
  await old.client.execute(`${FACT} VALUES ${stated.join(', ')}`);
  old.close();
  const now = await openDatabase(file, MIGRATIONS);
  const { rows } = await now.client.execute('SELECT id, subject, waits_for FROM facts ORDER BY seq');
  expect(rows.map((row) => [row['id'], row['subject'], row['waits_for']])).toEqual([
    ['w', `witness:7:${SCAN}`, null],
    ['o', 'session:3', null],
    ['a', null, SCAN],
    ['n', null, SCAN],
    ['s', null, null],
  ]);
  await now.client.execute(`${FACT} VALUES ('a', 'mark', 2, '', '{}', 1, 1, 'accepted', NULL, NULL, NULL)`);
  await expect(
    now.client.execute(`${FACT} VALUES ('a', 'mark', 2, '', '{}', 1, 1, 'accepted', NULL, NULL, NULL)`),
  ).rejects.toThrow(/UNIQUE/);
  now.close();
});
