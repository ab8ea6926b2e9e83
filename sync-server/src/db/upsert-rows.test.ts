import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { expect, test } from 'vitest';
import { aliases } from './people-schema.ts';
import { insertNewRows, upsertInParts, upsertRows } from './upsert-rows.ts';

test('half a surrogate pair is written as U+FFFD: reading it back as it is would end the process', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'hazri-upsert-'));
  const client = createClient({ url: `file:${join(dir, 'a.db')}` });
  await client.execute('CREATE TABLE aliases (uuid TEXT PRIMARY KEY, user_id INTEGER)');
  await client.execute(upsertRows(aliases, [{ uuid: 'a\ud83d', userId: 1 }]));
  await client.execute(insertNewRows(aliases, [{ uuid: '\udc00\u{1f600}', userId: 2 }]));
  const { rows } = await client.execute('SELECT uuid FROM aliases ORDER BY user_id');
  expect(rows.map(({ uuid }) => uuid)).toEqual(['a\ufffd', '\ufffd\u{1f600}']);
  client.close();
  rmSync(dir, { recursive: true, force: true });
});

test('however many rows: one statement, all the same', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'hazri-upsert-'));
  const client = createClient({ url: `file:${join(dir, 'a.db')}` });
  await client.execute('CREATE TABLE aliases (uuid TEXT PRIMARY KEY, user_id INTEGER)');
  const rows = (count: number, userId: number) =>
    Array.from({ length: count }, (_, at) => ({ uuid: `u${at}`, userId }));
  const sums: unknown[] = [];
  // The variables of 16,383 rows of two columns are as many as SQLite takes.
  for (const [count, userId] of [
    [0, 1],
    [1, 1],
    [16_383, 2],
    [16_384, 3],
  ] as const) {
    // prettier-ignore
    await client.execute(upsertRows(aliases, rows(count, userId)));
    await client.execute(insertNewRows(aliases, rows(count, 9)));
    const { rows: found } = await client.execute(
      'SELECT count(*), sum(user_id), typeof(max(user_id)) FROM aliases',
    );
    sums.push([found[0]?.[0], found[0]?.[1], found[0]?.[2]]);
  }
  expect(sums).toEqual([[0, null, 'null'], [1, 1, 'integer'], [16_383, 32_766, 'integer'], [16_384, 49_152, 'integer']]); // prettier-ignore
  client.close();
  rmSync(dir, { recursive: true, force: true });
});

test('in parts: statements of three sizes, whatever the number of rows, and the same rows', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'hazri-upsert-'));
  const client = createClient({ url: `file:${join(dir, 'a.db')}` });
  await client.execute('CREATE TABLE aliases (uuid TEXT PRIMARY KEY, user_id INTEGER)');
  const texts = new Set<string>();
  for (const count of [0, 1, 7, 73, 200]) {
    const rows = Array.from({ length: count }, (_, at) => ({ uuid: `${count}-${at}`, userId: count }));
    const statements = upsertInParts(aliases, rows);
    if (statements.length > 0) await client.batch([...statements], 'write');
    for (const statement of statements) texts.add(typeof statement === 'string' ? statement : statement.sql);
    const { rows: found } = await client.execute({ sql: 'SELECT count(*) FROM aliases WHERE user_id = ?', args: [count] }); // prettier-ignore
    expect(found[0]?.[0]).toBe(count);
  }
  expect(texts.size).toBe(3);
  client.close();
  rmSync(dir, { recursive: true, force: true });
});
