/** How a phone notices that the network is back: Background Sync with the app closed, or the open page itself. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { BrowserContext } from 'playwright-core';
import { findChromium } from '../src/chromium.ts';
import { goOnline, PROFESSOR, scanState, startAdHoc, STUDENT } from './kit/people.ts';
import { lastVerdictOf } from './kit/record.ts';
import { openStage, scanOffline } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

const OTHER_STUDENT = '24cs002@acem.ac.in';
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
    await dispatchBackgroundSync(student.context, stage.product.origin);
    await expect.poll(() => lastVerdictOf(stage.product, STUDENT), { timeout: 20_000 }).toEqual(ACCEPTED);
    expect(blank.url()).toBe('about:blank');
    await student.context.close();
  });

  test('the open page sends by itself where Background Sync doesn’t exist', async () => {
    const student = await stage.visitOnce(OTHER_STUDENT);
    await student.page.addInitScript(() => {
      Reflect.deleteProperty(ServiceWorkerRegistration.prototype, 'sync');
    });
    await student.page.reload();
    expect(await student.page.evaluate(() => 'sync' in ServiceWorkerRegistration.prototype)).toBe(false);
    await scanOffline(stage, professor, student);
    await goOnline(student.context);
    expect(await scanState(student.page, ['present'])).toBe('present');
    await student.context.close();
  });
});

/** What the browser does when the network is back, through the DevTools protocol, from a page of no origin. */
async function dispatchBackgroundSync(context: BrowserContext, origin: string): Promise<void> {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const registration = new Promise<string>((found) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ scopeURL, isDeleted }) => scopeURL.startsWith(origin) && !isDeleted);
      if (ours) found(ours.registrationId);
    });
  });
  await devtools.send('ServiceWorker.enable');
  await devtools.send('ServiceWorker.dispatchSyncEvent', {
    origin,
    registrationId: await registration,
    tag: 'hazri-sync',
    lastChance: false,
  });
  await page.close();
}
