/** Feature "low-attendance alerts (threshold 75 %)": staff write to who is below the line; each gets one mail. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MailServer } from '@hazri/sync-server/testing/mail-server';
import { startMailServer } from '@hazri/sync-server/testing/mail-server';
import { findChromium } from '../src/chromium.ts';
import { goOffline, goOnline, PROFESSOR } from './kit/people.ts';
import { openStage } from './kit/stage.ts';
import type { Stage } from './kit/stage.ts';

describe.runIf(findChromium() !== null)('low-attendance alerts', () => {
  let stage: Stage;
  let mails: MailServer;
  beforeAll(async () => {
    mails = await startMailServer();
    stage = await openStage(30, { SMTP_URL: mails.url });
  });
  afterAll(async () => {
    await stage.close();
    await mails.close();
  });

  test('[NOTE8] the button names how many, writes to each once, and says so', async () => {
    const { context, page } = await stage.visitOnce(PROFESSOR);
    await page.getByRole('link', { name: 'Classes' }).first().click();
    await page.locator('main a[href^="/professor/classes/0"]').first().click();
    const open = page.getByRole('button', { name: 'Write to students under 75%' });

    await open.waitFor();
    await goOffline(context);
    await open.click();
    await page.getByText('Writing to students needs a connection. Nobody was written to.').waitFor();
    await goOnline(context);

    await open.click();
    const title = await page
      .getByRole('heading', { name: /^Write to \d+ students? under 75%\?$/ })
      .innerText();
    const count = Number(/\d+/.exec(title)?.[0]);
    expect(count).toBeGreaterThan(0);
    expect(mails.received).toHaveLength(0);
    await page.getByRole('button', { name: /^Write to \d+ students?$/ }).click();
    await page
      .locator('[data-testid="alerts-done"]')
      .getByText(/gets? a mail and a notification\./)
      .waitFor();
    await expect.poll(() => mails.received.length, { timeout: 15_000 }).toBe(count);
    expect(new Set(mails.received.map(({ to }) => to.join())).size).toBe(count);
    for (const { source } of mails.received)
      expect(source).toMatch(/^Subject: Your attendance in CS301 .+: \d+ %\r$/m);

    await open.click();
    await page
      .locator('[data-testid="alerts-idle"]')
      .getByText(/in the last six days/)
      .waitFor();
    expect(mails.received).toHaveLength(count);
  });
});
