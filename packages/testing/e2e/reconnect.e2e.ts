/** How a phone notices that the network is back: Background Sync with the app closed, or the open page itself. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { syncRequest } from '@hazri/sync-protocol';
import { findChromium } from '../src/chromium.ts';
import { dispatchBackgroundSync } from './kit/background-sync.ts';
import { endSession, goOnline, PROFESSOR, scanState, startAdHoc, STUDENT } from './kit/people.ts';
import { lastVerdictOf } from './kit/record.ts';
import { openStage, scanOffline } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

const OTHER_STUDENT = '24cs002@acem.ac.in';
const THIRD_STUDENT = '24cs003@acem.ac.in';
const ACCEPTED = { outcome: 'accepted', reason: null };

describe.runIf(findChromium() !== null)('reconnecting', () => {
  let stage: Stage;
  let professor: Person;
  beforeAll(async () => {
    stage = await openStage();
    professor = await stage.visitOnce(PROFESSOR);
    await startAdHoc(professor.page);
  });
  afterAll(() => stage.close());

  test('Background Sync sends what is waiting though the app is closed', async () => {
    const student = await stage.visitOnce(STUDENT);
    await scanOffline(stage, professor, student);
    const blank = await student.context.newPage();
    await student.page.close();
    expect(await lastVerdictOf(stage.product, STUDENT)).toBeNull();

    await goOnline(student.context);
    await dispatchBackgroundSync(student.context, stage.product.origin, 'hazri-sync');
    await expect.poll(() => lastVerdictOf(stage.product, STUDENT), { timeout: 20_000 }).toEqual(ACCEPTED);
    expect(blank.url()).toBe('about:blank');
    await student.context.close();
  });

  test('[SYNC8] a page that loads syncs once, and sends by itself where Background Sync doesn’t exist', async () => {
    const student = await stage.visitOnce(OTHER_STUDENT);
    await student.page.addInitScript(() => {
      Reflect.deleteProperty(ServiceWorkerRegistration.prototype, 'sync');
    });
    const factsTold = noteRequests(student.page);
    const answered = student.page.waitForResponse('**/api/sync');
    await student.page.reload();
    await answered;
    expect(await student.page.evaluate(() => 'sync' in ServiceWorkerRegistration.prototype)).toBe(false);
    await scanOffline(stage, professor, student);
    // It loaded, connected and was greeted: all of it is one request.
    expect(factsTold.filter((count) => count === 0)).toEqual([0]);
    await goOnline(student.context);
    expect(await scanState(student.page, ['present'])).toBe('present');
    await student.context.close();
  });

  test('feature 10: one round trip for a phone that reconnects: its scan goes up, and what it missed comes down', async () => {
    const student = await stage.visitOnce(THIRD_STUDENT);
    await scanOffline(stage, professor, student);
    await endSession(professor.page);
    await expect.poll(() => recordedAs(stage, THIRD_STUDENT), { timeout: 15_000 }).toBe('absent');

    const trips = await allowOneTrip(student.page);
    await goOnline(student.context);
    expect(await scanState(student.page, ['present'])).toBe('present');
    await student.page.getByRole('link', { name: 'Receipts' }).click();
    await student.page
      .locator('[data-testid="notice"]', { hasText: 'changed from Absent to Present' })
      .first()
      .waitFor();
    await student.page.goto(`${stage.product.origin}/student/classes`);
    await student.page.getByRole('link').filter({ hasText: 'CS301' }).click();
    await student.page.getByRole('listitem').filter({ hasText: 'Present' }).first().waitFor();
    expect(trips.answered).toBe(1);
    await student.context.close();
  });
});

/** @returns the number of facts of every sync that the page has tried since */
function noteRequests(page: Page): readonly number[] {
  const counts: number[] = [];
  page.on('request', (request) => {
    if (!request.url().endsWith('/api/sync')) return;
    counts.push(syncRequest.parse(request.postDataJSON()).facts.length);
  });
  return counts;
}

/** The server answers one sync of the page; every other finds no network. */
async function allowOneTrip(page: Page): Promise<{ readonly answered: number }> {
  const trips = { answered: 0 };
  await page.route('**/api/sync', (route) => {
    if (trips.answered > 0) return route.abort();
    trips.answered += 1;
    return route.continue();
  });
  return trips;
}

/** The status of a student in the newest record. */
async function recordedAs({ product }: Stage, email: string): Promise<unknown> {
  const { rows } = await product.server.deps.database.client.execute({
    sql: `SELECT a.status FROM attendance a JOIN users u ON u.id = a.student_id
          JOIN sessions s ON s.id = a.session_id WHERE u.email = ? AND s.opened_at >= ?
          ORDER BY s.opened_at DESC LIMIT 1`,
    args: [email, product.startedAt],
  });
  return rows[0]?.['status'];
}
