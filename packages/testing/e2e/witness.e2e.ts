/**
 * Offline witness, headcount and spot check: a student's phone that stays offline shows a receipt, the professor's
 * offline device scans it, and the record says so as soon as the professor alone is back.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../src/chromium.ts';
import { film } from '../src/filming.ts';
import { goOffline, goOnline, PROFESSOR, startAdHoc, STUDENT } from './kit/people.ts';
import { recordOf } from './kit/record.ts';
import { openStage, scanOffline } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

describe.runIf(findChromium() !== null)('in the room', () => {
  let stage: Stage;
  let professor: Person;
  let student: Person;
  let sessionId: string;
  beforeAll(async () => {
    stage = await openStage();
    professor = await stage.visitOnce(PROFESSOR);
    student = await stage.visitOnce(STUDENT);
  });
  afterAll(() => stage.close());

  test('feature 5: with both phones offline a receipt is witnessed, and the professor’s sync alone brings it in', async () => {
    const { product, camera } = stage;
    await goOffline(professor.context);
    sessionId = await startAdHoc(professor.page);
    await student.page.goto(`${product.origin}/student/scan`);
    await scanOffline(stage, professor, student);

    await student.page.goto(`${product.origin}/student/receipts`);
    await student.page.locator('main a[href*="/student/receipts/"]').first().click();
    await student.page.getByRole('button', { name: 'Show to a member of staff' }).click();
    await student.page.locator('dialog [data-testid="code-svg"]').waitFor();

    await professor.page.getByRole('link', { name: 'Witness a receipt' }).click();
    const filming = film(student.page, camera);
    const found = professor.page.locator('[data-testid="witness-found"]');
    await found.waitFor({ timeout: 30_000 });
    await filming.stop();
    const name = await found.locator('.name').innerText();
    await professor.page.getByRole('button', { name: 'Yes, they are here' }).click();
    expect(await professor.page.locator('[data-testid="witnessed"]').innerText()).toContain(name);

    await goOnline(professor.context);
    await expect
      .poll(() => recordOf(product, sessionId), { timeout: 30_000 })
      .toMatchObject([{ email: STUDENT, name, status: 'present', trust: 'witnessed' }]);

    // The phone's own scan, when it comes, takes over; nobody needs to vouch for it any more (SCAN13).
    await goOnline(student.context);
    await student.page.goto(`${product.origin}/student/receipts`);
    await student.page.locator('main a[href*="/student/receipts/"]').first().click();
    await student.page.waitForURL(/\/receipts\/[0-9a-f-]{36}$/);
    await student.page.locator('main h1').waitFor();
    await student.page.locator('main [data-status="present"]').waitFor();
    await student.page.locator('main dl dt', { hasText: 'Code shown' }).waitFor();
    expect(await student.page.getByRole('button', { name: 'Show to a member of staff' }).count()).toBe(0);
  });

  test('feature 6: a headcount shows the gap, and a name called in vain is marked absent with the reason', async () => {
    const { product } = stage;
    const { page } = professor;
    await page.goto(`${product.origin}/professor/sessions/${sessionId}/present`);
    await page.locator('[data-testid="live-list"] .name').first().waitFor();
    await goOffline(professor.context);
    await page.getByLabel('Bodies in the room').fill('0');
    await page.getByRole('button', { name: 'Record' }).click();
    const said = page.locator('[data-testid="headcount-said"]');
    await expect.poll(() => said.innerText()).toContain('1 more on the list than in the room');

    await page.getByRole('button', { name: 'Spot check' }).click();
    const names = page.locator('[data-testid="spot-names"] li');
    expect(await names.count()).toBe(1);
    await page.getByRole('button', { name: 'Not here' }).click();
    await page.locator('dialog').getByRole('button', { name: 'Close' }).last().click();
    await expect.poll(() => said.innerText()).toContain('They agree');

    await goOnline(professor.context);
    await expect
      .poll(() => recordOf(product, sessionId), { timeout: 30_000 })
      .toMatchObject([{ email: STUDENT, status: 'absent', source: 'mark' }]);
    const { rows } = await product.server.deps.database.client.execute('SELECT count FROM headcounts');
    expect(rows.map((row) => row['count'])).toEqual([0]);
  });
});
