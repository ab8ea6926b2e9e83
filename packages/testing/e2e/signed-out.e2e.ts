/** Who may still hand facts over: an expired sign-in yes, a log-out no (SYNC7, DEV4). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../src/chromium.ts';
import { goOnline, PASSWORD, PROFESSOR, startAdHoc, STUDENT } from './kit/people.ts';
import { lastVerdictOf } from './kit/record.ts';
import { openStage, scanOffline } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

const OTHER_STUDENT = '24cs002@acem.ac.in';
const THIRD_STUDENT = '24cs003@acem.ac.in';

describe.runIf(findChromium() !== null)('signed out', () => {
  let stage: Stage;
  let professor: Person;
  beforeAll(async () => {
    stage = await openStage();
    professor = await stage.visitOnce(PROFESSOR);
    await startAdHoc(professor.page);
  });
  afterAll(() => stage.close());

  async function fillLogin({ page }: Person, email: string): Promise<void> {
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL((url) => url.pathname !== '/login');
  }

  test('[SYNC7] a sign-in that expired while offline still hands the scan over', async () => {
    const student = await stage.visitOnce(STUDENT);
    await scanOffline(stage, professor, student);
    await student.context.clearCookies();
    await goOnline(student.context);
    await expect
      .poll(() => lastVerdictOf(stage.product, STUDENT), { timeout: 20_000 })
      .toEqual({ outcome: 'accepted', reason: null });
    await student.page.getByText('Your sign-in has run out.').waitFor();
    await student.context.close();
  });

  test('[DEV4] after logging out nothing is sent, nobody else sees it, and the same person’s next sign-in sends it', async () => {
    const student = await stage.visitOnce(OTHER_STUDENT);
    await scanOffline(stage, professor, student);
    await student.page.getByRole('button', { name: 'Log out' }).click();
    const sure = student.page.getByRole('dialog', { name: 'Log out now?' });
    await sure.getByText('Signing in again needs a network').waitFor();
    await sure.getByRole('button', { name: 'Cancel' }).click();
    await student.page.locator('[data-testid="scan-state"][data-state="saved"]').waitFor();
    await student.page.getByRole('button', { name: 'Log out' }).click();
    await sure.getByRole('button', { name: 'Log out' }).click();
    await student.page.getByText('1 record is kept on this device').waitFor();
    await goOnline(student.context);

    await fillLogin(student, THIRD_STUDENT);
    await student.page.goto(`${stage.product.origin}/student/receipts`);
    await student.page.getByRole('heading', { name: 'Receipts' }).waitFor();
    expect(await student.page.locator('[data-status="saved"]').count()).toBe(0);
    await student.page.getByRole('button', { name: 'Log out' }).click();
    await student.page.getByLabel('E-mail').waitFor();
    expect(await lastVerdictOf(stage.product, OTHER_STUDENT)).toBeNull();
    expect(await lastVerdictOf(stage.product, THIRD_STUDENT)).toBeNull();

    await fillLogin(student, OTHER_STUDENT);
    await expect
      .poll(() => lastVerdictOf(stage.product, OTHER_STUDENT), { timeout: 20_000 })
      .toMatchObject({ outcome: expect.stringMatching(/accepted|review/) as string });
    await student.context.close();
  });
});
