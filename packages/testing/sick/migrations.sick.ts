/** Updates that go wrong: from a newer version back, a migration that breaks, and one that is killed on its way. */
import { cpSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EXIT_CODES } from '@hazri/sync-server';
import type { Installation } from '../src/built-server.ts';
import { install, killDuringStart, refusedStart, startBuilt } from '../src/built-server.ts';
import type { History } from './kit/history.ts';
import { expectEverythingThere, makeHistory, production } from './kit/history.ts';

/** More than SQLite keeps in memory, so that it is written to the log before it is committed. */
const LARGE_ROWS = 60_000;
const IN_THE_MIDDLE_BYTES = 2 * 1_024 * 1_024;
const KILLS = 4;

let installation: Installation;
let history: History;
beforeAll(async () => {
  installation = install();
  history = await makeHistory(installation);
});
afterAll(() => installation.remove());

function copyTo(name: string): string {
  const dataDir = join(installation.folder, name);
  cpSync(history.closed, dataDir, { recursive: true });
  return dataDir;
}

/** The product with one migration more. */
function updated(sql: string): Installation {
  const next = install();
  const journalFile = join(next.migrationsDir, 'meta', '_journal.json');
  const journal = JSON.parse(readFileSync(journalFile, 'utf8')) as {
    entries: { idx: number; when: number; tag: string }[];
  };
  const last = journal.entries.at(-1);
  if (last === undefined) throw new Error('there are migrations');
  journal.entries.push({ ...last, idx: last.idx + 1, when: last.when + 1, tag: 'next' });
  writeFileSync(journalFile, JSON.stringify(journal));
  writeFileSync(join(next.migrationsDir, 'next.sql'), sql);
  return next;
}

async function tablesIn(dataDir: string): Promise<readonly string[]> {
  const client = createClient({ url: `file:${join(dataDir, 'hazri.db')}` });
  const { rows } = await client.execute("SELECT name FROM sqlite_schema WHERE name LIKE 'next%' ORDER BY 1");
  const { rows: applied } = await client.execute('SELECT count(*) FROM __drizzle_migrations');
  client.close();
  return [
    ...rows.flatMap(({ name }) => (typeof name === 'string' ? name : [])),
    `${Number(applied[0]?.[0])} migrations`,
  ];
}

test('[RUN] a database of a newer version: 20 database_newer, and it is left as it is', async () => {
  const dataDir = copyTo('newer');
  const newer = updated('CREATE TABLE next_one (x integer);');
  await (await startBuilt(newer, { env: production(dataDir) })).end('SIGTERM');
  const before = await tablesIn(dataDir);
  const ended = await refusedStart(installation, { env: production(dataDir) });
  expect([ended.code, ended.stdout]).toEqual([EXIT_CODES.database_newer, '']);
  expect(ended.stderr).toMatch(/^Hazri can't start: .*hazri\.db was written by .* newer .*\[database_newer\]\n$/);
  expect(await tablesIn(dataDir)).toEqual(before);
  await expectEverythingThere(newer, dataDir, history.acknowledged);
  newer.remove();
}); // prettier-ignore

test('[RUN] a migration that breaks: 21 migration_failed, nothing of it stays, the old version goes on', async () => {
  const dataDir = copyTo('broken');
  const before = await tablesIn(dataDir);
  const broken = updated(
    'CREATE TABLE next_one (x integer);\n--> statement-breakpoint\nINSERT INTO no_such_table VALUES (1);',
  );
  const ended = await refusedStart(broken, { env: production(dataDir) });
  broken.remove();
  expect([ended.code, ended.stdout]).toEqual([EXIT_CODES.migration_failed, '']);
  expect(ended.stderr).toMatch(/^Hazri can't start: .*hazri\.db .*no_such_table.*\[migration_failed\]\n$/);
  expect(await tablesIn(dataDir)).toEqual(before);
  await expectEverythingThere(installation, dataDir, history.acknowledged);
});

test(`[RUN] a migration killed on its way, ${KILLS} times: nothing of it stays, the next start finishes it`, async () => {
  const dataDir = copyTo('killed-in-migration');
  const before = await tablesIn(dataDir);
  const fill = (table: string): readonly string[] => [
    `CREATE TABLE ${table} (x text);`,
    `INSERT INTO ${table} WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${LARGE_ROWS}) SELECT hex(randomblob(64)) FROM n;`,
  ];
  const next = updated(
    ['next_one', 'next_three', 'next_two'].flatMap(fill).join('\n--> statement-breakpoint\n'),
  );
  const log = join(dataDir, 'hazri.db-wal');
  for (let kill = 1; kill <= KILLS; kill += 1) {
    // Later and later: uncommitted pages are in the log by then.
    const due = (): boolean =>
      (statSync(log, { throwIfNoEntry: false })?.size ?? 0) > kill * IN_THE_MIDDLE_BYTES;
    const ended = await killDuringStart(next, due, { env: production(dataDir) });
    expect(ended?.code).toBe(null);
    expect(statSync(log).size).toBeGreaterThan(IN_THE_MIDDLE_BYTES);
    const copy = join(installation.folder, `after-kill-${kill}`);
    cpSync(dataDir, copy, { recursive: true });
    expect(await tablesIn(copy)).toEqual(before);
  }
  await expectEverythingThere(next, dataDir, history.acknowledged);
  expect((await tablesIn(dataDir)).slice(0, 3)).toEqual(['next_one', 'next_three', 'next_two']);
  next.remove();
});
