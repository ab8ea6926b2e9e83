/** Two tabs of the app on one device: both stay right, nothing is doubled, nobody sees what is somebody else's. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { findChromium } from '../src/chromium.ts';
import {
  endSession,
  goOnline,
  namesHere,
  PASSWORD,
  PROFESSOR,
  shownLink,
  startAdHoc,
  STUDENT,
} from './kit/people.ts';
import { lastVerdictOf, recordOf } from './kit/record.ts';
import { openStage, scanOffline } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';
import { noteSyncs } from './kit/watch-syncs.ts';

const OTHER_STUDENT = '24cs002@acem.ac.in';

describe.runIf(findChromium() !== null)('two tabs', () => {
  let stage: Stage;
  let professor: Person;
  let sessionId: string;
  beforeAll(async () => {
    stage = await openStage();
    professor = await stage.visitOnce(PROFESSOR);
    sessionId = await startAdHoc(professor.page);
  });
  afterAll(() => stage.close());

  const count = async (sql: string, ...args: string[]) => {
    const { rows } = await stage.product.server.deps.database.client.execute({ sql, args });
    return Number(rows[0]?.[0]);
  };

  test('[DEV2] a scan that both tabs could send is sent once, and both show what became of it', async () => {
    const student = await stage.visitOnce(STUDENT);
    const tab = await student.context.newPage();
    await tab.goto(`${stage.product.origin}/student/receipts`);
    await scanOffline(stage, professor, student);
    await tab.locator('[data-status="saved"]').waitFor();
    const factsSent = noteSyncs(stage.product, STUDENT);
    await goOnline(student.context);
    await student.page.locator('[data-testid="scan-state"][data-state="present"]').waitFor();
    await tab.locator('[data-status="saved"]').waitFor({ state: 'detached' });
    expect(await lastVerdictOf(stage.product, STUDENT)).toEqual({ outcome: 'accepted', reason: null });
    expect(factsSent.filter((carried) => carried > 0)).toEqual([1]);
    await student.context.close();
  });

  test('the code page of a session stands in both, and both see it end', async () => {
    const tab = await professor.context.newPage();
    await tab.goto(`${stage.product.origin}/professor/sessions/${sessionId}/present`);
    await tab.locator('[data-testid="code-svg"]').waitFor();
    // A code of either tab counts, also where each stated its own nonce.
    const student = await stage.visitOnce(OTHER_STUDENT);
    await scanOffline(stage, { context: professor.context, page: tab }, student);
    await goOnline(student.context);
    await expect
      .poll(() => lastVerdictOf(stage.product, OTHER_STUDENT), { timeout: 20_000 })
      .toEqual({ outcome: 'accepted', reason: null });
    for (const page of [professor.page, tab])
      await expect.poll(() => namesHere(page), { timeout: 20_000 }).toHaveLength(2);
    expect(await Promise.all([professor.page, tab].map(shownLink))).toHaveLength(2);
    await endSession(professor.page);
    await tab.locator('[data-testid="code-svg"]').waitFor({ state: 'detached' });
    await expect
      .poll(() => recordOf(stage.product, sessionId).then((lines) => lines.filter(isPresent).length), {
        timeout: 20_000,
      })
      .toBe(2);
    expect(await count('SELECT count(*) FROM sessions WHERE uuid = ?', sessionId)).toBe(1);
    await tab.close();
    await student.context.close();
  });

  test('[DEV4] logging out in one ends the other, and who signs in there next finds nothing of it', async () => {
    const student = await stage.visitOnce(STUDENT);
    const tab = await student.context.newPage();
    await tab.goto(`${stage.product.origin}/student/receipts`);
    await tab.getByRole('heading', { name: 'Receipts' }).waitFor();
    await student.page.getByRole('button', { name: 'Log out' }).click();
    await signInAs(student.page, OTHER_STUDENT);
    await tab.waitForURL((url) => url.pathname === '/login');
    await tab.goto(`${stage.product.origin}/student/profile`);
    await tab.getByLabel('Roll number').waitFor();
    expect(await tab.getByLabel('Roll number').inputValue()).toBe('24CS002');
    // And without a log-out between them: who was there before is out in every tab.
    await student.page.goto(`${stage.product.origin}/login`);
    await signInAs(student.page, STUDENT);
    await tab.waitForURL((url) => url.pathname === '/login');
    await student.context.close();
  });

  async function signInAs(page: Page, email: string): Promise<void> {
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL((url) => url.pathname !== '/login');
  }
});

const isPresent = ({ status }: { readonly status: string }) => status === 'present';
