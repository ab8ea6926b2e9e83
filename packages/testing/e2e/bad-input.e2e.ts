/** Codes that don't count: each gets its own plain sentence, and the server its own stable reason. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { findChromium } from '../src/chromium.ts';
import { film } from '../src/filming.ts';
import { PROFESSOR, scanState, shownLink, startAdHoc, STUDENT } from './kit/people.ts';
import { forged, pictureOf } from './kit/pictures.ts';
import { lastVerdictOf } from './kit/record.ts';
import { openStage, untilNotLive } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

const STEP_S = 5;
const OTHER_PROFESSOR = 'professor2@acem.ac.in';
/** Enrolled with the first professor only. */
const NOT_IN_OTHER_CLASS = '24cs041@acem.ac.in';

describe.runIf(findChromium() !== null)('bad input', () => {
  let stage: Stage;
  let professor: Person;
  let student: Person;
  beforeAll(async () => {
    stage = await openStage(STEP_S);
    [professor, student] = await Promise.all([stage.visitOnce(PROFESSOR), stage.visitOnce(STUDENT)]);
    await startAdHoc(professor.page);
  });
  afterAll(() => stage.close());
  beforeEach(async () => {
    stage.camera.showNothing();
    await student.page.goto(`${stage.product.origin}/student/scan`);
  });

  const says = (page: Page, sentence: string) => page.getByText(sentence).waitFor({ timeout: 20_000 });

  test('a code of another website is not opened', async () => {
    stage.camera.show(
      await pictureOf('https://evil.example/S/AEAAAAABR46L2QLWELPSS2JA7UAAAFLMR7MFO6TLEMZDSSP53UOLWVGD7I2WG'),
    );
    await says(student.page, 'This code belongs to another website, so it was not opened.');
    expect(new URL(student.page.url()).pathname).toBe('/student/scan');
  });

  test('a QR code that is not ours is named as such', async () => {
    stage.camera.show(await pictureOf('WIFI:T:WPA;S:campus;P:hunter2;;'));
    await says(student.page, 'This is a QR code, but not a Hazri code.');
  });

  test('a truncated code asks to move closer', async () => {
    const link = await shownLink(professor.page);
    stage.camera.show(await pictureOf(link.slice(0, -7)));
    await says(student.page, 'Part of the code is missing.');
  });

  test('[SCAN6] [SES3] a code of a class that isn’t mine waits for the roster, and counts once I am on it', async () => {
    const [other, stranger] = await Promise.all([
      stage.visitOnce(OTHER_PROFESSOR),
      stage.visitOnce(NOT_IN_OTHER_CLASS),
    ]);
    await startAdHoc(other.page);
    const filming = film(other.page, stage.camera);
    await scanState(stranger.page, ['waiting']);
    await says(stranger.page, 'You are not on the roster of this class yet.');
    await filming.stop();
    expect(await lastVerdictOf(stage.product, NOT_IN_OTHER_CLASS)).toEqual({
      outcome: 'waiting',
      reason: 'not_enrolled',
    });
    await other.page.getByRole('button', { name: 'Add to class' }).click();
    await scanState(stranger.page, ['present']);
    await Promise.all([other.context.close(), stranger.context.close()]);
  });

  test('[SCAN4] a photo of an expired code is saved and not counted', async () => {
    const picture = await professor.page.locator('[data-testid="code-svg"]').screenshot();
    await untilNotLive(STEP_S);
    stage.camera.show(picture);
    await scanState(student.page, ['rejected']);
    await says(student.page, 'The code was read after it had left the screen.');
    expect(await lastVerdictOf(stage.product, STUDENT)).toEqual({
      outcome: 'rejected',
      reason: 'token_expired',
    });
  });

  test('[SCAN1] a forged code is saved and not counted', async () => {
    stage.camera.show(await pictureOf(forged(await shownLink(professor.page))));
    await scanState(student.page, ['rejected']);
    await says(student.page, 'The code doesn’t match what was shown on the screen.');
    expect(await lastVerdictOf(stage.product, STUDENT)).toEqual({
      outcome: 'rejected',
      reason: 'token_bad_mac',
    });
  });

  test('after all that, the real code still counts', async () => {
    const filming = film(professor.page, stage.camera);
    expect(await scanState(student.page, ['present'])).toBe('present');
    await filming.stop();
    expect(await lastVerdictOf(stage.product, STUDENT)).toEqual({ outcome: 'accepted', reason: null });
  });
});
