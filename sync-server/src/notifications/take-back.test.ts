/** What staff were told of others goes when they go: from the list, the export and every device. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SessionId } from '@hazri/domain';
import { assert } from '@hazri/domain';
import type { SyncResponse } from '@hazri/sync-protocol';
import { notificationPage } from '@hazri/sync-protocol/api/notifications';
import { openDatabase } from '../db/open-database.ts';
import { migrationsBefore, MIGRATIONS } from '../testing/earlier-migrations.ts';
import { holdSession } from '../testing/hold-session.ts';
import type { TestDevice, World } from '../testing/server-world.ts';
import {
  ask,
  issuerOf,
  makeFact,
  MONDAY_TEN,
  outcomes,
  refOf,
  registerDevice,
  scanBody,
  startWorld,
  sync,
} from '../testing/server-world.ts';

let world: World;
let owner: TestDevice;
let guest: TestDevice;
let sessionId: SessionId;
let seen: ReturnType<typeof scanBody>;

/** `guest` teaches along with `owner`, and was told that a student’s record changed. */
beforeEach(async () => {
  world = await startWorld();
  owner = await registerDevice(world, world.people.professor);
  guest = await registerDevice(world, world.people.other);
  const added = await ask(world, 'POST', `/api/classes/${world.ofClass.uuid}/staff`, {
    cookie: owner.cookie,
    body: { email: world.people.other.email, role: 'professor' },
  });
  expect(added.status).toBe(201);
  const kid = await issuerOf(world, owner);
  const startsAt = MONDAY_TEN;
  const during = (held: SessionId) => {
    world.clock.advance(30_000);
    seen = scanBody(world, { kid, ref: refOf(held) });
    return Promise.resolve();
  };
  sessionId = await holdSession(world, { device: owner, kid }, { startsAt, during });
  world.clock.advance(60_000);
  await scanned(0);
});
afterEach(() => world.close());

const studentAt = (at: number) => {
  const student = world.people.students[at];
  assert(student !== undefined, 'a student');
  return student;
};
/** Seen in the session, received long after its end: absent becomes present (ATT7). */
async function scanned(at: number): Promise<void> {
  const phone = await registerDevice(world, studentAt(at));
  const { results } = await sync(world, phone, [
    makeFact(world, phone, 'scan', seen, { madeAt: seen.scannedAt }),
  ]);
  expect(outcomes(results)).toEqual(['accepted']);
}
async function dismiss(): Promise<void> {
  world.clock.advance(60_000);
  const path = `/api/classes/${world.ofClass.uuid}/staff/${world.people.other.uuid}`;
  expect((await ask(world, 'DELETE', path, { cookie: owner.cookie })).status).toBe(204);
}
async function listed(device: TestDevice) {
  const answer = await ask(world, 'GET', '/api/notifications', { cookie: device.cookie });
  return notificationPage.parse(await answer.json());
}
const told = ({ changes }: SyncResponse) =>
  (changes.me.rows as { type: string; deleted?: true }[]).filter(({ type }) => type === 'notification');

test('[SYNC5] a device that has it is told to forget it, by a row that says nothing of anybody', async () => {
  const { changes, epoch } = await sync(world, guest, []);
  const held = told({ changes } as SyncResponse);
  expect(held).toMatchObject([{ kind: 'attendance_changed', studentId: studentAt(0).uuid }]);
  await dismiss();
  const cursors = { me: changes.me.cursor };
  const after = told(await sync(world, guest, [], { epoch, cursors }));
  const nothing = {
    classId: null,
    sessionId: null,
    studentId: null,
    studentName: null,
    before: null,
    after: null,
  };
  expect(after).toMatchObject([{ ...held[0], deleted: true, rev: expect.any(Number) as number, ...nothing }]);
  const anew = JSON.stringify((await sync(world, guest, [])).changes.me);
  expect(anew).not.toContain(studentAt(0).uuid);
  expect(anew).not.toContain(sessionId);
});

