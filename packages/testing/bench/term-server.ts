/** The server with a term behind it, in a process of its own: `term-server.ts <data folder>`. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { assert } from '@hazri/domain';
import { forgetAddresses, makeWeeklyAlerts, startServer, sweepNotifications } from '@hazri/sync-server';
import { watchStatements } from '@hazri/sync-server/testing/watch-statements';
import { termConfig } from './term-config.ts';
import type { Chore, Done, TermReady } from './term-messages.ts';
import { usageNow } from './server-usage.ts';

const SCANNING_STUDENTS = 30;
const COUNTED_TABLES = ['attendance', 'scans', 'facts', 'notifications', 'audit_log'];
const NS_PER_MS = 1_000_000;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** 1 January 1970 was a Thursday. */
const MONDAY_AFTER_EPOCH_DAYS = 4;
/** By the clocks of the classes, five and a half hours ahead of UTC: a while after the round is due. */
const ROUND_UTC_HOURS = 2;

const [dataDir = ''] = process.argv.slice(2);
const server = await startServer({ config: termConfig(dataDir), usesThreads: true, print: () => undefined });
const startMs = performance.now();
const { deps } = server;
const { counted, all } = watchStatements(server);

const chores: Readonly<Record<Chore, () => Promise<unknown>>> = {
  alerts: () => makeWeeklyAlerts({ ...deps, clock: { ...deps.clock, now: () => lastRound() } }).look(),
  sweep: () => sweepNotifications(deps),
  forget: () => forgetAddresses(deps),
};
process.on('message', (question) => {
  void answerTo(String(question)).then((answer) => process.send?.(answer));
});
process.on('disconnect', () => void server.close().then(() => process.exit(0)));
process.send?.(await introduce());

async function answerTo(question: string): Promise<unknown> {
  if (question === 'usage') return usageNow(counted());
  if (question === 'statements') return all();
  return timed(chores[question as Chore]);
}

async function timed(chore: () => Promise<unknown>): Promise<Done> {
  const delay = monitorEventLoopDelay({ resolution: 2 });
  delay.enable();
  const began = performance.now();
  await chore();
  const ms = performance.now() - began;
  // A pause is noted when it is over.
  await new Promise((wake) => setTimeout(wake, 10));
  delay.disable();
  return { ms, pauseMs: delay.max / NS_PER_MS };
}

/** Monday morning's: the last that is over or under way. */
function lastRound(): number {
  const days = Math.floor(deps.clock.now() / DAY_MS);
  const monday = days - ((days - MONDAY_AFTER_EPOCH_DAYS) % 7);
  return monday * DAY_MS + ROUND_UTC_HOURS * HOUR_MS;
}

async function introduce(): Promise<TermReady> {
  const { client } = deps.database;
  const read = async (sql: string, args: (string | number)[] = []) =>
    (await client.execute({ sql, args })).rows.map((row) => [row[0], row[1]] as const);
  const [first] = deps.catalogue.allClasses();
  assert(first !== undefined, 'there are classes');
  const professorId = deps.catalogue.staffOf(first.id)[0]?.userId ?? 0;
  const classIds = deps.catalogue
    .staffRecordsOf(professorId)
    .flatMap(({ classId }) => deps.catalogue.classById(classId)?.uuid ?? []);
  const [office] = await read(`SELECT id, uuid FROM users WHERE role = 'administrator'`);
  const members = await read(
    'SELECT u.id, u.uuid FROM enrolments e JOIN users u ON u.id = e.student_id WHERE e.class_id = ? LIMIT ?',
    [first.id, SCANNING_STUDENTS],
  );
  const held = await read(
    `SELECT uuid, starts_at FROM sessions WHERE class_id = ? AND status = 'completed' ORDER BY starts_at`,
    [first.id],
  );
  const missed = await read(
    `SELECT u.uuid FROM sessions s JOIN attendance a ON a.session_id = s.id JOIN users u ON u.id = a.student_id
     WHERE s.uuid = ? AND a.status = 'absent' LIMIT 1`,
    [textOf(held.at(-1)?.[0])],
  );
  const students: TermReady['students'][number][] = [];
  for (const [id, uuid] of members) students.push({ cookie: await cookieOf(Number(id)), id: textOf(uuid) });
  const counts: Record<string, number> = {};
  for (const table of COUNTED_TABLES)
    counts[table] = Number((await read(`SELECT count(*) FROM ${table}`))[0]?.[0]);
  return {
    port: server.port,
    url: server.url,
    startMs,
    administrator: await cookieOf(Number(office?.[0])),
    professor: await cookieOf(professorId),
    classIds,
    students,
    firstSessionId: textOf(held[0]?.[0]),
    lastSessionId: textOf(held.at(-1)?.[0]),
    absentId: textOf(missed[0]?.[0]),
    counts,
  };
}

async function cookieOf(userId: number): Promise<string> {
  const { token } = await deps.authSessions.begin(userId);
  return deps.cookie.write(token, 1).split(';', 1)[0] ?? '';
}

function textOf(cell: unknown): string {
  assert(typeof cell === 'string', 'ids are text');
  return cell;
}
