/** Reports over HTTP: numbers that agree with the record, files that a spreadsheet opens and that do nothing there. */
import { unzipSync } from 'fflate';
import readXlsxFile from 'read-excel-file/node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { MarkStatus, SessionId } from '@hazri/domain';
import { classReport, classSummary, studentReport } from '@hazri/sync-protocol/api/report';
import { createUsers } from '../auth/accounts.ts';
import { createClass, enrol } from '../catalogue/create-class.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import { auditLog } from '../db/audit-schema.ts';
import { parseCsv } from '../roster/reading/parse-csv.ts';
import { holdSession } from '../testing/hold-session.ts';
import type { TestDevice, World } from '../testing/server-world.ts';
import {
  issuerOf,
  login,
  makeFact,
  MONDAY_TEN,
  newId,
  registerDevice,
  scanBody,
  refOf,
  startWorld,
  sync,
} from '../testing/server-world.ts';

const DAY = 86_400_000;
const NAMES = ['=HYPERLINK("http://x","y")', '<img src=x onerror=alert(1)>', 'سلمى الخطيب', '👩🏽‍🔬 Zoë'];

let world: World;
let device: TestDevice;
let kid: number;
let cookie: string;

beforeEach(async () => {
  world = await startWorld(4);
  device = await registerDevice(world, world.people.professor);
  kid = await issuerOf(world, device);
  ({ cookie } = device);
});
afterEach(() => world.close());

const hold = (
  startsAt: number,
  marks: Readonly<Record<string, MarkStatus>> = {},
  ofClass?: ClassRecord,
  during?: (sessionId: SessionId) => Promise<void>,
): Promise<SessionId> => holdSession(world, { device, kid }, { startsAt, marks, ofClass, during });

async function get(path: string, as = cookie): Promise<Response> {
  return fetch(`${world.server.url}/api/classes/${path}`, { headers: { cookie: as } });
}
const report = async (query = '') =>
  classReport.parse(await (await get(`${world.ofClass.uuid}/report${query}`)).json());

describe('the report of a class', () => {
  test('[ATT8] counts sessions and students, the lowest first, with a letter for each', async () => {
    await hold(MONDAY_TEN, { R1: 'present', R2: 'absent', R3: 'late' });
    await hold(MONDAY_TEN + DAY, { R1: 'present', R2: 'present', R3: 'excused' });
    await hold(MONDAY_TEN + 2 * DAY, { R1: 'present', R2: 'absent' });
    const { sessions, students, thresholdPercent } = await report();
    expect(thresholdPercent).toBe(75);
    expect(sessions.map(({ number, rate }) => [number, rate])).toEqual([
      [1, 2 / 3],
      [2, 1],
      [3, 1 / 3],
    ]);
    expect(students.map(({ studentNo, statuses, low }) => [studentNo, statuses, low])).toEqual([
      ['R2', 'APA', true],
      ['R3', 'LEA', true],
      ['R1', 'PPP', false],
    ]);
    const summary = classSummary.parse(await (await get(`${world.ofClass.uuid}/summary`)).json());
    expect(summary).toMatchObject({
      students: 3,
      low: 2,
      rate: 6 / 9,
      distribution: [0, 0, 0, 1, 0, 0, 1, 0, 0, 1],
    });
  });

  test('[ATT8] a range chooses sessions by local date; what can still be missed stays that of the term', async () => {
    // 23:30 in Kolkata on the 23rd, 18:00 UTC; and 00:30 on the 24th.
    await hold(Date.UTC(2026, 10, 23, 18, 0), { R1: 'present' });
    await hold(Date.UTC(2026, 10, 23, 19, 0), { R1: 'absent' });
    const first = await report('?until=2026-11-23');
    expect(first.sessions.map(({ number }) => number)).toEqual([1]);
    const second = await report('?from=2026-11-24&until=2026-11-24');
    expect(second.sessions.map(({ number }) => number)).toEqual([2]);
    const [whole, later] = [await report(), second].map(({ students }) =>
      students.find(({ studentNo }) => studentNo === 'R1'),
    );
    expect([whole?.rate, later?.rate]).toEqual([0.5, 0]);
    expect(later).toMatchObject({
      low: true,
      canStillMiss: whole?.canStillMiss,
      mustAttend: whole?.mustAttend,
    });
    expect((await get(`${world.ofClass.uuid}/report?from=2026-02-30`)).status).toBe(400);
  });

  test('[ATT8] a class may have a line of its own, for its warnings too', async () => {
    const { catalogue, database } = world.server.deps;
    await database.client.execute({
      sql: 'UPDATE classes SET low_percent = 40 WHERE id = ?',
      args: [world.ofClass.id],
    });
    await catalogue.reload();
    for (let day = 0; day < 4; day += 1) await hold(MONDAY_TEN + day * DAY, day < 2 ? { R1: 'present' } : {});
    const { students, thresholdPercent } = await report();
    expect(thresholdPercent).toBe(40);
    expect(students.map(({ studentNo, low }) => [studentNo, low])).toEqual([
      ['R2', true],
      ['R3', true],
      ['R1', false],
    ]);
    const summary = classSummary.parse(await (await get(`${world.ofClass.uuid}/summary`)).json());
    expect([summary.low, summary.thresholdPercent]).toEqual([2, 40]);
    const warned = await database.client.execute(
      "SELECT u.student_no FROM notifications n JOIN users u ON u.id = n.user_id WHERE kind = 'below_threshold' ORDER BY 1",
    );
    expect(warned.rows.map((row) => row[0])).toEqual(['R2', 'R3']);
  });

  test('of a class without any session is empty, not wrong', async () => {
    const { sessions, students } = await report();
    expect(sessions).toEqual([]);
    expect(students.map(({ rate, low, statuses }) => [rate, low, statuses])).toEqual(
      Array.from({ length: 3 }, () => [null, false, '']),
    );
  });

  test('who joined later isn’t counted before', async () => {
    await hold(MONDAY_TEN, { R1: 'present' });
    const outsider = world.people.students.at(-1)!;
    await enrol(world.server.deps, world.ofClass.id, [outsider.id], MONDAY_TEN + DAY);
    await hold(MONDAY_TEN + 2 * DAY, { R1: 'present' });
    const joined = (await report()).students.find(({ studentNo }) => studentNo === 'R4');
    expect(joined?.statuses).toBe('-A');
  });
});

