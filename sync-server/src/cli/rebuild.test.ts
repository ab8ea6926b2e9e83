/** `hazri rebuild`: derived rows that were broken behind the server's back are as the facts say again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ok } from '@hazri/domain';
import { systemRandom } from '../clock.ts';
import { startServer } from '../start-server.ts';
import type { World } from '../testing/server-world.ts';
import {
  issuerOf,
  makeFact,
  MONDAY_TEN,
  newId,
  refOf,
  registerDevice,
  scanBody,
  startWorld,
  sync,
  testConfig,
} from '../testing/server-world.ts';
import { runCommand } from './run-command.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hazri-rebuild-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const clock = { now: () => MONDAY_TEN };

async function rebuild(dataDir: string, ...options: string[]) {
  const said: string[] = [];
  const complained: string[] = [];
  const code = await runCommand(['rebuild', ...options], {
    config: ok(testConfig(dataDir)),
    clock,
    random: systemRandom,
    say: (line) => said.push(line),
    complain: (line) => complained.push(line),
  });
  return { code, said: said.join('\n'), complained: complained.join('\n') };
}

async function inDatabase<T>(
  dataDir: string,
  work: (run: (sql: string) => Promise<readonly unknown[]>) => Promise<T>,
): Promise<T> {
  const client = createClient({ url: `file:${join(dataDir, 'hazri.db')}` });
  try {
    return await work(async (sql) => (await client.execute(sql)).rows.map((row) => ({ ...row, rev: 0 })));
  } finally {
    client.close();
  }
}

/** Everything derived but its revs, as text. */
function derived(dataDir: string): Promise<string> {
  return inDatabase(dataDir, async (run) => {
    const tables = ['sessions', 'enrolments', 'requests', 'scans', 'attendance', 'headcounts', 'codes_shown'];
    const held: unknown[] = [await run('SELECT * FROM tallies ORDER BY class_id, student_id')];
    for (const table of tables) held.push(await run(`SELECT * FROM ${table} ORDER BY 1, 2, 3, 4`));
    held.push(await run('SELECT seq, outcome, reason FROM facts ORDER BY seq'));
    return JSON.stringify(held);
  });
}

/** A term of the demo's history: sessions, scans, marks. */
async function makeHistory(): Promise<void> {
  const server = await startServer({
    config: testConfig(folder, { demo: true, origin: null }),
    clock,
    print: () => undefined,
  });
  await server.close();
}

test('a healthy database differs in nothing', async () => {
  await makeHistory();
  const before = await derived(folder);
  const looked = await rebuild(folder, '--dry-run');
  expect(looked).toEqual({ code: 0, said: '2 classes: everything is as the facts say.', complained: '' });
  expect(await rebuild(folder)).toMatchObject({ code: 0, said: looked.said });
  expect(await derived(folder)).toBe(before);
});

