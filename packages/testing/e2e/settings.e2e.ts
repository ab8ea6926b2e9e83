/** Settings of the environment, as people see them: the product is started with others than its own. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { findChromium } from '../src/chromium.ts';
import { film } from '../src/filming.ts';
import { goOffline, goOnline, PROFESSOR, scanState, startAdHoc, STUDENT } from './kit/people.ts';
import { openStage } from './kit/stage.ts';
import type { Stage } from './kit/stage.ts';

const OTHER_STUDENT = '24cs002@acem.ac.in';
const ROTATION_S = 4;
/** With 15 s of grace a code counts for 135 s at most, where the product's own setting gives it 45. */
const EXPIRY_S = 120;
const SETTINGS = {
  QR_ROTATION_INTERVAL: String(ROTATION_S),
  QR_EXPIRY_SECONDS: String(EXPIRY_S),
  ALLOWED_EMAIL_DOMAIN: 'college.example',
  LATE_THRESHOLD_MINUTES: '2',
  LOW_ATTENDANCE_THRESHOLD: '91',
};

describe.runIf(findChromium() !== null)('settings', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(ROTATION_S, SETTINGS);
  });
  afterAll(() => stage.close());

  test('settings: expiry, rotation, domain, lateness and threshold come from the environment', async () => {
    const { origin } = stage.product;
    const stranger = await (await stage.browser.newContext()).newPage();
    await stranger.goto(`${origin}/register`);
    await stranger.getByText('@college.example').waitFor();
    await fillIn(stranger, 'somebody@acem.ac.in');
    await stranger.getByText('This isn’t an e-mail address of the institution.').waitFor();
    await fillIn(stranger, 'somebody@college.example');
    await stranger.waitForURL('**/verify');

    const [professor, student, other] = await Promise.all(
      [PROFESSOR, STUDENT, OTHER_STUDENT].map((email) => stage.visitOnce(email)),
    );
    if (!professor || !student || !other) throw new Error('three people');
    await professor.page.goto(`${origin}/professor/classes`);
    await professor.page.locator('main a[href^="/professor/classes/0"]').first().click();
    await professor.page.getByRole('button', { name: 'Write to students under 91%' }).waitFor();

    await professor.page.goto(`${origin}/professor/today`);
    await startAdHoc(professor.page);
    const countdown = new Set<number>();
    await expect
      .poll(async () => countdown.add(await secondsLeft(professor.page)).size, {
        timeout: 20_000,
        interval: 200,
      })
      .toBe(ROTATION_S);
    expect(Math.max(...countdown)).toBe(ROTATION_S);

    // A photo of a code that has left the screen still counts for as long as codes do, and then no more.
    const everybody = [professor, student, other];
    const pass = async (seconds: number) => {
      await goOffline(...everybody.map(({ context }) => context));
      await stage.passTime(seconds * 1_000, everybody);
      await goOnline(...everybody.map(({ context }) => context));
    };
    stage.camera.show(await professor.page.locator('[data-testid="code-svg"]').screenshot());
    await pass(EXPIRY_S / 2);
    await student.page.goto(`${origin}/student/scan`);
    expect(await scanState(student.page, ['review', 'rejected'])).toBe('review');
    await pass(EXPIRY_S);
    await other.page.goto(`${origin}/student/scan`);
    expect(await scanState(other.page, ['review', 'rejected'])).toBe('rejected');

    // Three minutes after the beginning.
    const filming = film(professor.page, stage.camera);
    await other.page.goto(`${origin}/student/scan`);
    expect(await scanState(other.page, ['present', 'late'])).toBe('late');
    await other.page.getByText(/^You are marked late by [3-5] min\.$/).waitFor();
    await filming.stop();
  });
});

async function fillIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('Given name').fill('Some');
  await page.getByLabel('Family name').fill('Body');
  await page.getByLabel('Roll number').fill('26CS077');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill('an untold secret');
  await page.getByRole('button', { name: 'Create the account' }).click();
}

async function secondsLeft(page: Page): Promise<number> {
  const label = await page.getByRole('img', { name: /^new code in \d+ s$/ }).getAttribute('aria-label');
  return Number(/\d+/.exec(label ?? '')?.[0]);
}
