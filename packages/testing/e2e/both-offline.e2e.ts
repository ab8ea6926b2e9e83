/**
 * The main job with the network gone for everybody: the professor starts a session that the server has never heard
 * of, students scan it, all reconnect hours apart and in the unhelpful order, and the record is one.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../src/chromium.ts';
import { moveClock } from '../src/moved-clock.ts';
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
import { openStage, untilNotLive } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

const STUDENTS = [STUDENT, '24cs002@acem.ac.in', '24cs003@acem.ac.in'];
const STEP_S = 5;
/** Late after half a minute, so that a test can be late. */
const LATE_AFTER_S = 30;
const HOURS_MS = 3 * 3_600_000;

describe.runIf(findChromium() !== null)('both sides offline', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(STEP_S, { LATE_THRESHOLD_MINUTES: String(LATE_AFTER_S / 60) });
  });
  afterAll(() => stage.close());

  test('students reconnect first, the professor hours later; everyone sees the same record', async () => {
    const { product, camera } = stage;
    const professor = await stage.visitOnce(PROFESSOR);
    const students: Person[] = [];
    for (const email of STUDENTS) students.push(await stage.visitOnce(email));
    const contexts = [professor, ...students].map(({ context }) => context);

    await goOffline(...contexts);
    await professor.page.reload();
    await readyOffline(professor.page);
    const sessionId = await startAdHoc(professor.page);
    const first = await shownLink(professor.page);
    await expect.poll(() => shownLink(professor.page), { timeout: 10_000 }).not.toBe(first);

    // Phones in pockets: who looks at the code decides when.
    for (const { page } of students) await page.goto(`${product.origin}/student/receipts`);
    const startedAt = Date.now();
    const filming = film(professor.page, camera);
    for (const { page } of students) {
      if (page === students.at(-1)?.page) {
        await new Promise((wake) => setTimeout(wake, startedAt + LATE_AFTER_S * 1_000 + 500 - Date.now()));
      }
      await page.goto(`${product.origin}/student/scan`);
      expect(await scanState(page, ['saved'])).toBe('saved');
    }
    await filming.stop();

    await untilNotLive(STEP_S);
    await goOnline(...students.map(({ context }) => context));
    for (const { page } of students) expect(await scanState(page, ['waiting'])).toBe('waiting');

    // Three hours pass for the server and for the professor, whose laptop stayed shut in a bag.
    product.moveClock(HOURS_MS);
    await moveClock(professor.page, HOURS_MS);
    await professor.page.reload();
    await goOnline(professor.context);
    const expected = ['present', 'present', 'late'];
    await expect
      .poll(() => recordOf(product, sessionId), { timeout: 30_000 })
      .toMatchObject(STUDENTS.map((email, index) => ({ email, status: expected[index], trust: 'deferred' })));

    await professor.page.goto(`${product.origin}/professor/sessions/${sessionId}/present`);
    const record = await recordOf(product, sessionId);
    const line = (name: string) => professor.page.locator('[data-testid="live-list"] li', { hasText: name });
    for (const [index, { name, status }] of record.entries()) {
      const seenByProfessor = line(name).locator('[data-status]');
      await expect.poll(() => seenByProfessor.getAttribute('data-status'), { timeout: 20_000 }).toBe(status);
      const student = students[index];
      if (student === undefined) throw new Error('a student a line');
      expect(await scanState(student.page, ['present', 'late'])).toBe(status);
    }
    await endSession(professor.page);
  });
});
