/** A student who reads Telugu: the language is chosen once, and is there with no network. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../src/chromium.ts';
import { goOffline, readyOffline, signIn, STUDENT } from './kit/people.ts';
import { openStage } from './kit/stage.ts';
import type { Stage } from './kit/stage.ts';

describe.runIf(findChromium() !== null)('languages', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  test('every language is on the phone once it is ready offline', async () => {
    const context = await stage.browser.newContext({ locale: 'en-IN', permissions: ['camera'] });
    const page = await context.newPage();
    await signIn(page, stage.product.origin, STUDENT);
    await page.goto(`${stage.product.origin}/student/classes`);
    await page.reload();
    await page.getByRole('heading', { name: 'Classes' }).waitFor();
    await page.goto(`${stage.product.origin}/student/scan`);
    await readyOffline(page);
    await goOffline(context);
    await page.goto(`${stage.product.origin}/student/classes`);

    const choice = page.getByTestId('language').and(page.locator(':visible'));
    await choice.selectOption('te');
    await page.getByRole('heading', { name: 'క్లాసులు' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('te');
    // The page was drawn anew under the finger: whoever uses a keyboard goes on where they were.
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('SELECT');

    await page.reload();
    await page.getByRole('heading', { name: 'క్లాసులు' }).waitFor();
    await choice.selectOption('hi');
    await page.getByRole('heading', { name: 'क्लासें' }).waitFor();
    expect(await page.getByText('Classes').count()).toBe(0);
    await context.close();
  });

  test('a browser in Telugu is greeted in Telugu', async () => {
    const context = await stage.browser.newContext({ locale: 'te-IN' });
    const page = await context.newPage();
    await page.goto(`${stage.product.origin}/login`);
    await page.getByRole('heading', { name: 'సైన్ ఇన్' }).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe('te');
    await context.close();
  });
});
