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
const HOURS_MS = 3 * 3_600_000;

describe.runIf(findChromium() !== null)('both sides offline', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage(STEP_S);
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

    const filming = film(professor.page, camera);
    for (const { page } of students) {
      await page.reload();
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
    await expect
      .poll(() => recordOf(product, sessionId), { timeout: 30_000 })
      .toMatchObject(STUDENTS.map((email) => ({ email, status: 'present', trust: 'deferred' })));

    await professor.page.goto(`${product.origin}/professor/sessions/${sessionId}/present`);
    await expect
      .poll(() => professor.page.locator('[data-testid="live-list"] li:has(.name)').count(), {
        timeout: 20_000,
      })
      .toBe(STUDENTS.length);
    const seenByProfessor = await professor.page
      .locator('[data-testid="live-list"] [data-status]')
      .evaluateAll((badges) => badges.map((badge) => badge.getAttribute('data-status')));
    const seenByStudents: string[] = [];
    for (const { page } of students) seenByStudents.push(await scanState(page, ['present', 'late']));
    expect(seenByProfessor).toEqual(seenByStudents);
    await endSession(professor.page);
  });
});
