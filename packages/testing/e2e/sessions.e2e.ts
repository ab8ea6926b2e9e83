/** Sessions on screen: started, completed, marked by the dozen, undone, taken up again and cancelled with a reason. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { findChromium } from '../src/chromium.ts';
import { endSession, goOffline, goOnline, PROFESSOR, startAdHoc, STUDENT } from './kit/people.ts';
import { recordOf } from './kit/record.ts';
import { openStage } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

const REASON = '<img src=x onerror=alert(1)> على السبورة 🎉';
const FLOODED = 'The hall is flooded <b>';
const PATIENCE_MS = 20_000;

describe.runIf(findChromium() !== null)('sessions', () => {
  let stage: Stage;
  let professor: Person;
  let sessionId: string;
  beforeAll(async () => {
    stage = await openStage();
    professor = await stage.visitOnce(PROFESSOR);
  });
  afterAll(() => stage.close());

  /** How many of the table's rows say the status. */
  const shown = (page: Page, status: string) =>
    page
      .getByRole('row')
      .filter({ has: page.getByText(status, { exact: true }) })
      .count();
  const stored = async (status: string) =>
    (await recordOf(stage.product, sessionId)).filter((line) => line.status === status).length;

  test('change a student’s status with a reason; completing marks the rest absent: many at once, offline, undone', async () => {
    const { page, context } = professor;
    sessionId = await startAdHoc(page);
    await goOffline(context);
    await endSession(page);
    await page.getByRole('table').waitFor();
    await expect.poll(() => shown(page, 'Absent')).toBe(60);

    const boxes = page.getByRole('table').getByRole('checkbox');
    for (const at of [1, 2, 3]) await boxes.nth(at).check();
    await page.getByText('3 selected').waitFor();
    await page.getByRole('button', { name: 'Change status' }).click();
    await page.getByLabel('Reason (optional)').fill(REASON);
    await page.getByRole('dialog').getByRole('button', { name: 'Excused' }).click();
    await page.getByText('3 students: Excused').waitFor();
    await expect.poll(() => shown(page, 'Excused')).toBe(3);
    await page.getByRole('button', { name: 'Undo' }).last().click();
    await expect.poll(() => shown(page, 'Absent')).toBe(60);

    await page.getByRole('checkbox', { name: 'Select all' }).check();
    await boxes.nth(1).uncheck();
    await page.getByText('59 selected').waitFor();
    await page.getByRole('button', { name: 'Change status' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Present' }).click();
    await expect.poll(() => shown(page, 'Present'), { timeout: PATIENCE_MS }).toBe(59);
    expect(await stored('present')).toBe(0);

    await goOnline(context);
    await expect.poll(() => stored('present'), { timeout: PATIENCE_MS }).toBe(59);
    expect(await stored('absent')).toBe(1);
    const { rows } = await stage.product.server.deps.database.client.execute(
      "SELECT count(*) AS marks FROM audit_log WHERE action = 'record.marked' AND at > (SELECT max(at) - 600000 FROM audit_log)",
    );
    // Three, their undoing, and fifty-nine.
    expect(Number(rows[0]?.['marks'])).toBeGreaterThanOrEqual(65);
  });

  test('start, complete and cancel sessions; the reason is read by staff and students, and reopening takes it back', async () => {
    const { page, context } = professor;
    await goOffline(context);
    await page.getByRole('button', { name: 'Reopen' }).click();
    await page.getByRole('button', { name: 'Cancel session' }).click();
    await page.getByLabel('Reason (optional)').fill(FLOODED);
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel session' }).click();
    await page.getByText(`Cancelled: ${FLOODED}`).waitFor();
    await goOnline(context);

    const student = await stage.visitOnce(STUDENT);
    await student.page.goto(`${stage.product.origin}/student/classes`);
    await student.page.locator('main a[href^="/student/classes/0"]').first().click();
    await student.page.getByText(`Cancelled: ${FLOODED}`).waitFor({ timeout: PATIENCE_MS });
    expect(await student.page.locator('main b').count()).toBe(0);

    await page.getByRole('button', { name: 'Reopen' }).click();
    await page.getByText(`Cancelled: ${FLOODED}`).waitFor({ state: 'detached' });
    await student.page
      .getByText(`Cancelled: ${FLOODED}`)
      .waitFor({ state: 'detached', timeout: PATIENCE_MS });
    await expect.poll(() => stored('present'), { timeout: PATIENCE_MS }).toBe(59);
  });

  test('every record tells its story: who marked it, when and why', async () => {
    const { page } = professor;
    await page.getByRole('table').getByRole('checkbox').nth(2).waitFor();
    await page.getByRole('table').getByRole('row').nth(3).getByRole('button').click();
    await page.getByRole('link', { name: 'What happened to this record' }).click();
    const story = page.locator('[data-testid="story"] li');
    await story
      .filter({ hasText: REASON })
      .filter({ hasText: 'Sunita Rao' })
      .waitFor({ timeout: PATIENCE_MS });
    await story.filter({ hasText: 'Session cancelled' }).filter({ hasText: FLOODED }).waitFor();
    expect(await page.locator('main img').count()).toBe(0);
  });

  test('a make-up session is added on any day, planned anew, and says so without a network', async () => {
    const { page, context } = professor;
    await page.goto(`${stage.product.origin}/professor/schedule`);
    await page.getByRole('button', { name: 'Plan a session' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Day').fill(dayAfter(3));
    await dialog.getByLabel('Title (optional)').fill('Make-up');
    await dialog.getByRole('button', { name: 'Plan it' }).click();
    const line = page.locator('li[data-session]', { hasText: 'Make-up' });
    await line.waitFor({ timeout: PATIENCE_MS });

    await line.getByRole('button', { name: 'Edit' }).click();
    await dialog.getByLabel('Begin').fill('14:30');
    await dialog.getByLabel('End').fill('15:20');
    await dialog.getByLabel('Title (optional)').fill(`Make-up ${REASON}`);
    await dialog.getByLabel('Room, if another').fill('Hall 7');
    await goOffline(context);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('alert').waitFor();
    await goOnline(context);
    // What was typed stands.
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The plan is changed.').waitFor({ timeout: PATIENCE_MS });
    await line.filter({ hasText: 'Hall 7' }).filter({ hasText: REASON }).waitFor({ timeout: PATIENCE_MS });
    expect(await line.getByText('14:30').or(line.getByText('2:30')).count()).toBe(1);
    expect(await line.locator('img').count()).toBe(0);
  });

  test('one that nobody ended is said to run still, on Today and its class, and is ended there with no network', async () => {
    const { page, context } = professor;
    const { origin } = stage.product;
    const still = page.getByTestId('still-running');
    const status = async () => {
      const { rows } = await stage.product.server.deps.database.client.execute({
        sql: 'SELECT status FROM sessions WHERE uuid = ?',
        args: [sessionId],
      });
      return rows[0]?.['status'];
    };
    await page.goto(`${origin}/professor/today`);
    await page.getByRole('link', { name: 'Show the code' }).waitFor();
    expect(await still.count()).toBe(0);
    await goOffline(context);
    await stage.passTime(4 * 3_600_000, [professor]);
    await page.reload();
    await still.getByText('still running since').waitFor();

    await page.goto(`${origin}/professor/classes`);
    await page.locator('main a[href^="/professor/classes/0"]').first().click();
    await still.getByRole('button', { name: 'End it' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await page.goto(`${origin}/professor/today`);
    await still.getByRole('button', { name: 'End it' }).click();
    await page.getByTestId('end-confirm').click();
    await page.getByText('The session is completed.').waitFor();
    await still.waitFor({ state: 'detached' });
    await goOnline(context);
    await expect.poll(status, { timeout: PATIENCE_MS }).toBe('completed');
  });
});

function dayAfter(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}
