/** A new version of the app finds a full outbox: it waits for a tap, loses nothing, and sends (DEV6). */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../src/chromium.ts';
import { makeNextVersion } from '../src/next-version.ts';
import { WEB_BUILD } from '../src/product.ts';
import { goOffline, goOnline, PROFESSOR, startAdHoc, STUDENT } from './kit/people.ts';
import { lastVerdictOf } from './kit/record.ts';
import { openStage, scanOffline } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

describe.runIf(findChromium() !== null)('a new version of the app', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  let phone: Person;
  let next: string;

  test('[DEV6] is applied on a tap, with a full outbox, and the outbox is sent', async () => {
    const { product } = stage;
    const [professor, student] = await Promise.all([stage.visitOnce(PROFESSOR), stage.visitOnce(STUDENT)]);
    await startAdHoc(professor.page);
    await scanOffline(stage, professor, student);
    await goOffline(professor.context);

    phone = student;
    next = product.tempDir('next');
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

  test('[DEV6] takes over though the worker waits for a server that hangs, beside a tab in which somebody types', async () => {
    const { product } = stage;
    const { page, context } = phone;
    const other = await context.newPage();
    await other.goto(`${product.origin}/student/profile`);
    await other.getByLabel('Given name').fill('Zoë 👩🏽‍🔬');
    const later = product.tempDir('later');
    makeNextVersion(next, later, 'later-version');
    let hangs = false;
    await product.serveWebOnly(later, (path) => hangs && /^\/(api|icons)/.test(path));
    await page.goto(`${product.origin}/student/receipts`);
    await barOf(page).waitFor({ timeout: 30_000 });
    hangs = true;
    await page.evaluate(keepWorkerBusy);
    await barOf(page).getByRole('button').click();
    await expect.poll(() => shownVersionOf(page), { timeout: 40_000 }).toBe('later-version');
    await barOf(page).waitFor({ state: 'detached' });
    expect(await page.evaluate(() => sessionStorage.getItem('seen'))).toMatch(
      /^The new version is being started/,
    );

    // It is the old version over the new worker, and nobody takes what was typed there.
    await barOf(other).getByRole('button').click();
    await other.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(await other.getByLabel('Given name').inputValue()).toBe('Zoë 👩🏽‍🔬');
    expect(await shownVersionOf(other)).toBe('next-version');
    await barOf(other).getByRole('button').click();
    await other.getByRole('button', { name: 'Update and lose it' }).click();
    await expect.poll(() => shownVersionOf(other), { timeout: 20_000 }).toBe('later-version');
  });
});

/** In the page; notes for after the reload what the bar said meanwhile. */
async function keepWorkerBusy(): Promise<void> {
  // The old worker has lost a file, as a phone short of room may, and asks the server for it.
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys())
      if (url.includes('/icons/icon.svg') && !url.includes('later-version')) await cache.delete(url);
  }
  void fetch('/icons/icon.svg');
  new MutationObserver(() => {
    const bar = document.querySelector('[data-testid="update-bar"][data-state="applying"]');
    const said = bar?.querySelector('label')?.textContent;
    if (said) sessionStorage.setItem('seen', said);
  }).observe(document.body, { subtree: true, childList: true, attributes: true });
}

const barOf = (page: Page) => page.getByTestId('update-bar');

/** The version that the page itself is of, as its shell told Kit. */
async function shownVersionOf(page: Page): Promise<string> {
  const html = await page.evaluate(() => document.documentElement.outerHTML).catch(() => '');
  return /version: "([\w-]+)"/.exec(html)?.[1] ?? '';
}

/** The version that the page is served: by its worker, so it changes with the worker. */
function versionOf(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const answer = await fetch('/_app/version.json');
    return ((await answer.json()) as { version: string }).version;
  });
}
