/** Reports: "analytics and reports per class, per student, over time; CSV and XLSX export". */
import { readFileSync } from 'node:fs';
import readXlsxFile from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { localDate } from '@hazri/domain';
import { classReport } from '@hazri/sync-protocol/api/report';
import { createClass, createUsers, enrol, parseCsv } from '@hazri/sync-server';
import { findChromium } from '../src/chromium.ts';
import type { Product } from '../src/product.ts';
import { endSession, goOffline, goOnline, PROFESSOR } from './kit/people.ts';
import { openStage } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

const MARKUP = '<img src=x onerror="window.hurt=1">';
const FORMULA = '=HYPERLINK("http://x";"y")';
const ARABIC = 'سلمى الخطيب';
const NAMES = [MARKUP, FORMULA, ARABIC, 'Zoë 👩🏽‍🔬', '+1 "quoted", and a comma', 'Asha Rao'];
const TITLE = '=Security & <b>';
/** Behind most machines' date for half of each day. */
const ZONE = 'Pacific/Pago_Pago';

describe.runIf(findChromium() !== null)(
  'analytics and reports per class, per student, over time; CSV and XLSX export',
  () => {
    let stage: Stage;
    let professor: Person;
    let page: Page;
    let small: string;
    beforeAll(async () => {
      stage = await openStage();
      small = await classOfSix(stage.product);
      professor = await stage.visitOnce(PROFESSOR);
      page = professor.page;
    });
    afterAll(() => stage.close());

    const openReport = async (course: string) => {
      await page.goto(`${stage.product.origin}/professor/classes`);
      await page.getByRole('heading', { name: course }).click();
      await page.getByRole('link', { name: 'Report', exact: true }).click();
      await toTable();
    };
    /** Rows near the screen are drawn. */
    const toTable = () => page.getByRole('tab', { name: 'Students' }).evaluate((tab) => tab.scrollIntoView());
    const figure = (key: string) => page.locator(`[data-figure="${key}"] dd`).first().innerText();
    const figures = async () =>
      Promise.all(['rate', 'sessions', 'present', 'late', 'absent', 'excused'].map(figure));
    /** What the server's JSON says of the dates in the address, and what the records themselves do. */
    const told = async () => {
      const { pathname, search } = new URL(page.url());
      const id = /classes\/([0-9a-f-]{36})/.exec(pathname)?.[1] ?? '';
      const answer = await page.request.get(`${stage.product.origin}/api/classes/${id}/report${search}`);
      return classReport.parse(await answer.json());
    };

    test('figures are those of the server and of the records, for the term and for narrower dates', async () => {
      await openReport('CS301');
      const { rows } = await stage.product.server.deps.database.client.execute(
        `SELECT a.status, s.starts_at FROM attendance a JOIN sessions s ON s.id = a.session_id
         JOIN classes c ON c.id = s.class_id WHERE c.course = 'CS301' AND s.status = 'completed'`,
      );
      const records = rows.map((row) => ({
        status: row[0],
        date: localDate(Number(row[1]), 'Asia/Kolkata'),
      }));
      const from = [...new Set(records.map(({ date }) => date))].toSorted().at(-4) ?? '';
      const expected = (since: string) => {
        const chosen = records.filter(({ date }) => date >= since);
        const count = (status: string) => chosen.filter((record) => record.status === status).length;
        const sessions = new Set(chosen.map(({ date }) => date)).size;
        const [present, late, absent, excused] = ['present', 'late', 'absent', 'excused'].map(count) as [
          number,
          number,
          number,
          number,
        ];
        const rate = Math.floor((100 * (present + late + excused)) / (present + late + absent + excused));
        return [`${rate}%`, ...[sessions, present, late, absent, excused].map(String)];
      };
      expect(await figures()).toEqual(expected(''));
      const whole = await told();
      expect(whole.sessions.length).toBeGreaterThan(10);

      await page.getByRole('button', { name: 'Other dates' }).click();
      await page.getByLabel('From').fill(from);
      await expect.poll(figures).toEqual(expected(from));
      expect(expected(from)[1]).toBe('4');
      const narrow = await told();
      expect(await figure('rate')).toBe(`${Math.floor(100 * (narrow.rate ?? 0))}%`);
      expect(await figure('low')).toBe(`${whole.low} / ${whole.students.length}`);
      // Those below the line stand first, and lead to their own page with the same dates.
      const table = page.getByRole('table', { name: 'Students' });
      await toTable();
      await expect
        .poll(async () => (await table.getByRole('link').allInnerTexts()).slice(0, 10))
        .toEqual(
          narrow.students.slice(0, 10).map(({ givenName, familyName }) => `${givenName} ${familyName}`),
        );
      expect(narrow.students[0]?.low).toBe(true);
      await table.getByRole('link').first().click();
      await page.getByTestId('student-sessions').waitFor();
      expect(new URL(page.url()).search).toBe(`?from=${from}`);
      expect(await page.getByTestId('student-sessions').getByRole('listitem').count()).toBe(4);
      expect(await figure('absent')).toBe(String(narrow.students[0]?.absent));
    });

    test('where five of six are absent attendance is not 100 %, not even while the session runs', async () => {
      await page.goto(`${stage.product.origin}/professor/today`);
      await page.getByText('Start a session that isn’t in the timetable').click();
      await page.getByRole('listitem').filter({ hasText: TITLE }).getByRole('button').click();
      await page.getByTestId('code-svg').waitFor();
      await page.getByRole('button', { name: 'Asha Rao' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Present' }).click();
      await expect.poll(async () => (await countsOf(stage.product)).present).toBe(1);
      const code = page.url();
      await openReport('CS999');
      expect([await figure('rate'), await figure('present')]).toEqual(['–', '1']);

      await page.goto(code);
      await endSession(page);
      await page.locator('[data-figure="absent"]').waitFor();
      expect([await figure('rate'), await figure('present'), await figure('absent')]).toEqual([
        '16%',
        '1',
        '5',
      ]);
      await expect.poll(async () => (await countsOf(stage.product)).absent).toBe(5);
      await openReport('CS999');
      expect([await figure('rate'), await figure('low')]).toEqual(['16%', '5 / 6']);
      await page.goto(`${stage.product.origin}/professor/classes`);
      await page.getByTestId('class-rate').filter({ hasText: '16% attendance' }).waitFor();
    });

    test('names are whole and inert on the screen, in the register and on paper, in the class’s own time', async () => {
      await openReport('CS999');
      const { sessions } = await told();
      const startsAt = sessions[0]?.startsAt ?? 0;
      const table = page.getByRole('table', { name: 'Students' });
      for (const name of NAMES) await table.getByRole('link', { name, exact: true }).waitFor();
      await page.getByRole('tab', { name: 'Register' }).click();
      const row = page.getByTestId('grid').getByRole('row').filter({ hasText: ARABIC });
      expect(await row.getByRole('cell').innerText()).toContain('Absent');
      const zoned = new Intl.DateTimeFormat('en-IN', { day: 'numeric', month: 'short', timeZone: ZONE });
      await page.getByTestId('grid').getByText(zoned.format(startsAt), { exact: true }).waitFor();

      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      const printed = page.getByTestId('printed-students').getByRole('row');
      await printed.filter({ hasText: MARKUP }).waitFor();
      expect(await printed.count()).toBe(NAMES.length + 1);
      expect(await page.getByTestId('report-range').innerText()).toMatch(
        /^Whole term · as of .*\(Pacific\/Pago_Pago\)$/,
      );
      expect(await page.getByRole('navigation').count()).toBe(0);
      expect(await page.getByRole('button').count()).toBe(0);
      const paper = await page.evaluate(() =>
        getComputedStyle(document.documentElement).getPropertyValue('--text'),
      );
      expect(paper).toBe('#17161f');
      await page.emulateMedia({ media: null, colorScheme: null });
      expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
    });

    test('CSV and XLSX are read back with every record, names whole, no formula', async () => {
      await openReport('CS999');
      const csv = await taken(page, 'CSV');
      expect(csv.name).toBe('attendance-CS999-A.csv');
      const lines = parseCsv(csv.bytes.toString('utf8').replace('\ufeff', ''));
      const cells = lines.ok ? lines.value.slice(1).map((line) => line.cells) : [];
      // What a spreadsheet would work out has a mark before it.
      const inert = NAMES.map((name) => (/^[=+]/.test(name) ? `'${name}` : name));
      expect(cells.map((line) => line[5]).toSorted()).toEqual(inert.toSorted());
      expect(cells.map((line) => line[7]).toSorted()).toEqual([
        ...Array<string>(5).fill('absent'),
        'present',
      ]);

      const xlsx = await taken(page, 'XLSX');
      const sheets = await readXlsxFile(xlsx.bytes);
      const [records, students] = sheets.map(({ data }) => data);
      expect(records?.slice(1).map((line) => line[5]).toSorted()).toEqual(NAMES.toSorted()); // prettier-ignore
      expect(new Set(records?.slice(1).map((line) => line[2]))).toEqual(new Set([TITLE]));
      expect(students?.find((line) => line[1] === 'Asha Rao')?.slice(2)).toEqual([1, 0, 0, 0, 100, 'no']);
      expect(students?.find((line) => line[1] === FORMULA)?.slice(2)).toEqual([0, 0, 1, 0, 0, 'yes']);

      // One student, and one session.
      await page.getByLabel('Search by name or number').fill('asha');
      await page.getByRole('table', { name: 'Students' }).getByRole('link', { name: 'Asha Rao' }).click();
      await page.getByText('Present: marked by Sunita Rao').waitFor();
      const one = parseCsv((await taken(page, 'CSV')).bytes.toString('utf8').replace('\ufeff', ''));
      expect(one.ok ? one.value.slice(1).map((line) => line.cells[5]) : []).toEqual(['Asha Rao']);
      await page.getByTestId('student-sessions').getByRole('link').click();
      expect((await taken(page, 'XLSX')).name).toBe('attendance-CS999-session-1.xlsx');
    });

    test('without a network it says so, keeps the dates, and goes on by itself when there is one', async () => {
      await page.goto(`${stage.product.origin}/professor/classes/${small}`);
      await page.getByRole('heading', { name: 'Sessions' }).waitFor();
      await goOffline(professor.context);
      await page.goto(`${stage.product.origin}/professor/classes/${small}/reports?from=2020-01-01`);
      await page.getByText('Reports need a connection. The dates you chose stay here.').waitFor();
      expect(await page.getByLabel('From').inputValue()).toBe('2020-01-01');
      await page.goto(`${stage.product.origin}/professor/classes`);
      await page.getByText('Attendance rates need a connection.').waitFor();
      await page.goBack();
      await page.getByText('Reports need a connection.').waitFor();
      await goOnline(professor.context);
      await page.getByTestId('report').waitFor();
      expect(await figure('rate')).toBe('16%');
      expect(new URL(page.url()).search).toBe('?from=2020-01-01');
    });
  },
);

/** @returns its UUID */
async function classOfSix({ server, startedAt }: Product): Promise<string> {
  const { deps } = server;
  const { rows } = await deps.database.client.execute({
    sql: 'SELECT id FROM users WHERE email = ?',
    args: [PROFESSOR],
  });
  const professorId = Number(rows[0]?.[0]);
  const people = await createUsers(
    deps.writer,
    NAMES.map((givenName, at) => ({
      uuid: `019a0000-0000-7000-8000-00000000000${at}`,
      email: `six${at}@acem.ac.in`,
      role: 'student' as const,
      passwordHash: null,
      givenName,
      familyName: '',
      studentNo: `SIX${at}`,
    })),
  );
  const made = await createClass(deps, {
    course: 'CS999',
    title: TITLE,
    professorId,
    timeZone: ZONE,
    from: 0,
  });
  await enrol(
    deps,
    made.id,
    people.map(({ id }) => id),
    startedAt - 86_400_000,
  );
  return made.uuid;
}

async function countsOf({ server }: Product): Promise<{ readonly present: number; readonly absent: number }> {
  const { rows } = await server.deps.database.client.execute(
    `SELECT sum(a.status = 'present'), sum(a.status = 'absent') FROM attendance a
     JOIN classes c ON c.id = a.class_id WHERE c.course = 'CS999'`,
  );
  return { present: Number(rows[0]?.[0]), absent: Number(rows[0]?.[1]) };
}

async function taken(
  page: Page,
  format: 'CSV' | 'XLSX',
): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: format, exact: true }).click();
  const file = await download;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}
