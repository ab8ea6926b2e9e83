/**
 * Receipts, excuse and appeal: a student reads what became of each scan and asks, staff decide, and the record follows
 * on both sides.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../src/chromium.ts';
import {
  endSession,
  goOffline,
  goOnline,
  PROFESSOR,
  scanState,
  shownLink,
  startAdHoc,
  STUDENT,
} from './kit/people.ts';
import { forged, pictureOf } from './kit/pictures.ts';
import { recordOf } from './kit/record.ts';
import { openStage, scanOffline } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

const OTHER_STUDENT = '24cs002@acem.ac.in';
const WORDS = '<img src=x onerror=alert(1)> شادی 🎉';

describe.runIf(findChromium() !== null)('requests', () => {
  let stage: Stage;
  let professor: Person;
  let student: Person;
  beforeAll(async () => {
    stage = await openStage();
    professor = await stage.visitOnce(PROFESSOR);
    student = await stage.visitOnce(STUDENT);
  });
  afterAll(() => stage.close());

  test('an excuse asked for offline excuses once it is approved; an appeal is answered', async () => {
    const { product } = stage;
    const sessionId = await startAdHoc(professor.page);
    await endSession(professor.page);
    const status = async () =>
      (await recordOf(product, sessionId)).find(({ email }) => email === STUDENT)?.status;
    await expect.poll(status, { timeout: 20_000 }).toBe('absent');

    const { page } = student;
    await page.goto(`${product.origin}/student/classes`);
    await page.locator('main a[href^="/student/classes/0"]').first().click();
    await page.getByRole('button', { name: 'Appeal' }).first().waitFor();
    await goOffline(student.context);
    await page.getByRole('button', { name: 'Ask to be excused' }).click();
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Say in a few words why.').waitFor();
    await page.getByLabel('Reason').fill(WORDS);
    await page.getByRole('button', { name: 'Send' }).click();
    await page.locator('article', { hasText: 'Saved on this device' }).waitFor();
    await goOnline(student.context);
    await page.locator('article', { hasText: 'Not decided yet' }).waitFor({ timeout: 20_000 });

    await professor.page.goto(`${product.origin}/professor/requests`);
    const asked = professor.page.locator('article', { hasText: WORDS });
    await asked.waitFor({ timeout: 20_000 });
    expect(await asked.locator('img').count()).toBe(0);
    await asked.getByRole('button', { name: 'Approve' }).click();
    await expect.poll(status, { timeout: 20_000 }).toBe('excused');
    await page.locator('article', { hasText: 'Approved' }).waitFor({ timeout: 20_000 });

    await page.getByRole('button', { name: 'Appeal' }).first().click();
    await page.getByLabel('Reason').fill('I was there');
    await page.getByRole('button', { name: 'Send' }).click();
    const appealed = professor.page.locator('article', { hasText: 'I was there' });
    await appealed.waitFor({ timeout: 20_000 });
    await appealed.getByRole('button', { name: 'Decline' }).click();
    await professor.page.getByLabel('Answer to the student').fill('Please see me');
    await professor.page.locator('dialog').getByRole('button', { name: 'Decline' }).click();
    await page.locator('article', { hasText: 'Answer: Please see me' }).waitFor({ timeout: 20_000 });
  });

  test('feature 7: a receipt for every scan, from saved to accepted, needs review or not counted, each with its reason; one-tap appeal', async () => {
    const { origin } = stage.product;
    const scanner = await stage.visitOnce(OTHER_STUDENT);
    const { page } = scanner;
    const receipts = page.locator('main a[href*="/student/receipts/"]');
    /** States of the newest receipts, the newest first. */
    const newest = async (count: number) => {
      await page.goto(`${origin}/student/receipts`);
      await receipts.first().waitFor();
      const shown = receipts.locator('[data-status]');
      return Promise.all(Array.from({ length: count }, (_, at) => shown.nth(at).getAttribute('data-status')));
    };
    const says = async (sentence: string) => {
      await receipts.first().click();
      await page.getByText(sentence).waitFor();
      await page.getByText('Received by the server').waitFor();
    };
    await professor.page.goto(`${origin}/professor/today`);
    await startAdHoc(professor.page);
    stage.camera.show(await pictureOf(forged(await shownLink(professor.page))));
    await page.goto(`${origin}/student/scan`);
    await scanState(page, ['rejected']);
    expect(await newest(1)).toEqual(['rejected']);
    await says('The code doesn’t match what was shown on the screen.');

    stage.camera.showNothing();
    await page.goto(`${origin}/student/scan`);
    await scanOffline(stage, professor, scanner);
    expect(await newest(2)).toEqual(['saved', 'rejected']);
    await goOnline(scanner.context);
    await expect.poll(() => newest(2)).toEqual(['present', 'rejected']);
    await says('You are marked present.');

    await endSession(professor.page);
    await professor.page.goto(`${origin}/professor/today`);
    const sessionId = await startAdHoc(professor.page);
    await page.goto(`${origin}${new URL(await shownLink(professor.page)).pathname}`);
    await scanState(page, ['review']);
    expect(await newest(3)).toEqual(['review', 'present', 'rejected']);
    await says('The code was not seen changing on the screen');
    await professor.page.getByRole('button', { name: 'Don’t count' }).click();
    await page.getByText('A member of staff decided not to count this scan.').waitFor({ timeout: 20_000 });
    expect(await newest(3)).toEqual(['rejected', 'present', 'rejected']);

    await page.goto(`${origin}/student/classes`);
    await page.locator('main a[href^="/student/classes/0"]').first().click();
    const appeals = page.getByRole('button', { name: 'Appeal' });
    await appeals.first().waitFor();
    const before = await appeals.count();
    await endSession(professor.page);
    await expect.poll(() => appeals.count(), { timeout: 20_000 }).toBe(before + 1);
    await appeals.first().click();
    await page.getByLabel('Reason').fill('My own camera app read it');
    await page.getByRole('button', { name: 'Send' }).click();
    const asked = professor.page.locator('article', { hasText: 'My own camera app read it' });
    await professor.page.goto(`${origin}/professor/requests`);
    await asked.getByRole('button', { name: 'Mark present' }).click({ timeout: 20_000 });
    await expect
      .poll(() => recordOf(stage.product, sessionId), { timeout: 20_000 })
      .toContainEqual(expect.objectContaining({ email: OTHER_STUDENT, status: 'present', source: 'mark' }));
  });
});
