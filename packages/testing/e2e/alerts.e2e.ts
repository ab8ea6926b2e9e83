/**
 * Features "low-attendance alerts (threshold 75 %)" and "notifications: attendance below threshold": staff write to who
 * is below the line; each gets one mail and a notification, and nobody what they chose not to get.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import type { MailServer } from '@hazri/sync-server/testing/mail-server';
import { startMailServer, textIn } from '@hazri/sync-server/testing/mail-server';
import { findChromium } from '../src/chromium.ts';
import { goOffline, goOnline, PROFESSOR } from './kit/people.ts';
import { openStage } from './kit/stage.ts';
import type { Stage } from './kit/stage.ts';

/** Two of those who come seldom in the demo. */
const WANTS_NOTHING = '24cs005@acem.ac.in';
const WANTS_ALL = '24cs013@acem.ac.in';
const FALLEN = 'your attendance has fallen to';
const FALLEN_TE = 'మీ హాజరు';

describe.runIf(findChromium() !== null)('low-attendance alerts', () => {
  let stage: Stage;
  let mails: MailServer;
  let professor: Page;
  beforeAll(async () => {
    mails = await startMailServer();
    stage = await openStage(30, { SMTP_URL: mails.url });
  });
  afterAll(async () => {
    await stage.close();
    await mails.close();
  });

  /** How often the app has told of falling below the line. */
  async function warnings(page: Page, words: string): Promise<number> {
    await page.goto(`${stage.product.origin}/student/notifications`);
    await page.locator('[data-testid="notices"] li').first().waitFor();
    return page.getByText(words).count();
  }

  test('[NOTE8] offline the button says what it needs', async () => {
    const { context, page } = await stage.visitOnce(PROFESSOR);
    professor = page;
    await page.getByRole('link', { name: 'Classes' }).first().click();
    await page.locator('main a[href^="/professor/classes/0"]').first().click();
    const open = page.getByRole('button', { name: 'Write to students under 75%' });
    await open.waitFor();
    await goOffline(context);
    await open.click();
    await page.getByText('Writing to students needs a connection. Nobody was written to.').waitFor();
    await goOnline(context);
  });

  test('[NOTE8] [NOTE9] each is written to once, as they chose', { timeout: 60_000 }, async () => {
    const { page: silent } = await stage.visitOnce(WANTS_NOTHING);
    const { page: told } = await stage.visitOnce(WANTS_ALL);
    await told.locator('[data-testid="language"]:visible').selectOption('te');
    await told.getByRole('link', { name: 'వార్తలు' }).first().waitFor();
    const before = [await warnings(silent, FALLEN), await warnings(told, FALLEN_TE)] as const;
    await silent.goto(`${stage.product.origin}/student/profile`);
    const choices = silent.locator('[data-testid="choices-below_threshold"]');
    const switchOf = (label: string) => choices.getByRole('switch', { name: label });
    await switchOf('In the app').uncheck();
    await switchOf('Mail').uncheck();
    await expect.poll(() => switchOf('Message').isDisabled()).toBe(true);
    // What is chosen is the account's, not this page's.
    await expect
      .poll(async () => {
        await silent.reload();
        await choices.waitFor();
        return Promise.all(['In the app', 'Mail'].map((label) => switchOf(label).isChecked()));
      })
      .toEqual([false, false]);

    const open = professor.getByRole('button', { name: 'Write to students under 75%' });
    await open.click();
    const title = await professor
      .getByRole('heading', { name: /^Write to \d+ students? under 75%\?$/ })
      .innerText();
    const count = Number(/\d+/.exec(title)?.[0]);
    await professor.getByText('1 wants to be told in no way.').waitFor();
    expect(mails.received).toHaveLength(0);
    await professor.getByRole('button', { name: `Write to ${count} students` }).click();
    await professor
      .locator('[data-testid="alerts-done"]')
      .getByText(`${count} students get a mail.`)
      .waitFor();

    await expect.poll(() => mails.received.length, { timeout: 15_000 }).toBe(count);
    const reached = mails.received.map(({ to }) => to.join());
    expect(new Set(reached).size).toBe(count);
    expect([reached.includes(WANTS_ALL), reached.includes(WANTS_NOTHING)]).toEqual([true, false]);
    for (const mail of mails.received) {
      const isTelugu = mail.to.includes(WANTS_ALL);
      expect(textIn(mail)).toMatch(
        isTelugu ? /^ప్రియమైన .+,\n\nCS301 / : /^Dear .+,\n\nyour attendance in CS301 /,
      );
    }
    await expect.poll(() => warnings(told, FALLEN_TE), { timeout: 15_000 }).toBe(before[1] + 1);
    expect(await warnings(silent, FALLEN)).toBe(before[0]);

    await open.click();
    await professor
      .locator('[data-testid="alerts-idle"]')
      .getByText(/in the last six days/)
      .waitFor();
    expect(mails.received).toHaveLength(count);
  });
});
