/** What a student reads on the own phone with no network: rates, every session, receipts, the profile. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../src/chromium.ts';
import { goOffline, STUDENT } from './kit/people.ts';
import { openStage } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

/** As the server has them, of the completed sessions of each class. */
interface Counts {
  readonly course: string;
  readonly present: number;
  readonly late: number;
  readonly absent: number;
  readonly excused: number;
}

describe.runIf(findChromium() !== null)('a student', () => {
  let stage: Stage;
  let student: Person;
  beforeAll(async () => {
    stage = await openStage();
    student = await stage.visitOnce(STUDENT);
  });
  afterAll(() => stage.close());

  async function counts(): Promise<readonly Counts[]> {
    const { rows } = await stage.product.server.deps.database.client.execute({
      sql: `SELECT c.course, sum(a.status = 'present') AS present, sum(a.status = 'late') AS late,
              sum(a.status = 'absent') AS absent, sum(a.status = 'excused') AS excused
            FROM attendance a JOIN classes c ON c.id = a.class_id JOIN users u ON u.id = a.student_id
            JOIN sessions s ON s.id = a.session_id
            WHERE u.email = ? AND s.status = 'completed' GROUP BY c.course ORDER BY c.course`,
      args: [STUDENT],
    });
    return rows.map((row) => ({
      course: row[0] as string,
      present: Number(row[1]),
      late: Number(row[2]),
      absent: Number(row[3]),
      excused: Number(row[4]),
    }));
  }

  test('classes, per-class attendance rate, full history and profile, without a network', async () => {
    const { page, context } = student;
    const classes = await counts();
    expect(classes).toHaveLength(2);
    await goOffline(context);
    await page.goto(`${stage.product.origin}/student/classes`);
    for (const { course, present, late, absent } of classes) {
      const link = page.getByRole('link').filter({ hasText: course });
      // Excused sessions are in neither part of the rate (ATT8).
      const percent = Math.floor((100 * (present + late)) / (present + late + absent));
      await link.getByText(`${percent}%`, { exact: true }).waitFor();
    }

    const [first] = classes;
    if (first === undefined) throw new Error('a class');
    await page.getByRole('link').filter({ hasText: first.course }).click();
    await page.getByRole('heading', { name: 'Sessions' }).waitFor();
    const lines = page.getByRole('listitem').filter({ hasText: /\d\d:\d\d/ });
    const attended = page.getByRole('listitem').filter({ hasText: /Present|Late by/ });
    await page.getByText('Missed', { exact: true }).click();
    await expect.poll(() => lines.count()).toBe(first.absent);
    await page.getByText('Attended', { exact: true }).click();
    await expect.poll(() => attended.count()).toBe(first.present + first.late);
    expect(await lines.count()).toBe(first.present + first.late);
    // Rule: late after five minutes, by so many.
    expect(await page.getByText(/^Late by \d+ min$/).count()).toBe(first.late);

    await page.goto(`${stage.product.origin}/student/receipts`);
    await expect
      .poll(() => page.getByRole('main').getByRole('link').count())
      .toBeGreaterThanOrEqual(first.present + first.late);
    await page.getByRole('main').getByRole('link').first().click();
    await page.getByText('Received by the server').waitFor();

    await page.goto(`${stage.product.origin}/student/profile`);
    await page.getByText(STUDENT).first().waitFor();
    await page.getByText('Aarav Reddy').first().waitFor();
  });
});
