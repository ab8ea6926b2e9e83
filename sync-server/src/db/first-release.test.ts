/** Does a database of the first release come all the way up, with its rows, its devices and what they had not sent? */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ok } from '@hazri/domain';
import { runCommand } from '../cli/run-command.ts';
import { systemRandom } from '../clock.ts';
import { DATABASE_FILE } from '../keys/master-key.ts';
import { startServer } from '../start-server.ts';
import { rowsIn } from '../testing/classroom.ts';
import {
  firstReleaseDevice,
  layOutFirstRelease,
  STOPPED_AT,
  UNSENT,
} from '../testing/first-release/first-release.ts';
import type { TestDevice, World } from '../testing/server-world.ts';
import { login, outcomes, sync, testConfig } from '../testing/server-world.ts';

let folder: string;
let dataDir: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hazri-first-release-'));
  dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  await layOutFirstRelease(folder, dataDir);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What later releases say otherwise: whose scan a witness is of, and what a review and an excuse come to. */
const SAID_ANEW = new Set(['facts.subject', 'facts.waits_for', 'facts.outcome']);

const clock = { now: () => STOPPED_AT + 60_000 };

async function started<T>(work: (world: World) => Promise<T>): Promise<T> {
  const mistakes: unknown[] = [];
  const server = await startServer({
    config: testConfig(dataDir),
    clock,
    print: () => undefined,
    report: (cause) => mistakes.push(cause),
  });
  try {
    return await work({ server, clock, dataDir } as World);
  } finally {
    await server.close();
    expect(mistakes).toEqual([]);
  }
}

async function command(...args: string[]) {
  const said: string[] = [];
  const say = (line: string) => said.push(line);
  const tools = { config: ok(testConfig(dataDir)), clock, random: systemRandom, say, complain: say };
  return { code: await runCommand(args, tools), said: said.join('\n') };
}

/** Rows as the first release knew them: its columns, without revs, which say only that something is newer. */
async function rowsOf(table: string, columns: readonly string[]): Promise<readonly unknown[]> {
  const client = createClient({ url: `file:${join(dataDir, DATABASE_FILE)}` });
  const list = columns.map((name) => `"${name}"`).join(', ');
  const { rows } = await client.execute(`SELECT ${list} FROM "${table}" ORDER BY ${list}`);
  client.close();
  return rows.map((row) => columns.map((name) => row[name]));
}

/** Its tables and their columns. */
async function shape(): Promise<ReadonlyMap<string, readonly string[]>> {
  const client = createClient({ url: `file:${join(dataDir, DATABASE_FILE)}` });
  const { rows } = await client.execute(
    `SELECT m.name AS "table", c.name AS "column" FROM sqlite_master m, pragma_table_info(m.name) c
     WHERE m.type = 'table' AND m.name NOT LIKE '\\_\\_%' ESCAPE '\\' AND c.name <> 'rev' ORDER BY 1`,
  );
  client.close();
  const columns = new Map<string, string[]>();
  for (const row of rows) {
    const [table, column] = [row['table'] as string, row['column'] as string];
    columns.set(table, [...(columns.get(table) ?? []), column]);
  }
  return columns;
}

async function deviceOf(world: World, name: 'laptop' | 'phone', email: string): Promise<TestDevice> {
  const user = { email } as TestDevice['user'];
  return { ...firstReleaseDevice(name), user, cookie: await login(world, user), skewMs: 0 };
}

test('every row of the first release is there after all migrations', async () => {
  const tables = await shape();
  const read = async () => {
    const held: Record<string, readonly unknown[]> = {};
    for (const [table, columns] of tables) {
      const kept = columns.filter((name) => !SAID_ANEW.has(`${table}.${name}`));
      held[table] = await rowsOf(table, kept);
    }
    return held;
  };
  const before = await read();
  expect(Object.entries(before).filter(([, rows]) => rows.length === 0)).toEqual([['aliases', []]]);
  await started(() => Promise.resolve());
  expect(await read()).toEqual(before);
});

test('devices of the first release go on, and what they had not sent is taken in', async () => {
  await started(async (world) => {
    const phone = await deviceOf(world, 'phone', 'student2@acem.ac.in');
    const laptop = await deviceOf(world, 'laptop', 'professor@acem.ac.in');
    const first = await sync(world, phone, [UNSENT.scan]);
    expect(outcomes(first.results)).toEqual(['waiting pending_session']);
    expect(outcomes((await sync(world, laptop, [UNSENT.opening])).results)).toEqual(['accepted']);
    const pulled = await sync(world, phone, []);
    const { sessionId } = UNSENT.opening.body;
    const mine = rowsIn(pulled, 'attendance').map((row) => [row.sessionId === sessionId, row.status]);
    expect(mine.toSorted()).toEqual([
      [false, 'absent'],
      [false, 'present'],
      [false, 'void'],
      [true, 'present'],
    ]);
    const roster = rowsIn(await sync(world, laptop, []), 'attendance');
    const of = (status: string) =>
      roster.filter((row) => row.sessionId === sessionId && row.status === status).length;
    // Both scans: the one that had waited on the server since before the upgrade, and the phone's.
    expect(of('present')).toBe(2);
    const { rows } = await world.server.deps.database.client.execute('SELECT kind, reason FROM requests');
    expect(rows.map((row) => [row['kind'], row['reason']])).toEqual([['excuse', 'ill']]);
  });
});

test('its file is whole, and everything derived is as the facts say', async () => {
  expect(await command('check')).toMatchObject({ code: 0 });
  expect(await command('rebuild', '--dry-run')).toEqual({
    code: 0,
    said: '2 classes: everything is as the facts say.',
  });
  const held = await rowsOf('sessions', ['status', 'plan', 'cancel_reason']);
  expect(held).toContainEqual(['cancelled', null, 'strike 🚌']);
  expect(held).toContainEqual(['scheduled', 'timetable', null]);
  expect(await command('audit', 'verify')).toMatchObject({ code: 0 });
});
