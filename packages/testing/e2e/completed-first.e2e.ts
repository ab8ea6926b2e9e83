/** The session is over before a phone reconnects: absent turns into present, and everybody is told (ATT7). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../src/chromium.ts';
import { film } from '../src/filming.ts';
import { endSession, goOffline, goOnline, PROFESSOR, scanState, startAdHoc, STUDENT } from './kit/people.ts';
import { recordOf } from './kit/record.ts';
import { openStage } from './kit/stage.ts';
import type { Stage } from './kit/stage.ts';

describe.runIf(findChromium() !== null)('session completed first', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  test('[ATT7] absent becomes present when the phone reconnects, with a notice on both sides', async () => {
    const [professor, student] = await Promise.all([stage.visitOnce(PROFESSOR), stage.visitOnce(STUDENT)]);
    const sessionId = await startAdHoc(professor.page);
    await goOffline(student.context);
    const filming = film(professor.page, stage.camera);
    await scanState(student.page, ['saved']);
    await filming.stop();

    const mine = async () =>
      (await recordOf(stage.product, sessionId)).find(({ email }) => email === STUDENT);
    await endSession(professor.page);
    await expect.poll(mine, { timeout: 15_000 }).toMatchObject({ status: 'absent', source: 'completion' });
    const whole = await recordOf(stage.product, sessionId);
    expect(whole.map(({ status }) => status)).toEqual(Array.from({ length: 60 }, () => 'absent'));

    await goOnline(student.context);
    expect(await scanState(student.page, ['present'])).toBe('present');
    expect(await mine()).toMatchObject({ status: 'present', source: 'scan' });

    await student.page.getByRole('link', { name: 'Receipts' }).click();
    const told = student.page.locator('[data-testid="notice"]').first();
    await expect
      .poll(() => told.innerText(), { timeout: 15_000 })
      .toContain('changed from Absent to Present');
    await professor.page.getByRole('link', { name: 'Today' }).click();
    const toldProfessor = professor.page.locator('[data-testid="notice"]').first();
    await expect
      .poll(() => toldProfessor.innerText(), { timeout: 15_000 })
      .toContain('changed from Absent to Present');
  });
});
