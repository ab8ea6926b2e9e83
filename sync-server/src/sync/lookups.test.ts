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
    const { rows } = await database.client.execute(`EXPLAIN QUERY PLAN ${query.replaceAll('?', "'[]'")}`);
    const steps = rows.map((row) => row['detail'] as string);
    expect(steps.join('\n')).toMatch(/SEARCH \w+ USING/);
    // What is asked for is walked through; the table isn't.
    expect(steps.filter((step) => /^SCAN (?!json_each|\(subquery)/.test(step))).toEqual([]);
  },
);
