/** Devices that keep their cursors: whatever changes must reach them, though most answers come from memory. */
import { sign } from 'node:crypto';
import { expect, test } from 'vitest';
import type { DeviceId, FactId, UserId } from '@hazri/domain';
import { encodeReceipt, receiptMessage } from '@hazri/domain';
import type { Row, SyncResponse } from '@hazri/sync-protocol';
import { parseRow } from '@hazri/sync-protocol';
import { enrol } from '../catalogue/create-class.ts';
import { useClassroom } from '../testing/classroom.ts';
import type { TestDevice } from '../testing/server-world.ts';
import { issuerOf, makeFact, outcomes, registerDevice, sync } from '../testing/server-world.ts';

const room = await useClassroom();
const { world, classId, open, moved, scanOf } = room;
const laptop = follow(room.laptop);
const phone = follow(room.phone());
const friend = follow(room.phone(1));
for (const device of [laptop, phone, friend]) await device.sync();

interface Follower {
  readonly device: TestDevice;
  /** Pushes, and gives the rows that came with the answer. */
  readonly sync: (facts?: readonly unknown[]) => Promise<SyncResponse & { readonly rows: readonly Row[] }>;
}

function follow(device: TestDevice): Follower {
  let epoch: string | null = null;
  let cursors: Record<string, number> = {};
  return {
    device,
    sync: async (facts = []) => {
      const answer = await sync(world, device, facts, { epoch, cursors });
      epoch = answer.epoch;
      for (const scope of answer.dropped) cursors = Object.fromEntries(Object.entries(cursors).filter(([held]) => held !== scope)); // prettier-ignore
      const moved = Object.entries(answer.changes).map(([scope, { cursor }]) => [scope, cursor] as const);
      cursors = { ...cursors, ...Object.fromEntries(moved) };
      const rows = Object.values(answer.changes).flatMap((scope) =>
        scope.rows.flatMap((row) => parseRow(row) ?? []),
      );
      return { ...answer, rows };
    },
  };
}

const by = (device: Follower, ...rest: readonly unknown[]) => device.sync(rest);
const idOf = ({ device }: Follower) => device.user.uuid as UserId;

/** Reads of the database while `work` runs. */
async function queries(work: () => Promise<unknown>): Promise<readonly string[]> {
  const { client, reader } = world.server.deps.database;
  const seen: string[] = [];
  const execute = client.execute.bind(client);
  const { readText } = reader;
  client.execute = (statement: string | { readonly sql: string }) => {
    seen.push(typeof statement === 'string' ? statement : statement.sql);
    return execute(statement as string);
  };
  Object.assign(reader, {
    readText: (query: string, values: readonly (number | string)[]) => {
      seen.push(query);
      return readText(query, values);
    },
  });
  try {
    await work();
  } finally {
    client.execute = execute;
    Object.assign(reader, { readText });
  }
  return seen;
}

test('[SYNC4] a device that is up to date costs no query for its rows', async () => {
  await phone.sync();
  const seen = await queries(() => phone.sync());
  expect(seen.filter((text) => !/"(device_contacts|facts)"/.test(text))).toEqual([]);
});

test('[SYNC4] a scan’s own rows come back with it, without being read, and are what a fresh pull reads', async () => {
  const sessionId = await open();
  await phone.sync();
  const scan = scanOf(sessionId, phone.device);
  let answer = await phone.sync();
  const seen = await queries(async () => (answer = await by(phone, scan)));
  expect(seen.filter((text) => /"rev" >/.test(text))).toEqual([]);
  expect(answer.rows.map(({ type }) => type).toSorted()).toEqual(['attendance', 'notification', 'scan']);
  const fresh = await follow(phone.device).sync();
  for (const row of answer.rows) expect(fresh.rows).toContainEqual(row);
});

test('[SYNC4] what others changed before the push comes with it', async () => {
  const sessionId = await open();
  await phone.sync();
  const mark = { sessionId, studentId: idOf(phone), status: 'excused' as const };
  await by(laptop, makeFact(world, laptop.device, 'mark', mark));
  const other = await open();
  const { rows } = await by(phone, scanOf(other, phone.device));
  const statuses = rows.flatMap((row) => (row.type === 'attendance' ? [[row.sessionId, row.status]] : []));
  expect(statuses.toSorted()).toEqual([[sessionId, 'excused'], [other, 'present']].toSorted()); // prettier-ignore
  // What was read and what was in hand are disjoint, and one page in the order of their changes.
  const revs = rows.filter(({ type }) => type !== 'session').map(({ rev }) => rev);
  expect(revs).toEqual([...new Set(revs)].toSorted((a, b) => a - b));
});

test('[SYNC4] two devices of one student in one flush both get both their rows', async () => {
  const [first, second] = [await open(), await open()];
  const tablet = follow(await registerDevice(world, phone.device.user));
  await Promise.all([phone.sync(), tablet.sync()]);
  const answers = await Promise.all([
    by(phone, scanOf(first, phone.device)),
    by(tablet, scanOf(second, tablet.device)),
  ]);
  const later = await Promise.all([phone.sync(), tablet.sync()]);
  for (const index of [0, 1] as const) {
    const rows = [...answers[index].rows, ...later[index].rows];
    const sessions = new Set(rows.flatMap((row) => (row.type === 'attendance' ? [row.sessionId] : [])));
    expect(sessions).toEqual(new Set([first, second]));
  }
});

