/** What an answer brings: whose rows, since when, in pages. */
import { expect, test } from 'vitest';
import { MAX_ROWS_PER_PAGE, parseRow } from '@hazri/sync-protocol';
import { createUsers } from '../auth/accounts.ts';
import { enrol } from '../catalogue/create-class.ts';
import { rowsIn, useClassroom } from '../testing/classroom.ts';
import { newId, registerDevice, sync } from '../testing/server-world.ts';

const { world, laptop, kid, classId, phone, student, open, scanOf, send } = await useClassroom();

test('[SYNC5] everybody sees their own scopes and nobody another’s rows', async () => {
  const sessionId = await open();
  for (const by of [phone(), phone(1)]) expect(await send(by, [scanOf(sessionId, by)])).toEqual(['accepted']);
  const own = await sync(world, phone(), []);
  expect(Object.keys(own.changes).toSorted()).toEqual([`class:${classId}`, 'me']);
  expect(own.added.toSorted()).toEqual([`class:${classId}`, 'me']);
  const mine = [...rowsIn(own, 'attendance'), ...rowsIn(own, 'scan')];
  expect(mine.map(({ studentId }) => studentId)).toEqual([student(), student()]);
  const asked = { [`staff:${classId}`]: 0, [`class:${world.otherClass.uuid}`]: 0 };
  const nosy = await sync(world, phone(), [], { cursors: asked });
  expect(Object.keys(nosy.changes)).not.toContain(`staff:${classId}`);
  expect(nosy.dropped.toSorted()).toEqual(Object.keys(asked).toSorted());
  const staff = await sync(world, laptop, []);
  expect(Object.keys(staff.changes).toSorted()).toEqual([`class:${classId}`, 'me', `staff:${classId}`]);
  expect(rowsIn(staff, 'class')[0]?.staff[0]?.kids).toContain(kid);
});

test('[SYNC4] from a cursor only what changed since, each row with a rev of its own', async () => {
  const before = await sync(world, laptop, []);
  const cursors = Object.fromEntries(
    Object.entries(before.changes).map(([scope, { cursor }]) => [scope, cursor]),
  );
  const nothing = await sync(world, laptop, [], { cursors, epoch: before.epoch });
  expect(Object.values(nothing.changes).flatMap((scope) => scope.rows)).toEqual([]);
  expect(nothing.added).toEqual([]);
  const sessionId = await open();
  const after = await sync(world, laptop, [], { cursors, epoch: before.epoch });
  expect(rowsIn(after, 'session').map((row) => row.id)).toEqual([sessionId]);
  const revs = Object.values((await sync(world, laptop, [])).changes).flatMap(({ rows: list }) =>
    list.flatMap((row) => parseRow(row)?.rev ?? []),
  );
  expect(new Set(revs).size).toBe(revs.length);
});

test('[SYNC6] cursors of another epoch, or ahead of the server, mean: from the beginning', async () => {
  const all = await sync(world, laptop, []);
  const cursors = Object.fromEntries(
    Object.entries(all.changes).map(([scope, { cursor }]) => [scope, cursor]),
  );
  const restored = await sync(world, laptop, [], { cursors, epoch: newId(world) });
  expect(restored.epoch).toBe(all.epoch);
  expect(rowsIn(restored, 'enrolment')).toHaveLength(rowsIn(all, 'enrolment').length);
  const ahead = await sync(world, laptop, [], { cursors: { ...cursors, me: 9_999_999 }, epoch: all.epoch });
  expect(ahead.dropped).toEqual(['me']);
  expect(ahead.added).toEqual(['me']);
  expect(rowsIn(ahead, 'user')).toHaveLength(1);
});

test('[SYNC4] no page cut skips or repeats a row, while others keep writing', async () => {
  const { deps } = world.server;
  const many = await createUsers(
    deps.writer,
    Array.from({ length: MAX_ROWS_PER_PAGE * 2 + 20 }, (_, index) => ({
      uuid: newId(world),
      email: `many${index}@acem.ac.in`,
      role: 'student' as const,
      passwordHash: null,
      givenName: `Many ${index}`,
      familyName: '',
    })),
  );
  await enrol(
    deps,
    world.otherClass.id,
    many.map(({ id }) => id),
    world.clock.now(),
  );
  const rival = await registerDevice(world, world.people.other);
  const scope = `staff:${world.otherClass.uuid}` as const;
  const seen: string[] = [];
  let cursor = 0;
  let pages = 0;
  for (let more = true; more; pages += 1) {
    const page = (await sync(world, rival, [], { cursors: { [scope]: cursor } })).changes[scope];
    if (!page) throw new Error('a page of the scope');
    seen.push(
      ...page.rows.flatMap((row) => {
        const found = parseRow(row);
        return found?.type === 'enrolment' ? [found.studentId] : [];
      }),
    );
    expect(page.rows.length).toBeLessThanOrEqual(MAX_ROWS_PER_PAGE);
    // A row already delivered moves behind the cursor: it must come again, and no other may be lost.
    if (pages === 0) await enrol(deps, world.otherClass.id, [many[0]?.id ?? 0], world.clock.now() + 1);
    ({ cursor, more } = page);
  }
  expect(pages).toBe(3);
  expect(new Set(seen)).toEqual(new Set(many.map(({ uuid }) => uuid)));
  expect(seen).toHaveLength(many.length + 1);
});

test('[SYNC6] a first receipt that the server’s stamp proves is honoured after a restore', async () => {
  const sessionId = await open();
  const scan = scanOf(sessionId, phone(2));
  const [first] = (await sync(world, phone(2), [scan])).results;
  const { client } = world.server.deps.database;
  await client.batch(
    [
      { sql: 'DELETE FROM facts WHERE id = ?', args: [scan.id] },
      { sql: 'DELETE FROM scans WHERE uuid = ?', args: [scan.id] },
    ],
    'write',
  );
  world.clock.advance(3 * 86_400_000);
  const receipt = { id: scan.id, receivedAt: first?.receivedAt, stamp: first?.stamp };
  const forged = { ...receipt, receivedAt: (first?.receivedAt ?? 0) - 1 };
  const again = await sync(world, phone(2), [scan], { receipts: [receipt] });
  expect(again.results[0]).toMatchObject({
    outcome: 'accepted',
    receivedAt: first?.receivedAt,
    stamp: first?.stamp,
  });
  await client.batch(
    [
      { sql: 'DELETE FROM facts WHERE id = ?', args: [scan.id] },
      { sql: 'DELETE FROM scans WHERE uuid = ?', args: [scan.id] },
    ],
    'write',
  );
  const doubted = await sync(world, phone(2), [scan], { receipts: [forged] });
  expect(doubted.results[0]?.receivedAt).toBe(world.clock.now());
});
