/** "Saved" means saved: the browser is killed right after it, and once its IndexedDB is torn away as well (DEV8). */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium, launchProfile } from '../src/chromium.ts';
import { killBrowserOf } from '../src/kill-browser.ts';
import { film } from '../src/filming.ts';
import { goOffline, PASSWORD, PROFESSOR, readyOffline, signIn, startAdHoc, STUDENT } from './kit/people.ts';
import { lastVerdictOf } from './kit/record.ts';
import { openStage } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

const OTHER_STUDENT = '24cs002@acem.ac.in';

describe.runIf(findChromium() !== null)('a phone that dies right after "saved"', () => {
  let stage: Stage;
  let professor: Person;
  beforeAll(async () => {
    stage = await openStage();
    professor = await stage.visitOnce(PROFESSOR);
    await startAdHoc(professor.page);
  });
  afterAll(() => stage.close());

  const openPhone = (profile: string): Promise<BrowserContext> =>
    launchProfile(profile, { cameraFile: stage.camera.file, context: { permissions: ['camera'] } });

  /** Signs in, goes offline, scans, and dies the moment "saved" is on the screen. */
  async function scanAndDie(profile: string, email: string): Promise<void> {
    const phone = await openPhone(profile);
    const page = phone.pages()[0] ?? (await phone.newPage());
    await signIn(page, stage.product.origin, email);
    await readyOffline(page);
    await goOffline(phone);
    const filming = film(professor.page, stage.camera);
    await page.locator('[data-testid="scan-state"][data-state="saved"]').waitFor();
    await killBrowserOf(profile);
    await filming.stop();
    expect(await lastVerdictOf(stage.product, email)).toBeNull();
  }

  async function reopenAndSend(profile: string, email: string): Promise<void> {
    const phone = await openPhone(profile);
    const page = phone.pages()[0] ?? (await phone.newPage());
    await page.goto(`${stage.product.origin}/student/receipts`);
    // A browser killed within 30 s of signing in may have lost its cookie too; then it asks.
    const again = page
      .getByRole('button', { name: 'Sign in' })
      .or(page.getByRole('link', { name: 'Sign in again' }));
    await expect
      .poll(
        async () => {
          if (await again.first().isVisible()) await signInAgain(page, email);
          return lastVerdictOf(stage.product, email);
        },
        { timeout: 40_000, interval: 500 },
      )
      .toEqual({ outcome: 'accepted', reason: null });
    await phone.close();
  }

  async function signInAgain(page: Person['page'], email: string): Promise<void> {
    await page.goto(`${stage.product.origin}/login`);
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL((url) => url.pathname !== '/login');
  }

  test('[DEV1] nothing is lost', async () => {
    const profile = stage.product.tempDir('phone');
    await scanAndDie(profile, STUDENT);
    await reopenAndSend(profile, STUDENT);
  });

  test('[DEV8] nothing is lost when IndexedDB is gone, too: the journal is read back', async () => {
    const profile = stage.product.tempDir('torn-phone');
    await scanAndDie(profile, OTHER_STUDENT);
    const torn = join(profile, 'Default', 'IndexedDB');
    expect(readdirSync(torn).length).toBeGreaterThan(0);
    rmSync(torn, { recursive: true });
    await reopenAndSend(profile, OTHER_STUDENT);
  });
});