test('what speaks of nobody else stays theirs', async () => {
  const { writer } = world.server.deps;
  const { id, uuid } = world.people.other;
  await writer.run((turn) =>
    turn.commit([
      {
        sql: `INSERT INTO notifications (id, uuid, user_id, kind, at, class_id, student_id, rev) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
        args: [
          turn.nextId('notifications'),
          uuid,
          id,
          'below_threshold',
          MONDAY_TEN,
          world.ofClass.id,
          id,
          turn.nextRev(),
        ],
      },
    ]),
  );
  await dismiss();
  expect((await listed(guest)).notifications).toMatchObject([{ kind: 'below_threshold' }]);
});

test('it can’t be listed, counted, read or exported any more', async () => {
  const { notifications, unread } = await listed(guest);
  expect(unread).toBe(1);
  await dismiss();
  expect(await listed(guest)).toEqual({ notifications: [], next: null, unread: 0 });
  const { cookie } = guest;
  const read = await ask(world, 'POST', `/api/notifications/${notifications[0]?.id ?? ''}/read`, { cookie });
  expect(read.status).toBe(404);
  expect(await (await ask(world, 'GET', '/api/auth/me/export', { cookie })).text()).not.toContain(
    'attendance_changed',
  );
});

test('whoever goes on teaching keeps it, and the student it is about', async () => {
  await dismiss();
  expect((await listed(owner)).notifications).toMatchObject([{ studentId: studentAt(0).uuid }]);
  const student = await registerDevice(world, studentAt(0));
  expect(await listed(student)).toMatchObject({
    notifications: expect.arrayContaining([
      expect.objectContaining({ kind: 'attendance_changed', studentId: studentAt(0).uuid }),
    ]) as unknown,
  });
});

test('an assistant goes on seeing the class, and keeps what a professor was told', async () => {
  const path = `/api/classes/${world.ofClass.uuid}/staff/${world.people.other.uuid}`;
  world.clock.advance(60_000);
  await ask(world, 'PATCH', path, { cookie: owner.cookie, body: { role: 'assistant' } });
  expect((await listed(guest)).notifications).toHaveLength(1);
});

test('what came in just before they went is told to them no more', async () => {
  const received = world.clock.now();
  await dismiss();
  world.clock.set(received);
  await scanned(1);
  expect((await listed(owner)).notifications).toHaveLength(2);
  expect((await listed(guest)).notifications).toEqual([]);
});

test('[SYNC4] an update takes back what those hold who had gone before it, each row with a rev of its own', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hazri-migration-'));
  const file = join(folder, 'hazri.db');
  const old = await openDatabase(file, migrationsBefore(folder, '0015_notifications_taken_back'));
  await old.client.execute(
    `INSERT INTO meta (id, epoch, rev, key_epoch, keys_restored) VALUES (1, 'e', 40, 1, 0)`,
  );
  await old.client.execute(
    `INSERT INTO staff (class_id, user_id, role, from_at, until_at)
     VALUES (1, 1, 'professor', 0, NULL), (1, 2, 'professor', 0, 5), (1, 3, 'professor', 0, 5), (1, 3, 'assistant', 9, NULL)`,
  );
  const row = (id: number, userId: number, studentId: number | null) =>
    `(${id}, 'n${id}', ${userId}, 'attendance_changed', 1, 1, 7, ${studentId}, 'absent', 'late', ${id})`;
  await old.client.execute(
    `INSERT INTO notifications (id, uuid, user_id, kind, at, class_id, session_id, student_id, before, after, rev)
     VALUES ${[row(1, 1, 9), row(2, 2, 9), row(3, 2, 8), row(4, 3, 9), row(5, 2, 2), row(6, 2, null)].join(', ')}`,
  );
  old.close();
  const now = await openDatabase(file, MIGRATIONS);
  const { rows } = await now.client.execute(
    'SELECT id, rev, class_id, session_id, student_id, before, after FROM notifications WHERE removed_at > 1 ORDER BY id',
  );
  expect(rows.map((found) => Object.values(found))).toEqual([
    [2, 41, null, null, null, null, null],
    [3, 42, null, null, null, null, null],
  ]);
  expect((await now.client.execute('SELECT rev FROM meta')).rows[0]?.['rev']).toBe(42);
  now.close();
  rmSync(folder, { recursive: true, force: true });
});
