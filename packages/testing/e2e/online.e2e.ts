/** With a network: from the scan to the name on the professor's screen, by poke and pull, without a reload. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../src/chromium.ts';
import { film } from '../src/filming.ts';
import { dispatchBackgroundSync, workerRun } from './kit/background-sync.ts';
import {
  endSession,
  goOffline,
  goOnline,
  namesHere,
  PROFESSOR,
  scanState,
  startAdHoc,
  STUDENT,
} from './kit/people.ts';
import { openStage } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';
import { noteSyncs } from './kit/watch-syncs.ts';

const IN_TIME = '24cs002@acem.ac.in';
const TOO_LATE = '24cs003@acem.ac.in';
const MINUTE_MS = 60_000;

describe.runIf(findChromium() !== null)('online', () => {
  let stage: Stage;
  let professor: Person;
  let student: Person;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  test('[SES5] [SYNC8] a scan is one request and lights up on the professor’s screen; ending is undone and nothing is lost', async () => {
    [professor, student] = await Promise.all([stage.visitOnce(PROFESSOR), stage.visitOnce(STUDENT)]);
    const countsShown = await rememberCounts(professor.page);
    const sessionId = await startAdHoc(professor.page);
    expect(await namesHere(professor.page)).toEqual([]);
    expect((await countsShown()).at(0)).toMatch(/^0 of [1-9]/);

    await expect.poll(() => stage.product.server.deps.pokes.size()).toBe(2);
    const factsSent = noteSyncs(stage.product, STUDENT);
    const sinceScan = () => factsSent.slice(factsSent.indexOf(1));
    const filming = film(professor.page, stage.camera);
    expect(await scanState(student.page, ['present'])).toBe('present');
    await expect.poll(() => namesHere(professor.page), { timeout: 10_000 }).toHaveLength(1);
    await filming.stop();
    for (const tag of ['hazri-send', 'hazri-sync'] as const) {
      const workerEnds = workerRun(student.page);
      await dispatchBackgroundSync(student.context, stage.product.origin, tag);
      await workerEnds;
    }
    // Poked about its own scan, and woken by the browser to send it: what the answer brought was all.
    expect(sinceScan()).toEqual([1]);

    await endSession(professor.page);
    await professor.page.getByRole('button', { name: 'Undo' }).click();
    await professor.page.locator('[data-testid="code-svg"]').waitFor();
    expect(await namesHere(professor.page)).toHaveLength(1);
    await expect.poll(() => statusOf(stage, sessionId), { timeout: 10_000 }).toBe('active');
    // What others change it still comes for.
    await expect.poll(sinceScan, { timeout: 10_000 }).toContain(0);
  });

  test('late after five minutes, minutes recorded', async () => {
    const [inTime, tooLate] = [await stage.visitOnce(IN_TIME), await stage.visitOnce(TOO_LATE)];
    const everybody = [professor, student, inTime, tooLate];
    const scanAfter = async (ms: number, { page }: Person) => {
      await goOffline(...everybody.map(({ context }) => context));
      await stage.passTime(ms, everybody);
      await goOnline(...everybody.map(({ context }) => context));
      const filming = film(professor.page, stage.camera);
      await page.goto(`${stage.product.origin}/student/scan`);
      const state = await scanState(page, ['present', 'late']);
      await filming.stop();
      return state;
    };
    // Phones in pockets: who looks at the code decides when.
    for (const { page } of [inTime, tooLate]) await page.goto(`${stage.product.origin}/student/receipts`);
    await professor.page.reload();
    expect(await scanAfter(3 * MINUTE_MS, inTime)).toBe('present');
    expect(await scanAfter(3 * MINUTE_MS, tooLate)).toBe('late');

    const minutes = await minutesLate(stage, TOO_LATE);
    expect(minutes).toBeGreaterThanOrEqual(6);
    await tooLate.page.getByText(`You are marked late by ${minutes} min.`).waitFor();
    const here = professor.page.locator('[data-testid="live-list"] li');
    await here.filter({ hasText: `Late by ${minutes} min` }).waitFor();
    expect(await here.filter({ hasText: 'Late by' }).count()).toBe(1);
    expect(await here.filter({ hasText: 'Present' }).count()).toBe(2);
  });

  test('where WebAssembly is refused, the other decoder reads the code', async () => {
    const [professor, student] = await Promise.all([
      stage.visitOnce(PROFESSOR),
      stage.visitOnce('24cs004@acem.ac.in'),
    ]);
    await startAdHoc(professor.page);
    const filming = film(professor.page, stage.camera);
    await student.context.addInitScript(() => Reflect.deleteProperty(globalThis, 'WebAssembly'));
    await student.page.reload();
    expect(await student.page.evaluate(() => 'WebAssembly' in globalThis)).toBe(false);
    expect(await scanState(student.page, ['present'])).toBe('present');
    await filming.stop();
  });
});

async function minutesLate({ product }: Stage, email: string): Promise<number> {
  const { rows } = await product.server.deps.database.client.execute({
    sql: `SELECT a.minutes_late FROM attendance a JOIN users u ON u.id = a.student_id
          JOIN sessions s ON s.id = a.session_id WHERE u.email = ? AND s.status = 'active'`,
    args: [email],
  });
  return Number(rows[0]?.[0]);
}

/** @returns every text that the count on the code screen has had since */
async function rememberCounts(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const shown: string[] = [];
    Reflect.set(window, 'countsShown', shown);
    new MutationObserver(() => {
      const text = document.querySelector('[data-testid="present-count"]')?.textContent.trim();
      if (text !== undefined && text !== shown.at(-1)) shown.push(text);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  return () => page.evaluate(() => Reflect.get(window, 'countsShown') as readonly string[]);
}

async function statusOf({ product }: Stage, sessionId: string): Promise<unknown> {
  const { client } = product.server.deps.database;
  const { rows } = await client.execute({
    sql: 'SELECT status FROM sessions WHERE uuid = ?',
    args: [sessionId],
  });
  return rows[0]?.['status'];
}
