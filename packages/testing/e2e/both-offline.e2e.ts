/**
 * The main job with the network gone for everybody: the professor starts a session that the server has never heard
 * of, students scan it, all reconnect days apart and in the unhelpful order, and the record is one.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page, Request } from 'playwright-core';
import { parseToken } from '@hazri/domain';
import { findChromium } from '../src/chromium.ts';
import { film } from '../src/filming.ts';
import {
  endSession,
  goOffline,
  goOnline,
  PROFESSOR,
  readyOffline,
  scanState,
  shownLink,
  startAdHoc,
  STUDENT,
} from './kit/people.ts';
import { recordOf } from './kit/record.ts';
import { notLiveAfterMs, openStage, scanOffline } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

const STUDENTS = [STUDENT, '24cs002@acem.ac.in', '24cs003@acem.ac.in'];
const STEP_S = 5;
/** Late after half a minute, so that a test can be late. */
const LATE_AFTER_S = 30;
const DAYS_MS = 2 * 86_400_000;

describe.runIf(findChromium() !== null)('both sides offline', () => {
  let stage: Stage;
  let professor: Person;
  let student: Person;
  let sessionId: string;
  beforeAll(async () => {
    stage = await openStage(STEP_S, { LATE_THRESHOLD_MINUTES: String(LATE_AFTER_S / 60) });
  });
  afterAll(() => stage.close());

  test('rotating signed code, also offline: a new one each step, with its countdown, full screen for projectors', async () => {
    professor = await stage.visitOnce(PROFESSOR);
    const { page, context } = professor;
    await goOffline(context);
    await page.reload();
    await readyOffline(page);
    sessionId = await startAdHoc(page);

    const steps = new Set<number>();
    const countdown = new Set<number>();
    await expect
      .poll(
        async () => {
          steps.add(await shownStep(page));
          countdown.add(await secondsLeft(page));
          return steps.size;
        },
        { timeout: 20_000, interval: 300 },
      )
      .toBe(3);
    // Every step begins on the rotation's raster, and the seconds until the next are counted down.
    expect([...steps].map((step) => step % STEP_S)).toEqual([0, 0, 0]);
    expect([...steps]).toEqual([...steps].toSorted());
    expect(countdown.size).toBeGreaterThan(2);
    expect([...countdown].filter((seconds) => seconds < 1 || seconds > STEP_S)).toEqual([]);

    await page.getByRole('button', { name: 'Full screen' }).click();
    const isFull = () => page.evaluate(() => document.fullscreenElement !== null);
    await expect.poll(isFull).toBe(true);
    await page.getByRole('button', { name: 'Leave full screen' }).waitFor();
    await page.keyboard.press('f');
    await expect.poll(isFull).toBe(false);
  });

  test('feature 1: a device with no network issues valid codes, for a session that the server has never heard of', async () => {
    student = await stage.visitOnce(STUDENT);
    await scanOffline(stage, professor, student);
    expect(await heardOf(stage, sessionId)).toBe(0);

    await goOnline(student.context);
    expect(await scanState(student.page, ['waiting'])).toBe('waiting');
    await student.page.getByText('The session has not reached the server yet.').waitFor();
    expect(await heardOf(stage, sessionId)).toBe(0);

    await goOnline(professor.context);
    expect(await scanState(student.page, ['present'])).toBe('present');
    expect(await heardOf(stage, sessionId)).toBe(1);
    await endSession(professor.page);
  });

  test('feature 2: students reconnect first, one sends twice, the professor comes days later; everyone sees the same record', async () => {
    const { product, camera } = stage;
    const students: Person[] = [student];
    for (const email of STUDENTS.slice(1)) students.push(await stage.visitOnce(email));
    const everybody = [professor, ...students];
    await goOffline(...everybody.map(({ context }) => context));
    await professor.page.goto(`${product.origin}/professor/today`);
    sessionId = await startAdHoc(professor.page);

    // Phones in pockets: who looks at the code decides when.
    for (const { page } of students) await page.goto(`${product.origin}/student/receipts`);
    const filming = film(professor.page, camera);
    for (const { page } of students) {
      if (page === students.at(-1)?.page) await stage.passTime(LATE_AFTER_S * 1_000, everybody);
      await page.goto(`${product.origin}/student/scan`);
      expect(await scanState(page, ['saved'])).toBe('saved');
    }
    await filming.stop();

    await stage.passTime(notLiveAfterMs(STEP_S), everybody);
    const lost = loseNextAnswer(student.page);
    await goOnline(...students.map(({ context }) => context));
    await lost;
    await goOffline(student.context);
    await goOnline(student.context);
    for (const { page } of students) expect(await scanState(page, ['waiting'])).toBe('waiting');

    // Two days pass for the server and for the professor, whose laptop stayed shut in a bag.
    await stage.passTime(DAYS_MS, [professor]);
    await professor.page.reload();
    await goOnline(professor.context);
    const expected = ['present', 'present', 'late'];
    await expect
      .poll(() => recordOf(product, sessionId), { timeout: 30_000 })
      .toMatchObject(STUDENTS.map((email, index) => ({ email, status: expected[index], trust: 'deferred' })));
    expect(await scansOf(stage, sessionId)).toBe(STUDENTS.length);

    await professor.page.goto(`${product.origin}/professor/sessions/${sessionId}/present`);
    const record = await recordOf(product, sessionId);
    const line = (name: string) => professor.page.locator('[data-testid="live-list"] li', { hasText: name });
    for (const [index, { name, status }] of record.entries()) {
      const seenByProfessor = line(name).locator('[data-status]');
      await expect.poll(() => seenByProfessor.getAttribute('data-status'), { timeout: 20_000 }).toBe(status);
      const seen = students[index];
      if (seen === undefined) throw new Error('a student a line');
      expect(await scanState(seen.page, ['present', 'late'])).toBe(status);
    }
    await endSession(professor.page);
  });
});

/** When the step began whose code is shown, epoch seconds. */
async function shownStep(page: Page): Promise<number> {
  const token = parseToken(new URL(await shownLink(page)).pathname.replace('/S/', ''));
  if (!token.ok) throw new Error(token.reason);
  return token.value.stepStart;
}

async function secondsLeft(page: Page): Promise<number> {
  const label = await page.getByRole('img', { name: /^new code in \d+ s$/ }).getAttribute('aria-label');
  return Number(/\d+/.exec(label ?? '')?.[0]);
}

/** The server takes in the next scan that the page sends, and the answer gets lost: it will be sent again. */
async function loseNextAnswer(page: Page): Promise<void> {
  const isScan = (request: Request) => request.postData()?.includes('"kind":"scan"') === true;
  let isLost = false;
  await page.route('**/api/sync', async (route) => {
    if (isLost || !isScan(route.request())) return route.continue();
    isLost = true;
    await route.fetch();
    return route.abort();
  });
  await page.waitForEvent('requestfailed', { predicate: isScan });
}

/** How many sessions of that id the server knows. */
async function heardOf({ product }: Stage, sessionId: string): Promise<number> {
  return countIn(product, 'SELECT count(*) FROM sessions WHERE uuid = ?', sessionId);
}

async function scansOf({ product }: Stage, sessionId: string): Promise<number> {
  return countIn(
    product,
    'SELECT count(*) FROM scans WHERE session_id = (SELECT id FROM sessions WHERE uuid = ?)',
    sessionId,
  );
}

async function countIn({ server }: Stage['product'], sql: string, sessionId: string): Promise<number> {
  const { rows } = await server.deps.database.client.execute({ sql, args: [sessionId] });
  return Number(rows[0]?.[0]);
}
