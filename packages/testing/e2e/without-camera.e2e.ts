/**
 * The ways in: the app's camera (which must see the code change), the phone's own camera app (a link), eight typed
 * digits, and being called by name.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../src/chromium.ts';
import { film } from '../src/filming.ts';
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
import { lastVerdictOf, recordOf } from './kit/record.ts';
import { openStage } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

const OTHER_STUDENT = '24cs002@acem.ac.in';
const [IN_APP, FORWARDED, IN_THE_ROOM, CALLED, GUESSING] = [4, 5, 6, 7, 8].map(
  (number) => `24cs00${number}@acem.ac.in`,
) as [string, string, string, string, string];
const WEAK = { outcome: 'review', reason: 'liveness_weak' };

describe.runIf(findChromium() !== null)('ways in', () => {
  let stage: Stage;
  let professor: Person;
  let sessionId: string;
  beforeAll(async () => {
    stage = await openStage();
    professor = await stage.visitOnce(PROFESSOR);
    sessionId = await startAdHoc(professor.page);
  });
  afterAll(() => stage.close());

  /** What the server's record says; undefined while nothing is recorded. */
  const statusOf = async (email: string) =>
    (await recordOf(stage.product, sessionId)).find((line) => line.email === email)?.status;

  test('scan with the in-app camera, or with the phone’s own: [SCAN7] its link is kept through login, and counts once staff accept it', async () => {
    const { page } = { page: await (await stage.browser.newContext()).newPage() };
    const link = new URL(await shownLink(professor.page));
    await page.goto(`${stage.product.origin}${link.pathname}`);
    await page.getByText('We have kept the code you scanned.').waitFor();
    await page.getByLabel('E-mail').fill(STUDENT);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await scanState(page, ['review']);
    expect(await lastVerdictOf(stage.product, STUDENT)).toEqual(WEAK);
    await page.getByText('The code was not seen changing on the screen').waitFor();
    expect(await namesHere(professor.page)).toEqual([]);

    await professor.page
      .getByRole('button', { name: /^Accept/ })
      .first()
      .click();
    expect(await scanState(page, ['present'])).toBe('present');
    await expect.poll(() => namesHere(professor.page)).toHaveLength(1);

    const inApp = await stage.visitOnce(IN_APP);
    const filming = film(professor.page, stage.camera);
    expect(await scanState(inApp.page, ['present'])).toBe('present');
    await filming.stop();
    await expect.poll(() => namesHere(professor.page)).toHaveLength(2);
    await inApp.context.close();
  });

  test('feature 4: two frames: one forwarded photo is not enough, the code must be seen changing', async () => {
    const [absent, present] = await Promise.all([stage.visitOnce(FORWARDED), stage.visitOnce(IN_THE_ROOM)]);
    stage.camera.show(await professor.page.locator('[data-testid="code-svg"]').screenshot());
    await absent.page.goto(`${stage.product.origin}/student/scan`);
    await scanState(absent.page, ['review']);
    await absent.page.getByText('The code was not seen changing on the screen').waitFor();
    expect(await lastVerdictOf(stage.product, FORWARDED)).toEqual(WEAK);

    const filming = film(professor.page, stage.camera);
    await present.page.goto(`${stage.product.origin}/student/scan`);
    expect(await scanState(present.page, ['present'])).toBe('present');
    await filming.stop();
    expect(await statusOf(FORWARDED)).not.toBe('present');
    await Promise.all([absent.context.close(), present.context.close()]);
  });

  test('feature 9: no phone: roll call by name with no network; no camera: digits that can’t be guessed', async () => {
    const { page, context } = professor;
    const { page: guessing, context: guesser } = await stage.visitOnce(GUESSING);
    await goOffline(context);
    await page.getByLabel('Find a student').fill(CALLED.slice(0, 7));
    await page.getByRole('button', { name: /24CS007/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Present' }).click();
    await page.getByLabel('Find a student').fill('');
    expect(await statusOf(CALLED)).toBeUndefined();
    await goOnline(context);
    await expect.poll(() => statusOf(CALLED), { timeout: 20_000 }).toBe('present');

    const type = async (digits: string) => {
      await guessing.getByRole('button', { name: 'Type the code instead' }).click();
      await guessing.getByLabel('Eight digits under the code').fill(digits);
      await guessing.getByLabel('Class').selectOption({ label: await networksLabel(guessing) });
      await guessing.getByRole('button', { name: 'Save' }).click();
      await scanState(guessing, ['rejected']);
    };
    const shown = page.locator('[data-testid="short-code"]');
    for (let tries = 0; tries < 3; tries += 1) {
      await type(otherDigits(await shown.innerText()));
      await guessing.getByText('The digits are not those that were shown at that time.').waitFor();
      await guessing.getByRole('button', { name: 'Scan another code' }).click();
    }
    // Now even the right ones are not looked at.
    await type(await shown.innerText());
    await guessing.getByText('The three tries for this class were used up. Ask for roll call.').waitFor();
    expect(await statusOf(GUESSING)).toBe('expected');
    await guesser.close();
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
    expect(await lastVerdictOf(stage.product, OTHER_STUDENT)).toEqual(WEAK);
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

/** As many digits, none of them right. */
function otherDigits(shown: string): string {
  return shown.replaceAll(/\d/g, (digit) => String((Number(digit) + 5) % 10));
}
