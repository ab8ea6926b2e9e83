/** A new version of the app finds a full outbox: it waits for a tap, loses nothing, and sends (DEV6). */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../src/chromium.ts';
import { makeNextVersion } from '../src/next-version.ts';
import { WEB_BUILD } from '../src/product.ts';
import { goOffline, goOnline, PROFESSOR, startAdHoc, STUDENT } from './kit/people.ts';
import { lastVerdictOf } from './kit/record.ts';
import { openStage, scanOffline } from './kit/stage.ts';
import type { Stage } from './kit/stage.ts';

describe.runIf(findChromium() !== null)('a new version of the app', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  test('[DEV6] is applied on a tap, with a full outbox, and the outbox is sent', async () => {
    const { product } = stage;
    const [professor, student] = await Promise.all([stage.visitOnce(PROFESSOR), stage.visitOnce(STUDENT)]);
    await startAdHoc(professor.page);
    await scanOffline(stage, professor, student);
    await goOffline(professor.context);

    const next = product.tempDir('next');
    makeNextVersion(WEB_BUILD, next);
    // Facts can't leave while the new version is installed, by the page or by its worker: only the API is out of reach.
    await product.serveWebOnly(next);
    await goOnline(student.context);
    await student.page.goto(`${product.origin}/student/receipts`);
    const bar = student.page.locator('[data-testid="update-bar"]');
    await bar.waitFor({ timeout: 30_000 });
    expect(await versionOf(student.page)).not.toBe('next-version');
    const reloaded = student.page.waitForEvent('load');
    await bar.getByRole('button').click();
    await reloaded;
    await expect.poll(() => versionOf(student.page), { timeout: 15_000 }).toBe('next-version');

    await product.restart(next);
    expect(await lastVerdictOf(product, STUDENT)).toBeNull();
    await student.page.reload();
    await expect
      .poll(() => lastVerdictOf(product, STUDENT), { timeout: 30_000 })
      .toMatchObject({ outcome: expect.stringMatching(/accepted|waiting|review/) as string });
    await goOnline(professor.context);
    await expect
      .poll(() => lastVerdictOf(product, STUDENT), { timeout: 30_000 })
      .toMatchObject({ outcome: expect.stringMatching(/accepted|review/) as string });
  });
});

/** The version that the page is served: by its worker, so it changes with the worker. */
function versionOf(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const answer = await fetch('/_app/version.json');
    return ((await answer.json()) as { version: string }).version;
  });
}
