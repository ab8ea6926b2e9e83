import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../db/open-database.ts';
import { openDatabase } from '../db/open-database.ts';
import * as lookups from './lookups.ts';

const dir = mkdtempSync(join(tmpdir(), 'hazri-lookups-'));
let database: Database;
beforeAll(async () => {
  database = await openDatabase(join(dir, 'a.db'), join(import.meta.dirname, '..', '..', 'drizzle'));
});
afterAll(() => {
  database.close();
  rmSync(dir, { recursive: true, force: true });
});

test.each(Object.entries(lookups))(
  '%s finds its rows by an index, whatever the table holds',
  async (_, { query }) => {
    const steps = await planOf(query);
    expect(steps.join('\n')).toMatch(/SEARCH \w+ USING/);
    // What is asked for is walked through; the table isn't.
    expect(steps.filter((step) => /^SCAN (?!json_each|\(subquery)/.test(step))).toEqual([]);
  },
);

test.each([
  ['UNPLACED_SCANS', 'scans_unplaced (ref=?)'],
  ['TYPED_SCANS', 'scans_typed (typed_class_id=?)'],
  ['TYPED_SCANS_OF_STUDENTS', 'scans_typed (typed_class_id=? AND student_id=?)'],
] as const)('%s reads none of the scans that others made in a term', async (name, index) => {
  expect((await planOf(lookups[name].query)).join('\n')).toContain(`USING INDEX ${index}`);
});

async function planOf(query: string): Promise<readonly string[]> {
  const { rows } = await database.client.execute(`EXPLAIN QUERY PLAN ${query.replaceAll('?', "'[]'")}`);
  return rows.map((row) => row['detail'] as string);
}