test('rows that were changed, added up wrongly or deleted are put right, and said', async () => {
  await makeHistory();
  const before = await derived(folder);
  await inDatabase(folder, async (run) => {
    await run(`UPDATE attendance SET status = 'present', minutes_late = 7
               WHERE (session_id, student_id) IN (SELECT session_id, student_id FROM attendance WHERE status = 'absent' LIMIT 5)`);
    await run(`DELETE FROM attendance
               WHERE (session_id, student_id) IN (SELECT session_id, student_id FROM attendance WHERE status = 'late' LIMIT 3)`);
    await run(`UPDATE scans SET outcome = 'rejected', reason = 'token_expired', trust = NULL
               WHERE id IN (SELECT id FROM scans WHERE outcome = 'accepted' LIMIT 4)`);
    await run('UPDATE scans SET session_id = NULL, class_id = NULL WHERE id IN (SELECT max(id) FROM scans)');
    await run('UPDATE tallies SET present = 99, absent = 0');
    await run(`UPDATE sessions SET status = 'cancelled', closed_at = 1
               WHERE id IN (SELECT id FROM sessions WHERE status = 'completed' LIMIT 1)`);
    await run(
      `UPDATE facts SET outcome = 'waiting' WHERE seq IN (SELECT seq FROM facts WHERE kind = 'scan' LIMIT 1)`,
    );
  });
  const broken = await derived(folder);
  const looked = await rebuild(folder, '--dry-run');
  expect(looked.code).toBe(1);
  for (const line of [
    /attendance: 3 rows were missing, \d+ rows were wrong \(.*status/,
    /scans: 5 rows were wrong \(.*outcome 4/,
    /tallies: \d+ rows were wrong/,
    /sessions: 1 rows were wrong \(.*status 1/,
    /facts: \d+ rows were wrong \(outcome/,
    /Nothing was changed/,
  ])
    expect(looked.said).toMatch(line);
  expect(await derived(folder)).toBe(broken);
  expect(await rebuild(folder)).toMatchObject({ code: 0, complained: '' });
  expect(await derived(folder)).toBe(before);
  expect(await rebuild(folder)).toMatchObject({
    code: 0,
    said: '2 classes: everything is as the facts say.',
  });
  await inDatabase(folder, async (run) => {
    expect(await run(`SELECT action FROM audit_log ORDER BY seq DESC LIMIT 1`)).toEqual([
      { action: 'server.rebuilt', rev: 0 },
    ]);
  });
});

/** Every table that facts make, and which rows of it they make. */
const MADE_BY_FACTS = {
  sessions: 'lifecycle IS NOT NULL',
  enrolments: 'base_from IS NULL',
  requests: 'true',
  attendance: 'true',
  tallies: 'true',
  headcounts: 'true',
  codes_shown: 'true',
};

test.each([...Object.keys(MADE_BY_FACTS), 'all of them'])(
  'rows that are gone come back from their facts: %s',
  async (gone) => {
    const world = await worldOfEverything();
    const before = await derived(world.dataDir);
    const tables = Object.entries(MADE_BY_FACTS).filter(([table]) => [table, 'all of them'].includes(gone));
    await inDatabase(world.dataDir, async (run) => {
      for (const [table, which] of tables) {
        expect(await run(`SELECT 1 FROM ${table} WHERE ${which}`), table).not.toEqual([]);
        await run(`DELETE FROM ${table} WHERE ${which}`);
      }
    });
    const looked = await rebuild(world.dataDir, '--dry-run');
    expect(looked).toMatchObject({ code: 1, complained: '' });
    const healed = await rebuild(world.dataDir);
    expect(healed).toMatchObject({ code: 0, complained: '' });
    for (const [table] of tables) expect(healed.said).toMatch(new RegExp(`${table}: \\d+ rows were missing`));
    expect(await derived(world.dataDir)).toBe(before);
    rmSync(world.dataDir, { recursive: true, force: true });
  },
);

test('a term of sessions comes back, those of the timetable as such', async () => {
  await makeHistory();
  const before = await derived(folder);
  await inDatabase(folder, (run) => run('DELETE FROM sessions WHERE lifecycle IS NOT NULL'));
  expect((await rebuild(folder)).said).toMatch(/sessions: \d+ rows were missing/);
  expect(await derived(folder)).toBe(before);
});

test('what came in while a session’s row was gone counts once it is back', async () => {
  const world = await startWorld();
  const sessionId = await liveSession(world);
  await inDatabase(world.dataDir, (run) => run('DELETE FROM sessions'));
  const laptop = await registerDevice(world, world.people.professor);
  const studentId = (world.people.students[1]?.uuid ?? '') as never;
  const mark = { sessionId: sessionId as never, studentId, status: 'excused' as const };
  const { results } = await sync(world, laptop, [makeFact(world, laptop, 'mark', mark)]);
  expect(results).toMatchObject([{ outcome: 'waiting', reason: 'pending_session' }]);
  await world.server.close();
  expect(await rebuild(world.dataDir)).toMatchObject({ code: 0, complained: '' });
  await inDatabase(world.dataDir, async (run) => {
    expect(await run(`SELECT outcome FROM facts WHERE kind = 'mark'`)).toMatchObject([
      { outcome: 'accepted' },
    ]);
    expect(await run(`SELECT status FROM attendance WHERE mark IS NOT NULL`)).toMatchObject([
      { status: 'excused' },
    ]);
  });
  rmSync(world.dataDir, { recursive: true, force: true });
});

test('a session that nobody opened, or whose number is another’s, is counted as lost', async () => {
  const world = await startWorld();
  const sessionId = await liveSession(world);
  await world.server.close();
  await inDatabase(world.dataDir, (run) => run(`UPDATE sessions SET uuid = '${newId(world)}'`));
  expect(await rebuild(world.dataDir)).toMatchObject({
    code: 65,
    complained: expect.stringMatching(/^1 sessions are on record whose row is gone/) as string,
  });
  await inDatabase(world.dataDir, async (run) => {
    await run('DELETE FROM sessions');
    await run(`UPDATE facts SET outcome = 'rejected' WHERE kind = 'session.opened'`);
    expect(await run(`SELECT 1 FROM facts WHERE json ->> '$.body.sessionId' = '${sessionId}'`)).not.toEqual(
      [],
    );
  });
  expect(await rebuild(world.dataDir)).toMatchObject({ code: 65 });
  rmSync(world.dataDir, { recursive: true, force: true });
});

test('marks, headcounts, shown codes and excuses come back from their facts, and phones are told', async () => {
  const world = await startWorld();
  const sessionId = await liveSession(world);
  const { student, phone } = await excusedStudent(world, sessionId);
  const pulled = await sync(world, phone, []);
  await world.server.close();
  const before = await derived(world.dataDir);
  expect(await rebuild(world.dataDir, '--dry-run')).toMatchObject({ code: 0 });
  await inDatabase(world.dataDir, async (run) => {
    await run(`UPDATE attendance SET mark = NULL, status = 'expected', source = 'none'`);
    await run('DELETE FROM headcounts');
    await run('DELETE FROM codes_shown');
    await run(`UPDATE requests SET decision = 'decline'`);
    await run('UPDATE enrolments SET until_at = from_at + 1 WHERE base_from IS NULL');
  });
  const healed = await rebuild(world.dataDir);
  expect(healed).toMatchObject({ code: 0, complained: '' });
  expect(healed.said).toMatch(/headcounts: 1 rows were missing/);
  expect(healed.said).toMatch(/codes_shown: 2 rows were missing/);
  expect(healed.said).toMatch(/requests: 1 rows were wrong \(decision 1/);
  expect(await derived(world.dataDir)).toBe(before);
  const again = await startServer({ config: testConfig(world.dataDir), clock: world.clock });
  const epoch = pulled.epoch;
  const cursors = Object.fromEntries(
    Object.entries(pulled.changes).map(([scope, { cursor }]) => [scope, cursor]),
  );
  const told = await sync({ ...world, server: again }, phone, [], { epoch, cursors });
  expect(JSON.stringify(told.changes)).toContain(student.uuid);
  await again.close();
  rmSync(world.dataDir, { recursive: true, force: true });
});

test('refuses while a server runs, where there is nothing, and says when a scan’s row is gone', async () => {
  const world = await startWorld();
  await liveSession(world);
  expect(await rebuild(world.dataDir)).toMatchObject({ code: 75, said: '' });
  expect(await rebuild(folder)).toMatchObject({ code: 66 });
  await world.server.close();
  await inDatabase(world.dataDir, (run) => run('DELETE FROM scans'));
  expect(await rebuild(world.dataDir)).toMatchObject({
    code: 65,
    complained: expect.stringMatching(/^1 scans are on record/) as string,
  });
  rmSync(world.dataDir, { recursive: true, force: true });
});

/** A world, its server stopped, in which every table that facts make has rows. */
async function worldOfEverything(): Promise<World> {
  const world = await startWorld();
  const sessionId = await liveSession(world);
  await excusedStudent(world, sessionId);
  const laptop = await registerDevice(world, world.people.professor);
  const walkIn = { personId: newId(world), givenName: 'سلمى', familyName: '<b>', studentNo: 'W1' };
  const classId = world.ofClass.uuid as never;
  await sync(world, laptop, [
    makeFact(world, laptop, 'enrolment.added', {
      classId,
      from: MONDAY_TEN - 86_400_000,
      person: walkIn as never,
    }),
  ]);
  world.clock.advance(3_600_000);
  await world.server.close();
  return world;
}

/** Opened, scanned by the first student, counted, with two codes noted. */
async function liveSession(world: World): Promise<string> {
  const { clock: time, people, ofClass, server } = world;
  const [student] = people.students;
  if (!student) throw new Error('no student');
  const laptop = await registerDevice(world, people.professor);
  const phone = await registerDevice(world, student);
  const kid = await issuerOf(world, laptop);
  const sessionId = newId(world);
  const session = { sessionId: sessionId as never };
  const scan = scanBody(world, { kid, ref: refOf(sessionId) }, time.now() + 5_000);
  const step = Math.floor(time.now() / 30_000) * 30;
  await sync(world, laptop, [
    makeFact(world, laptop, 'session.opened', {
      ...session,
      classId: ofClass.uuid as never,
      startsAt: time.now(),
      kid,
      clockOffsetMs: 0,
      policy: server.deps.config.policy,
    }),
    makeFact(world, laptop, 'codes.shown', {
      ...session,
      kid,
      clockOffsetMs: 0,
      steps: [
        [step, '01020304'],
        [step + 30, '05060708'],
      ],
    }),
    makeFact(world, laptop, 'headcount', { ...session, count: 3 }),
  ]);
  time.advance(5_000);
  await sync(world, phone, [makeFact(world, phone, 'scan', scan)]);
  return sessionId;
}

/** Marked by hand, and excused for the day: what both say is on record. */
async function excusedStudent(world: World, sessionId: string) {
  const { clock: time, people, ofClass } = world;
  const [, student] = people.students;
  if (!student) throw new Error('no student');
  const laptop = await registerDevice(world, people.professor);
  const phone = await registerDevice(world, student);
  const excuseId = newId(world);
  await sync(world, phone, [
    makeFact(world, phone, 'excuse', {
      excuseId: excuseId as never,
      classId: ofClass.uuid as never,
      from: time.now() - 3_600_000,
      until: time.now() + 3_600_000,
      reason: 'fever',
    }),
  ]);
  const mark = (status: 'present' | 'late', wall: number) =>
    makeFact(
      world,
      laptop,
      'mark',
      { sessionId: sessionId as never, studentId: student.uuid as never, status },
      { hlc: [time.now(), wall] },
    );
  await sync(world, laptop, [
    makeFact(world, laptop, 'excuse.decided', { excuseId: excuseId as never, decision: 'approve' }),
    mark('late', 2),
    mark('present', 1),
    makeFact(world, laptop, 'enrolment.ended', {
      classId: ofClass.uuid as never,
      studentId: (people.students[2]?.uuid ?? '') as never,
      until: time.now() + 86_400_000,
    }),
    makeFact(world, laptop, 'session.completed', {
      sessionId: sessionId as never,
      at: time.now() + 1_000,
      clockOffsetMs: 0,
    }),
  ]);
  return { student, phone };
}
