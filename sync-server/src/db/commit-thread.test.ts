import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startCommitThread } from './commit-thread.ts';
import type { Committer } from './committer.ts';
import { commitHere } from './committer.ts';
import type { Database } from './open-database.ts';
import { openDatabase } from './open-database.ts';
import { tallies } from './record-schema.ts';
import { upsertRows } from './upsert-rows.ts';

const dir = mkdtempSync(join(tmpdir(), 'hazri-commit-'));
let database: Database;
beforeAll(async () => {
  database = await openDatabase(join(dir, 'a.db'), join(import.meta.dirname, '..', '..', 'drizzle'));
});
afterAll(() => {
  database.close();
  rmSync(dir, { recursive: true, force: true });
});

const tally = (classId: number, present: number) =>
  upsertRows(tallies, [{ classId, studentId: 1, present, late: 0, absent: 0, excused: 0 }]);
const NEW_TALLY = 'INSERT INTO tallies VALUES (?, 1, 0, 0, 0, 0)';

async function presentIn(classId: number): Promise<number | null> {
  const sql = 'SELECT present FROM tallies WHERE class_id = ?';
  const { rows } = await database.client.execute({ sql, args: [classId] });
  return rows[0] ? Number(rows[0][0]) : null;
}

describe.each([
  ['a thread', () => startCommitThread(database.file)],
  ['the caller’s thread', () => Promise.resolve(commitHere(database.client))],
] as const)('commits of %s', (name, start) => {
  const first = name === 'a thread' ? 100 : 200;
  let committer: Committer;
  beforeAll(async () => {
    committer = await start();
  });
  afterAll(() => committer.close());

  test('[SYNC1] are read by everybody as soon as they resolve, and come in their order', async () => {
    const all = Array.from({ length: 50 }, (_, at) => committer.commit([tally(first, at)]));
    await all[0];
    expect(await presentIn(first)).not.toBeNull();
    await Promise.all(all);
    expect(await presentIn(first)).toBe(49);
  });

  test('are whole or not at all; the next one isn’t harmed', async () => {
    const broken = committer.commit([tally(first + 1, 5), { sql: NEW_TALLY, args: [first] }]);
    const next = committer.commit([tally(first + 2, 7)]);
    await expect(broken).rejects.toHaveProperty('code', expect.stringMatching(/^SQLITE_CONSTRAINT/));
    await next;
    expect(await presentIn(first + 1)).toBeNull();
    expect(await presentIn(first + 2)).toBe(7);
  });

  test('take what @libsql/client takes, and refuse what SQLite can’t store', async () => {
    await committer.commit([{ sql: NEW_TALLY, args: [first + 3] }, { sql: 'UPDATE tallies SET present = ? WHERE class_id = ?', args: [true, first + 3] }]); // prettier-ignore
    expect(await presentIn(first + 3)).toBe(1);
    await expect(committer.commit([{ sql: NEW_TALLY, args: [Number.NaN] }])).rejects.toThrow();
    // What never got to SQLite has no report that the next one could take for its own.
    await committer.commit([tally(first + 4, 3)]);
    expect(await presentIn(first + 4)).toBe(3);
  });
});

test('the thread uses the very library that @libsql/client does', () => {
  const theirs = createRequire(import.meta.resolve('@libsql/client')).resolve('libsql');
  expect(import.meta.resolve('libsql')).toBe(pathToFileURL(theirs).href);
});

test('a thread that can’t open the database says why', async () => {
  await expect(startCommitThread(join(dir, 'missing', 'b.db'))).rejects.toThrow();
});
