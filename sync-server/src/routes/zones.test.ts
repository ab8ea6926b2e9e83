/** A server in UTC, a class in India and one in New York, a change of the clocks between two meetings: one term, whole. */
import readXlsxFile from 'read-excel-file/node';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ClassId, SessionId } from '@hazri/domain';
import { DEFAULT_POLICY } from '@hazri/domain';
import { classReport } from '@hazri/sync-protocol/api/report';
import { enrol } from '../catalogue/create-class.ts';
import { parseCsv } from '../roster/reading/parse-csv.ts';
import type { OfficeWorld } from '../testing/office-world.ts';
import { callerFor, startOffice } from '../testing/office-world.ts';
import {
  ask,
  issuerOf,
  login,
  makeFact,
  outcomes,
  refOf,
  registerDevice,
  scanBody,
  sync,
} from '../testing/server-world.ts';

const MINUTE_MS = 60_000;
/** A week before the first meeting; New York's clocks change on 14 March 2027, India's never. */
const FIRST_OF_MARCH = Date.UTC(2027, 2, 1, 6);
const LATE_MINUTES = 7;

let office: OfficeWorld;
beforeEach(async () => {
  vi.stubEnv('TZ', 'UTC');
  office = await startOffice();
  office.world.clock.set(FIRST_OF_MARCH);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await office.world.close();
});

test.each([
  {
    // Late in the evening: in UTC it is the day after.
    timeZone: 'America/New_York',
    startMinute: 23 * 60,
    starts: ['2027-03-08T04:00:00.000Z', '2027-03-15T03:00:00.000Z'],
    scannedAt: ['2027-03-07 23:07', '2027-03-14 23:07'],
  },
  {
    // Early in the morning: in UTC it is the day before.
    timeZone: 'Asia/Kolkata',
    startMinute: 60,
    starts: ['2027-03-06T19:30:00.000Z', '2027-03-13T19:30:00.000Z'],
    scannedAt: ['2027-03-07 01:07', '2027-03-14 01:07'],
  },
])(
  '[TIME1] [SES6] sessions, lateness, register and exports keep the day and hour of $timeZone across a change of the clocks',
  async ({ timeZone, startMinute, starts, scannedAt }) => {
    expect(new Date(FIRST_OF_MARCH).getTimezoneOffset()).toBe(0);
    const { world } = office;
    const administrator = await callerFor(world, office.administrator.user);
    const professor = await callerFor(world, office.professor.user);
    const term = await administrator.ask('POST', '/admin/terms', {
      name: 'Spring',
      startsOn: '2027-03-07',
      endsOn: '2027-03-14',
    });
    const made = await professor.ask('POST', '/classes', {
      course: 'CS400',
      title: 'Clocks',
      section: 'A',
      termId: term.body.id,
      timeZone,
      timetable: [{ weekday: 7, startMinute, durationMinutes: 50 }],
    });
    expect(made.status, JSON.stringify(made.body)).toBe(201);
    const classId = made.body.id as ClassId;
    const student = office.student.user;
    await enrol(world.server.deps, await rowIdOf(classId), [student.id], FIRST_OF_MARCH);

    const planned = await timetableOf(classId);
    expect(planned.map(({ startsAt }) => new Date(startsAt).toISOString())).toEqual(starts);
    for (const session of planned) await hold(classId, session);

    const cookie = await login(world, professor.user);
    const get = (query: string) => ask(world, 'GET', `/api/classes/${classId}/report${query}`, { cookie });
    const days = scannedAt.map((text) => text.slice(0, 10));
    for (const [at, day] of days.entries()) {
      const { sessions } = classReport.parse(await (await get(`?from=${day}&until=${day}`)).json());
      expect(sessions.map(({ startsAt }) => new Date(startsAt).toISOString())).toEqual([starts[at]]);
    }
    const csv = parseCsv((await (await get('?format=csv')).text()).replace('\ufeff', ''));
    const lines = csv.ok ? csv.value.slice(1).map(({ cells }) => cells) : [];
    const told = lines.map(([date, , , , , , , status, scanned, late]) => [date, status, scanned, late]);
    expect(told).toEqual(days.map((day, at) => [day, 'late', scannedAt[at], String(LATE_MINUTES)]));
    const [sheet] = await readXlsxFile(Buffer.from(await (await get('?format=xlsx')).arrayBuffer()));
    const cells = sheet?.data.slice(1).map((row) => [row[0], row[7], row[8], row[9]].map(String));
    expect(cells).toEqual(told);
  },
);

interface Planned {
  readonly id: SessionId;
  readonly startsAt: number;
}

/** The class's professor begins as planned, and its student scans so many minutes later. */
async function hold(classId: ClassId, { id, startsAt }: Planned): Promise<void> {
  const { world } = office;
  world.clock.set(startsAt);
  const laptop = await registerDevice(world, office.professor.user);
  const phone = await registerDevice(world, office.student.user);
  const kid = await issuerOf(world, laptop);
  const opened = { sessionId: id, classId, startsAt, kid, clockOffsetMs: 0, policy: DEFAULT_POLICY };
  await sync(world, laptop, [makeFact(world, laptop, 'session.opened', opened)]);
  world.clock.advance(LATE_MINUTES * MINUTE_MS);
  const scan = makeFact(world, phone, 'scan', scanBody(world, { kid, ref: refOf(id) }));
  expect(outcomes((await sync(world, phone, [scan])).results)).toEqual(['accepted']);
  world.clock.advance(40 * MINUTE_MS);
  const ended = { sessionId: id, at: world.clock.now(), clockOffsetMs: 0 };
  await sync(world, laptop, [makeFact(world, laptop, 'session.completed', ended)]);
}

async function rowIdOf(classId: ClassId): Promise<number> {
  const { rows } = await office.world.server.deps.database.client.execute({
    sql: 'SELECT id FROM classes WHERE uuid = ?',
    args: [classId],
  });
  return Number(rows[0]?.['id']);
}

/** What the timetable made, the earliest first. */
async function timetableOf(classId: ClassId): Promise<readonly Planned[]> {
  const { rows } = await office.world.server.deps.database.client.execute({
    sql: `SELECT s.uuid, s.starts_at FROM sessions s JOIN classes c ON c.id = s.class_id WHERE c.uuid = ?
          ORDER BY s.starts_at`,
    args: [classId],
  });
  return rows.map((row) => ({ id: row['uuid'] as SessionId, startsAt: Number(row['starts_at']) }));
}
