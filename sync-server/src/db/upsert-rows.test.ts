import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { expect, test } from 'vitest';
import { aliases } from './schema.ts';
import { insertNewRows, upsertRows } from './upsert-rows.ts';

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
