/** A session under way: the code on the screen, scans of it, and who is in. */
import { at } from './stop.ts';
import type { Stop } from './stop.ts';

const toCode: Stop['lead'] = async (page, origin) => {
  await at('/professor/today', '[data-testid="ready-offline"]')(page, origin);
  const running = page.getByRole('link', { name: 'Show the code' }).first();
  const start = page.locator('[data-testid="start-session"]');
  await running.or(start).first().waitFor();
  await ((await running.isVisible()) ? running : start).click();
  await page.locator('[data-testid="code-svg"]').waitFor();
};

export const MEETING: readonly Stop[] = [
  { name: 'present', who: 'professor', lead: toCode },
  { name: 'scan', who: 'student', lead: at('/student/scan', 'video') },
  {
    name: 'scan-typed',
    who: 'student',
    lead: async (page, origin) => {
      await at('/student/scan', 'video')(page, origin);
      await page.getByRole('button', { name: 'Type the code instead' }).click();
      await page.getByLabel('Eight digits under the code').waitFor();
    },
  },
  {
    name: 'scanned',
    who: 'student',
    filmed: true,
    lead: at(
      '/student/scan',
      '[data-testid="scan-state"][data-state="present"], [data-testid="scan-state"][data-state="late"]',
    ),
  },
  {
    name: 'present-live',
    who: 'professor',
    scanned: true,
    lead: async (page, origin) => {
      await toCode(page, origin);
      await page.locator('[data-testid="live-list"] .name').first().waitFor();
    },
  },
  {
    name: 'spot-check',
    who: 'professor',
    scanned: true,
    lead: async (page, origin) => {
      await toCode(page, origin);
      await page.locator('[data-testid="live-list"] .name').first().waitFor();
      await page.getByLabel('Bodies in the room').fill('0');
      await page.getByRole('button', { name: 'Record' }).click();
      await page.getByRole('button', { name: 'Spot check' }).click();
      await page.locator('[data-testid="spot-names"] li').first().waitFor();
    },
  },
  {
    name: 'witness',
    who: 'professor',
    lead: async (page, origin) => {
      await toCode(page, origin);
      await page.getByRole('link', { name: 'Witness a receipt' }).click();
      await page.locator('video').waitFor();
    },
  },
  { name: 'receipts', who: 'student', lead: at('/student/receipts', 'main a') },
  {
    name: 'receipt',
    who: 'student',
    lead: async (page, origin) => {
      await at('/student/receipts', 'main a')(page, origin);
      await page.locator('main a[href*="/student/receipts/"]').first().click();
      await page.locator('[data-testid="scan-state"], main dl').first().waitFor();
    },
  },
];
