import { afterAll, beforeAll, expect, test } from 'vitest';
import { asc } from 'drizzle-orm';
import { auditLog } from '../db/audit-schema.ts';
import { createUsers } from '../auth/accounts.ts';
import type { World } from '../testing/server-world.ts';
import { login, newId, startWorld } from '../testing/server-world.ts';
import { findBreak } from './audit-trail.ts';

let world: World;
let cookie: string;
beforeAll(async () => {
  world = await startWorld();
  const { professor } = world.people;
  const [administrator] = await createUsers(world.server.deps.writer, [
    {
      uuid: newId(world),
      email: 'admin@acem.ac.in',
      role: 'administrator',
      passwordHash: professor.passwordHash,
      givenName: 'Asha',
      familyName: 'Rao',
    },
  ]);
  if (!administrator) throw new Error('no administrator');
  cookie = await login(world, administrator);
  for (const action of ['account.approved', 'roster.imported', 'account.closed']) {
    await world.server.deps.writer.run((turn) => {
      turn.audit({
        at: world.clock.now(),
        actorId: administrator.id,
        address: '10.20.30.40',
        action,
        subject: `user:${professor.uuid}`,
        detail: { note: '<img src=x onerror=alert(1)>', count: 3 },
      });
      return turn.commit([]);
    });
  }
});
afterAll(() => world.close());

const get = async (path: string): Promise<unknown> =>
  (await fetch(`${world.server.url}/api/admin/audit${path}`, { headers: { cookie } })).json();

test('the audit log is told newest first, by action and subject, with a truncated address', async () => {
  const all = await get('');
  expect(all).toMatchObject({
    entries: [
      { seq: 3, action: 'account.closed', actor: 'Asha Rao', address: '10.20.30.x', detail: { count: 3 } },
      { seq: 2, action: 'roster.imported' },
      { seq: 1, action: 'account.approved' },
    ],
    next: null,
  });
  expect(await get('?action=account')).toMatchObject({ entries: [{ seq: 3 }, { seq: 1 }] });
  expect(await get('?before=3&action=account')).toMatchObject({ entries: [{ seq: 1 }] });
  expect(await get('?subject=user:nobody')).toEqual({ entries: [], next: null });
  expect(await get('?before=x')).toMatchObject({ reason: 'query_malformed', issues: [{ path: 'before' }] });
});

test('entries are found by who did it, whom it is about and when, and say what their subject is called', async () => {
  const { professor, other } = world.people;
  const before = world.clock.now();
  world.clock.advance(3_600_000);
  await world.server.deps.writer.run((turn) => {
    turn.audit({
      at: world.clock.now(),
      actorId: professor.id,
      action: 'staff.added',
      subject: `class:${world.ofClass.uuid}`,
      detail: { user: other.uuid },
    });
    return turn.commit([]);
  });
  expect(await get('?actor=professor%20test')).toMatchObject({
    entries: [{ seq: 4, actor: 'professor Test', about: 'CS301 · Networks · A', whom: 'other Test' }],
  });
  expect(await get('?person=other@')).toMatchObject({ entries: [{ seq: 4 }], next: null });
  expect(await get('?person=professor@')).toMatchObject({
    entries: [{ seq: 3, about: 'professor Test', whom: null }, { seq: 2 }, { seq: 1 }],
  });
  expect(await get('?person=nobody')).toEqual({ entries: [], next: null });
  expect(await get(`?until=${before + 1}&action=roster`)).toMatchObject({ entries: [{ seq: 2 }] });
  expect(await get(`?from=${before + 1}`)).toMatchObject({ entries: [{ seq: 4 }], next: null });
  expect(await get('?from=yesterday')).toMatchObject({ reason: 'query_malformed' });
});

test('rows can be neither changed nor removed', async () => {
  const { client } = world.server.deps.database;
  await expect(client.execute("UPDATE audit_log SET action = 'nothing'")).rejects.toThrow('append-only');
  await expect(client.execute('DELETE FROM audit_log WHERE seq = 2')).rejects.toThrow('append-only');
});

test('a failed commit leaves no gap in the chain', async () => {
  const { writer } = world.server.deps;
  const entry = { at: world.clock.now(), actorId: null, action: 'server.started', subject: '' };
  const failed = writer.run((turn) => {
    turn.audit(entry);
    return turn.commit(['INSERT INTO nowhere VALUES (1)']);
  });
  await expect(failed).rejects.toThrow();
  await writer.run((turn) => {
    turn.audit(entry);
    return turn.commit([]);
  });
  expect(await get('/state')).toEqual({ whole: true, entries: 5, brokenAt: null });
});

test('whoever edits, removes or inserts a row breaks the chain there', async () => {
  const rows = await world.server.deps.database.orm.select().from(auditLog).orderBy(asc(auditLog.seq));
  expect(findBreak(rows)).toMatchObject({ last: { seq: rows.length } });
  const edited = rows.map((row) => (row.seq === 2 ? { ...row, actorId: 1 } : row));
  expect(findBreak(edited)).toEqual({ brokenAt: 2 });
  expect(findBreak(rows.filter(({ seq }) => seq !== 2))).toEqual({ brokenAt: 2 });
  expect(findBreak(rows.slice(1), { seq: 1, hash: 'f'.repeat(64) })).toEqual({ brokenAt: 2 });
  const { client } = world.server.deps.database;
  await client.execute('DROP TRIGGER audit_log_no_update');
  await client.execute("UPDATE audit_log SET detail = '{}' WHERE seq = 3");
  expect(await get('/state')).toEqual({ whole: false, entries: 2, brokenAt: 3 });
});