describe('the report of one', () => {
  test('is for staff and for the student, and for nobody else', async () => {
    await hold(MONDAY_TEN, { R1: 'late' });
    const [student, other] = world.people.students;
    const path = `${world.ofClass.uuid}/students/${student!.uuid}/report`;
    const read = studentReport.parse(await (await get(path)).json());
    expect(read).toMatchObject({
      studentNo: 'R1',
      late: 1,
      rate: 1,
      sessions: [{ number: 1, status: 'late' }],
    });
    const own = await get(`${world.ofClass.uuid}/report/mine`, await login(world, student!));
    expect(studentReport.parse(await own.json())).toEqual(read);
    const otherCookie = await login(world, other!);
    expect((await get(path, otherCookie)).status).toBe(404);
    expect((await get(`${world.ofClass.uuid}/report`, otherCookie)).status).toBe(404);
    expect((await get(`${world.otherClass.uuid}/students/${student!.uuid}/report`)).status).toBe(404);
  });
});

describe('an export', () => {
  async function classOf(timeZone: string): Promise<ClassRecord> {
    const { deps } = world.server;
    const people = await createUsers(
      deps.writer,
      NAMES.map((givenName, at) => ({
        uuid: newId(world),
        email: `n${at}@acem.ac.in`,
        role: 'student' as const,
        passwordHash: world.people.professor.passwordHash,
        givenName,
        familyName: '',
        studentNo: `N${at}`,
      })),
    );
    const ofClass = await createClass(deps, {
      course: 'CS303',
      title: '=Security & <b>',
      professorId: world.people.professor.id,
      timeZone,
      from: 0,
    });
    await enrol(deps, ofClass.id, people.map(({ id }) => id), MONDAY_TEN - 300 * DAY); // prettier-ignore
    return ofClass;
  }

  const csvOf = async (ofClass: ClassRecord) => {
    const response = await get(`${ofClass.uuid}/report?format=csv`);
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="attendance-CS303-A.csv"');
    const rows = parseCsv((await response.text()).replace('\ufeff', ''));
    return rows.ok ? rows.value.map(({ cells }) => cells) : [];
  };

  test('as CSV has the older system’s columns, and no formula in it', async () => {
    const ofClass = await classOf('Asia/Kolkata');
    const { students } = world.people;
    await enrol(world.server.deps, ofClass.id, [students[0]!.id], MONDAY_TEN - DAY);
    const phone = await registerDevice(world, students[0]!);
    await hold(MONDAY_TEN, { N0: 'excused' }, ofClass, async (sessionId) => {
      world.clock.advance(7 * 60_000);
      await sync(world, phone, [
        makeFact(world, phone, 'scan', scanBody(world, { kid, ref: refOf(sessionId) })),
      ]);
    });
    const [head, ...lines] = await csvOf(ofClass);
    expect(head).toEqual([
      'Date',
      'Course Code',
      'Course Name',
      'Session Number',
      'Student ID',
      'Student Name',
      'Student Email',
      'Status',
      'Scanned At',
      'Minutes Late',
      'Trust',
      'Reason',
    ]);
    const line = (no: string) => lines.find((cells) => cells[4] === no);
    const frame = ['2026-11-23', 'CS303', "'=Security & <b>", '1'];
    expect(line('N0')).toEqual([
      ...frame,
      'N0',
      `'${NAMES[0]}`,
      'n0@acem.ac.in',
      'excused',
      '',
      '0',
      '',
      'because N0',
    ]);
    expect(line('N1')?.[5]).toBe(NAMES[1]);
    expect(line('N2')?.slice(5, 8)).toEqual([NAMES[2], 'n2@acem.ac.in', 'absent']);
    expect(line('R1')?.slice(7)).toEqual(['late', '2026-11-23 10:07', '7', 'live', '']);
  });

  test('as XLSX is opened by another program, names whole and inert', async () => {
    const ofClass = await classOf('Asia/Kolkata');
    await hold(MONDAY_TEN, { N0: 'present', N3: 'present' }, ofClass);
    const response = await get(`${ofClass.uuid}/report?format=xlsx`);
    const bytes = Buffer.from(await response.arrayBuffer());
    const sheets = await readXlsxFile(bytes);
    expect(sheets.map(({ sheet }) => sheet)).toEqual(['Attendance', 'Students']);
    const [records, students] = sheets.map(({ data }) => data);
    expect(records?.[0]?.slice(0, 4)).toEqual(['Date', 'Course Code', 'Course Name', 'Session Number']);
    expect(
      records
        ?.slice(1)
        .map((cells) => cells[5])
        .toSorted(),
    ).toEqual(NAMES.toSorted());
    expect(records?.find((cells) => cells[4] === 'N0')?.slice(2, 10)).toEqual([
      '=Security & <b>',
      1,
      'N0',
      NAMES[0],
      'n0@acem.ac.in',
      'present',
      null,
      0,
    ]);
    expect(students?.find((cells) => cells[0] === 'N3')).toEqual(['N3', NAMES[3], 1, 0, 0, 0, 100, 'no']);
    const xml = Buffer.from(unzipSync(bytes)['xl/worksheets/sheet1.xml'] ?? []).toString();
    expect(xml).not.toMatch(/<f[ >]/);
    // The text that begins like a formula is marked as text for whoever edits it; the one beside it isn't.
    expect(xml).toMatch(/<c r="F\d" s="2" t="inlineStr"><is><t xml:space="preserve">=HYPERLINK/);
    expect(xml).toMatch(/<c r="F\d" s="0" t="inlineStr"><is><t xml:space="preserve">&lt;img/);
  });

  test('is on record, with who took it: staff or an administrator, of any class', async () => {
    const session = await hold(MONDAY_TEN);
    const { professor, students } = world.people;
    const { passwordHash } = professor;
    const person = { uuid: newId(world), email: 'admin@acem.ac.in', givenName: 'Admin', familyName: '' };
    const [administrator] = await createUsers(world.server.deps.writer, [
      { ...person, role: 'administrator', passwordHash },
    ]);
    await get(`${world.ofClass.uuid}/report?format=csv&from=2026-11-01`);
    const office = await login(world, administrator!);
    const student = students[0]!.uuid;
    for (const path of ['report', `sessions/${session}/report`, `students/${student}/report`]) {
      expect((await get(`${world.ofClass.uuid}/${path}?format=xlsx`, office)).status, path).toBe(200);
    }
    const entries = await world.server.deps.database.orm.select().from(auditLog);
    expect(entries.filter(({ action }) => action === 'report.exported')).toMatchObject([
      { actorId: professor.id, detail: '{"format":"csv","from":"2026-11-01","until":null}' },
      { actorId: administrator?.id, detail: '{"format":"xlsx","from":null,"until":null}' },
      { actorId: administrator?.id, detail: `{"format":"xlsx","session":"${session}"}` },
      {
        actorId: administrator?.id,
        detail: `{"format":"xlsx","from":null,"student":"${student}","until":null}`,
      },
    ]);
  });

  test('of one session has its lines only', async () => {
    await hold(MONDAY_TEN);
    const second = await hold(MONDAY_TEN + DAY);
    const path = `${world.ofClass.uuid}/sessions/${second}/report`;
    const text = await (await get(`${path}?format=csv`)).text();
    expect(
      text
        .trim()
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(',')[3]),
    ).toEqual(['2', '2', '2']);
    expect(classReport.parse(await (await get(path)).json()).sessions).toMatchObject([{ number: 2 }]);
    expect((await get(`${world.ofClass.uuid}/sessions/${newId(world)}/report`)).status).toBe(404);
  });

  test.each(['UTC', 'Asia/Kolkata', 'America/New_York'])(
    '[TIME1] gives the class’s own dates and times on a machine in %s, across a change of the clocks',
    async (machine) => {
      const before = process.env['TZ'];
      process.env['TZ'] = machine;
      try {
        const offsets = { UTC: 0, 'Asia/Kolkata': -330, 'America/New_York': 300 };
        expect(new Date(Date.UTC(2026, 11, 1)).getTimezoneOffset()).toBe(
          offsets[machine as keyof typeof offsets],
        );
        const ofClass = await classOf('America/New_York');
        // 23:30 of the day before and after the clocks went back on 1 November.
        await hold(Date.UTC(2026, 10, 1, 3, 30), {}, ofClass);
        await hold(Date.UTC(2026, 10, 2, 4, 30), {}, ofClass);
        const lines = (await csvOf(ofClass)).slice(1);
        expect([...new Set(lines.map(([date]) => date))]).toEqual(['2026-10-31', '2026-11-01']);
      } finally {
        if (before === undefined) delete process.env['TZ'];
        else process.env['TZ'] = before;
      }
    },
  );
});
