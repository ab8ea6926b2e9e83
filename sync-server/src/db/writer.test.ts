import { afterAll, beforeAll, expect, test } from 'vitest';
import { eq } from 'drizzle-orm';
import { DEFAULT_RATE_POLICY } from '@hazri/domain';
import type { World } from '../testing/server-world.ts';
import { startWorld } from '../testing/server-world.ts';
import { makeIngest } from '../sync/ingest.ts';
import { meta } from './meta-schema.ts';
import { headcounts } from './record-schema.ts';
import { insertNewRows, upsertRows } from './upsert-rows.ts';
import { MAX_QUEUED_WRITES, Overloaded } from './writer.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const row = (sessionId: number, count: number, rev: number) => ({
  sessionId,
  classId: 1,
  count,
  made: { stamp: [1, 0] as const, factId: 'f' },
  rev,
});

test('[SYNC4] revs are committed with their rows, and a failed batch takes none', async () => {
  const { database, writer } = world.server.deps;
  const before = writer.committedRev();
  await writer.run(async (turn) => {
    await turn.commit([upsertRows(headcounts, [row(1, 10, turn.nextRev()), row(2, 20, turn.nextRev())])]);
  });
  expect(writer.committedRev()).toBe(before + 2);
  const failed = writer.run(async (turn) => {
    await turn.commit([
      upsertRows(headcounts, [row(1, 99, turn.nextRev())]),
      'INSERT INTO nowhere VALUES (1)',
    ]);
  });
  await expect(failed).rejects.toThrow();
  expect(writer.committedRev()).toBe(before + 2);
  const [kept] = await database.orm.select().from(headcounts).where(eq(headcounts.sessionId, 1));
  expect(kept).toEqual(row(1, 10, before + 1));
  const [life] = await database.orm.select().from(meta);
  expect(life?.rev).toBe(before + 2);
});

test('[SYNC4] the counter is shown only after what is kept in memory followed, and also when that failed', async () => {
  const { writer } = world.server.deps;
  const before = writer.committedRev();
  const seen: number[] = [];
  await writer.run((turn) =>
    turn.commit([upsertRows(headcounts, [row(1, 1, turn.nextRev())])], null, async () => {
      await Promise.resolve();
      seen.push(writer.committedRev());
    }),
  );
  expect([...seen, writer.committedRev()]).toEqual([before, before + 1]);
  const failed = writer.run((turn) =>
    turn.commit([upsertRows(headcounts, [row(1, 2, turn.nextRev())])], null, () =>
      Promise.reject(new Error('not read')),
    ),
  );
  await expect(failed).rejects.toThrow('not read');
  expect(writer.committedRev()).toBe(before + 2);
});

test('[SYNC3] rows of one statement: replaced by key, or left alone', async () => {
  const { database } = world.server.deps;
  await database.client.batch([upsertRows(headcounts, [row(3, 1, 1), row(4, 1, 2)])], 'write');
  await database.client.batch(
    [upsertRows(headcounts, [row(3, 7, 3)]), insertNewRows(headcounts, [row(4, 9, 4)])],
    'write',
  );
  const counts = (await database.orm.select().from(headcounts))
    .filter(({ sessionId }) => sessionId > 2)
    .map(({ count }) => count);
  expect(counts).toEqual([7, 1]);
});

test('[SYNC9] neither queue grows without bound', async () => {
  const { deps } = world.server;
  let release: () => void = () => undefined;
  const held = deps.writer.run(() => new Promise<void>((resolve) => (release = resolve)));
  const waiting = Array.from({ length: MAX_QUEUED_WRITES - 1 }, () =>
    deps.writer.run(() => Promise.resolve()),
  );
  await expect(deps.writer.run(() => Promise.resolve())).rejects.toBeInstanceOf(Overloaded);
  const health = await fetch(`${world.server.url}/api/health`);
  expect([health.status, health.headers.get('retry-after')]).toEqual([503, '5']);
  release();
  await Promise.all([held, ...waiting]);

  const flushDeps = {
    ...deps,
    keysRestored: false,
    newUuid: () => '',
    now: deps.clock.now,
    rates: DEFAULT_RATE_POLICY,
    isSilenced: () => false,
    tell: () => undefined,
  };
  const ingest = makeIngest(flushDeps, deps.writer, deps.pokes);
  const author = world.people.professor;
  const exchange = {
    author,
    device: null,
    sentAt: 0,
    receivedAt: 0,
    facts: [],
    message: null,
    hadRoom: true,
    handOver: false,
    receipts: new Map(),
  };
  const pushes: Promise<unknown>[] = [];
  while (!ingest.isFull()) pushes.push(ingest.push(exchange));
  await expect(ingest.push(exchange)).rejects.toBeInstanceOf(Overloaded);
  expect(await Promise.all(pushes)).toHaveLength(pushes.length);
  expect(ingest.isFull()).toBe(false);
});

test('[DB] attendance has no hidden row ids, and commits are synchronous', async () => {
  const { client } = world.server.deps.database;
  const made = await client.execute("SELECT sql FROM sqlite_master WHERE name = 'attendance'");
  expect(made.rows[0]?.[0]).toMatch(/WITHOUT ROWID$/);
  const [synchronous, journal] = await client.batch(['PRAGMA synchronous', 'PRAGMA journal_mode'], 'write');
  expect([Number(synchronous?.rows[0]?.[0]), journal?.rows[0]?.[0]]).toEqual([2, 'wal']);
});
