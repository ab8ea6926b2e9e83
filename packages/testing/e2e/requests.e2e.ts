/** Excuse and appeal: a student asks offline, staff decide, and the record follows on both sides. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../src/chromium.ts';
import { endSession, goOffline, goOnline, PROFESSOR, startAdHoc, STUDENT } from './kit/people.ts';
import { recordOf } from './kit/record.ts';
import { openStage } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

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
});