test('[SYNC5] each kind of change reaches those who were up to date', async () => {
  const sessionId = await open();
  const begun = (await phone.sync()).rows;
  expect(begun).toMatchObject([
    { type: 'notification', kind: 'session_started', sessionId },
    { type: 'session', id: sessionId, status: 'active' },
  ]);
  await laptop.sync();

  await by(phone, scanOf(sessionId, phone.device));
  const seen = (await laptop.sync()).rows;
  expect(seen.map(({ type }) => type).toSorted()).toEqual(['attendance', 'scan']);

  await by(laptop, makeFact(world, laptop.device, 'headcount', { sessionId, count: 3 }));
  const assistant = follow(await registerDevice(world, world.people.professor));
  expect((await assistant.sync()).rows).toContainEqual(
    expect.objectContaining({ type: 'headcount', count: 3 }),
  );
  world.clock.advance(1_000);
  await by(laptop, makeFact(world, laptop.device, 'headcount', { sessionId, count: 4 }));
  expect((await assistant.sync()).rows).toContainEqual(
    expect.objectContaining({ type: 'headcount', count: 4 }),
  );

  const scanned = scanOf(sessionId, friend.device);
  await by(laptop, moved('session.completed', sessionId));
  const told = (await friend.sync()).rows;
  expect(told).toContainEqual(expect.objectContaining({ type: 'session', status: 'completed' }));
  expect(told).toContainEqual(expect.objectContaining({ type: 'attendance', sessionId, status: 'absent' }));

  // ATT7: a scan after the completion tells its student and the professor.
  await laptop.sync();
  const late = (await by(friend, scanned)).rows.map(({ type }) => type);
  expect(late.toSorted()).toEqual(['attendance', 'notification', 'scan']);
  const toldToo = (await laptop.sync()).rows.map(({ type }) => type);
  expect(toldToo.toSorted()).toEqual(['attendance', 'notification', 'scan']);
});

test('[SYNC5] an enrolment that ends or begins moves the class in and out of sight at once', async () => {
  const scope = `class:${classId}`;
  const now = () => world.clock.now();
  await friend.sync();
  const ended = { classId, studentId: idOf(friend), until: now() };
  await by(laptop, makeFact(world, laptop.device, 'enrolment.ended', ended));
  world.clock.advance(1_000);
  expect((await friend.sync()).dropped).toEqual([scope]);
  const added = { classId, studentId: idOf(friend), from: now() };
  await by(laptop, makeFact(world, laptop.device, 'enrolment.added', added));
  expect((await friend.sync()).added).toEqual([scope]);
  await enrol(world.server.deps, world.otherClass.id, [friend.device.user.id], now());
  expect((await friend.sync()).added).toEqual([`class:${world.otherClass.uuid}`]);
});

test('[SYNC5] a new key of the professor’s reaches the phones of the class', async () => {
  await phone.sync();
  const second = await registerDevice(world, world.people.professor);
  const fresh = await issuerOf(world, second);
  const { rows } = await phone.sync();
  expect(JSON.stringify(rows.filter(({ type }) => type === 'class'))).toContain(String(fresh));
});

test('[SCAN13] a witness lifts a doubted and a deferred scan to `witnessed`, which reaches the student', async () => {
  const sessionId = await open();
  const weak = scanOf(sessionId, phone.device);
  const [token] = 'tokens' in weak.body ? weak.body.tokens : [];
  if (!token) throw new Error('a token');
  const doubted = { ...weak, body: { ...weak.body, tokens: [token] } };
  const late = scanOf(sessionId, friend.device);
  expect(outcomes((await by(phone, doubted)).results)).toEqual(['review liveness_weak']);
  world.clock.advance(3 * 60_000);
  expect(outcomes((await by(friend, late)).results)).toEqual(['accepted']);
  expect(await trustOf(friend, late.id)).toBe('deferred');
  for (const [device, scan] of [
    [phone, doubted],
    [friend, late],
  ] as const) {
    const fields = {
      scanId: scan.id as FactId,
      studentId: idOf(device),
      deviceId: device.device.uuid as DeviceId,
      tokenText: token.text,
      claimedAt: scan.body.scannedAt,
    };
    const key = { key: device.device.privateKey, dsaEncoding: 'ieee-p1363' } as const;
    const receipt = encodeReceipt(fields, sign('sha256', receiptMessage(fields), key));
    const { results } = await by(laptop, makeFact(world, laptop.device, 'witness', { receipt }));
    expect(outcomes(results)).toEqual(['accepted']);
    const { rows } = await device.sync();
    const row = rows.find((found) => found.type === 'scan' && found.id === scan.id);
    expect(row).toMatchObject({ outcome: 'accepted', trust: 'witnessed' });
    expect(rows.find(({ type }) => type === 'attendance')).toMatchObject({
      status: 'present',
      trust: 'witnessed',
    });
  }
});

async function trustOf(device: Follower, scanId: string): Promise<string | null> {
  const { rows } = await follow(device.device).sync();
  const found = rows.find((row) => row.type === 'scan' && row.id === scanId);
  return found?.type === 'scan' ? found.trust : null;
}
