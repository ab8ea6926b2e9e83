/** Figures of reports that are easily wrong, and what staff alone are told of a student. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  classReport,
  classSummary,
  studentReport,
  taughtRates,
  toldStudentReport,
} from '@hazri/sync-protocol/api/report';
import { parseCsv } from '../roster/reading/parse-csv.ts';
import { holdSession, markIdOf } from '../testing/hold-session.ts';
import type { TestDevice, World } from '../testing/server-world.ts';
import {
  issuerOf,
  login,
  makeFact,
  MONDAY_TEN,
  refOf,
  registerDevice,
  scanBody,
  startWorld,
  sync,
} from '../testing/server-world.ts';

const DAY = 86_400_000;
/** A scan is as old as the newer of its two frames. */
const SECOND_FRAME_MS = 2_000;
let world: World;
let device: TestDevice;
let issuer: { readonly device: TestDevice; readonly kid: number };

beforeEach(async () => {
  world = await startWorld(7);
  device = await registerDevice(world, world.people.professor);
  issuer = { device, kid: await issuerOf(world, device) };
});
afterEach(() => world.close());

async function get(path: string, cookie = device.cookie): Promise<unknown> {
  const response = await fetch(`${world.server.url}/api/${path}`, { headers: { cookie } });
  return response.headers.get('content-type')?.startsWith('application/json') === true
    ? response.json()
    : response.text();
}
const report = async () => classReport.parse(await get(`classes/${world.ofClass.uuid}/report`));
const rates = async (cookie?: string) => taughtRates.parse(await get('rates', cookie)).classes;

test('[ATT8] where five of six are absent attendance is a sixth, whatever was recorded of the five', async () => {
  await holdSession(world, issuer, { startsAt: MONDAY_TEN, marks: { R1: 'present' } });
  const { rate, low, sessions, distribution } = await report();
  expect({ rate, low, sessions, distribution }).toMatchObject({
    rate: 1 / 6,
    low: 5,
    sessions: [{ present: 1, absent: 5, rate: 1 / 6 }],
    distribution: [5, 0, 0, 0, 0, 0, 0, 0, 0, 1],
  });
});

test('a session that runs has no rate yet, alone and in those of the class', async () => {
  await holdSession(world, issuer, {
    startsAt: MONDAY_TEN,
    marks: { R1: 'present', R2: 'late' },
    endless: true,
  });
  expect(await report()).toMatchObject({
    rate: null,
    sessions: [{ status: 'active', present: 1, late: 1, rate: null }],
  });
  expect(await rates()).toMatchObject([{ classId: world.ofClass.uuid, rate: null }]);
  await holdSession(world, issuer, { startsAt: MONDAY_TEN + DAY, marks: { R1: 'present' } });
  expect(await report()).toMatchObject({ rate: 1 / 6 });
  expect(await rates()).toMatchObject([{ rate: 1 / 6 }]);
});

test('rates of taught classes are those of their summaries, for staff alone', async () => {
  await holdSession(world, issuer, {
    startsAt: MONDAY_TEN,
    marks: { R1: 'present', R2: 'excused', R3: 'late' },
  });
  await holdSession(world, issuer, { startsAt: MONDAY_TEN + DAY, marks: { R1: 'present', R4: 'present' } });
  const { rate, low, thresholdPercent } = classSummary.parse(
    await get(`classes/${world.ofClass.uuid}/summary`),
  );
  expect(rate).toBe(5 / 12);
  expect(await rates()).toEqual([{ classId: world.ofClass.uuid, rate, low, thresholdPercent }]);
  expect(await rates(await login(world, world.people.other))).toEqual([
    { classId: world.otherClass.uuid, rate: null, low: 0, thresholdPercent: 75 },
  ]);
  expect(await rates(await login(world, world.people.students[0]!))).toEqual([]);
});

describe('what staff are told of one student', () => {
  const pathOf = (index: number) =>
    `classes/${world.ofClass.uuid}/students/${world.people.students[index]!.uuid}/report`;

  test('has scan, trust and mark with its author; the student’s own hasn’t', async () => {
    const phone = await registerDevice(world, world.people.students[0]!);
    await holdSession(world, issuer, {
      startsAt: MONDAY_TEN,
      during: async (sessionId) => {
        world.clock.advance(7 * 60_000);
        const body = scanBody(world, { kid: issuer.kid, ref: refOf(sessionId) });
        await sync(world, phone, [makeFact(world, phone, 'scan', body)]);
      },
    });
    await holdSession(world, issuer, { startsAt: MONDAY_TEN + DAY, marks: { R1: 'excused' } });
    const told = toldStudentReport.parse(await get(pathOf(0)));
    expect(told).toMatchObject({ rate: 1, late: 1, excused: 1 });
    expect(told.sessions).toMatchObject([
      {
        status: 'late',
        minutesLate: 7,
        trust: 'live',
        scannedAt: MONDAY_TEN + 7 * 60_000 + SECOND_FRAME_MS,
        mark: null,
      },
      {
        status: 'excused',
        trust: null,
        scannedAt: null,
        mark: { status: 'excused', reason: 'because R1', by: 'professor Test' },
      },
    ]);
    const own = await get(`classes/${world.ofClass.uuid}/report/mine`, phone.cookie);
    expect(studentReport.parse(own).sessions).toHaveLength(2);
    expect(JSON.stringify(own)).not.toMatch(/because|trust|mark/);
  });

  test('[FACT4] isn’t what a student states under the id of the mark', async () => {
    const sessionId = await holdSession(world, issuer, { startsAt: MONDAY_TEN, marks: { R1: 'absent' } });
    const phone = await registerDevice(world, world.people.students[0]!);
    const studentId = phone.user.uuid as never;
    const forged = makeFact(
      world,
      phone,
      'mark',
      { sessionId, studentId, status: 'present', reason: 'was here' },
      { id: await markIdOf(world, sessionId, 'R1') },
    );
    await sync(world, phone, [forged]);
    const { rows } = await world.server.deps.database.client.execute({
      sql: 'SELECT count(*) FROM facts WHERE id = ?',
      args: [forged.id],
    });
    expect(rows[0]?.[0]).toBe(2);
    const [session] = toldStudentReport.parse(await get(pathOf(0))).sessions;
    expect(session?.mark).toMatchObject({ reason: 'because R1', by: 'professor Test' });
    const lines = parseCsv(String(await get(`classes/${world.ofClass.uuid}/report?format=csv`)));
    const reasons = lines.ok ? lines.value.map(({ cells }) => cells[11]) : [];
    expect(reasons).toEqual(['Reason', 'because R1', '', '', '', '', '']);
  });

  test('leaves as a file with this student’s lines only', async () => {
    await holdSession(world, issuer, { startsAt: MONDAY_TEN, marks: { R1: 'present' } });
    await holdSession(world, issuer, { startsAt: MONDAY_TEN + DAY, marks: { R2: 'late' } });
    const lines = parseCsv(String(await get(`${pathOf(1)}?format=csv&from=2026-11-24`)));
    expect(lines.ok ? lines.value.slice(1).map(({ cells }) => [...cells.slice(3, 5), cells[7]]) : []).toEqual(
      [['2', 'R2', 'late']],
    );
    const both = parseCsv(String(await get(`${pathOf(1)}?format=csv`)));
    expect(both.ok ? both.value.length : 0).toBe(3);
  });
});
