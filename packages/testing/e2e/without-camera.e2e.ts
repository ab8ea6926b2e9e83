/** The ways in beside the app's camera: the phone's own camera app (a link), and eight typed digits. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../src/chromium.ts';
import {
  goOffline,
  goOnline,
  namesHere,
  PASSWORD,
  PROFESSOR,
  scanState,
  shownLink,
  startAdHoc,
  STUDENT,
} from './kit/people.ts';
import { lastVerdictOf } from './kit/record.ts';
import { openStage } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

const OTHER_STUDENT = '24cs002@acem.ac.in';

describe.runIf(findChromium() !== null)('without the app’s camera', () => {
  let stage: Stage;
  let professor: Person;
  beforeAll(async () => {
    stage = await openStage();
    professor = await stage.visitOnce(PROFESSOR);
    await startAdHoc(professor.page);
  });
  afterAll(() => stage.close());

  test('[SCAN7] a link is kept through login, needs review, and counts once staff accept it', async () => {
    const { page } = { page: await (await stage.browser.newContext()).newPage() };
    const link = new URL(await shownLink(professor.page));
    await page.goto(`${stage.product.origin}${link.pathname}`);
    await page.getByText('We have kept the code you scanned.').waitFor();
    await page.getByLabel('E-mail').fill(STUDENT);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await scanState(page, ['review']);
    expect(await lastVerdictOf(stage.product, STUDENT)).toEqual({
      outcome: 'review',
      reason: 'liveness_weak',
    });
    await page.getByText('The code was not seen changing on the screen').waitFor();
    expect(await namesHere(professor.page)).toEqual([]);

    await professor.page
      .getByRole('button', { name: /^Accept/ })
      .first()
      .click();
    expect(await scanState(page, ['present'])).toBe('present');
    await expect.poll(() => namesHere(professor.page)).toHaveLength(1);
  });

  test('[SCAN18] digits typed offline are saved, sent later, and looked at by staff', async () => {
    const student = await stage.visitOnce(OTHER_STUDENT);
    await goOffline(student.context);
    const digits = await professor.page.locator('[data-testid="short-code"]').innerText();
    await student.page.getByRole('button', { name: 'Type the code instead' }).click();
    await student.page.getByLabel('Eight digits under the code').fill(digits);
    await student.page.getByLabel('Class').selectOption({ label: await networksLabel(student.page) });
    await student.page.getByRole('button', { name: 'Save' }).click();
    await scanState(student.page, ['saved']);
    await goOnline(student.context);
    await scanState(student.page, ['review']);
    expect(await lastVerdictOf(stage.product, OTHER_STUDENT)).toEqual({
      outcome: 'review',
      reason: 'liveness_weak',
    });
  });

  test('a blocked camera says so and leaves the digits as a way in', async () => {
    const context = await stage.browser.newContext();
    const page = await context.newPage();
    await page.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    });
    await page.goto(`${stage.product.origin}/login`);
    await page.getByLabel('E-mail').fill('24cs003@acem.ac.in');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The camera is blocked').waitFor();
    await page.getByLabel('Eight digits under the code').waitFor();
    await context.close();
  });
});

/** The class whose session runs, as the choice names it. */
async function networksLabel(page: Person['page']): Promise<string> {
  const labels = await page.getByLabel('Class').locator('option').allInnerTexts();
  const found = labels.find((label) => label.includes('Computer Networks'));
  if (found === undefined) throw new Error(`no such class among ${labels.join(', ')}`);
  return found;
}
