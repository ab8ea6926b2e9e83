/** Codes that don't count: each gets its own plain sentence, and the server its own stable reason. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { findChromium } from '../src/chromium.ts';
import { film } from '../src/filming.ts';
import {
  goOffline,
  goOnline,
  PASSWORD,
  PROFESSOR,
  scanState,
  shownLink,
  startAdHoc,
  STUDENT,
} from './kit/people.ts';
import { forged, pictureOf } from './kit/pictures.ts';
import { lastVerdictOf } from './kit/record.ts';
import { notLiveAfterMs, openStage, scanOffline, untilNotLive } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

const STEP_S = 5;
const OTHER_PROFESSOR = 'professor2@acem.ac.in';
/** Enrolled with the first professor only. */
const NOT_IN_OTHER_CLASS = '24cs041@acem.ac.in';
const [LIVE, DEFERRED, CLOCK_PUT_BACK, FRIEND] = ['24cs004', '24cs005', '24cs006', '24cs007'].map(
  (number) => `${number}@acem.ac.in`,
) as [string, string, string, string];

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

  test('feature 8: [SCAN6] [SES3] a walk-in’s scan is kept, shown to the professor, and counts once they are enrolled', async () => {
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
    const walkIns = other.page.getByRole('heading', { name: 'Not on the roster' });
    await walkIns.waitFor();
    await other.page.getByRole('button', { name: 'Add to class' }).click();
    await walkIns.waitFor({ state: 'detached' });
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

  test('feature 3: scan time is evidence: live, deferred or for review by what the server saw, in plain words', async () => {
    const [live, deferred, putBack] = await Promise.all([
      stage.visitOnce(LIVE),
      stage.visitOnce(DEFERRED),
      stage.visitOnce(CLOCK_PUT_BACK),
    ]);
    const receiptOf = async ({ page }: Person) => {
      await page.getByRole('link', { name: 'Open the receipt' }).click();
      return page.locator('main dl');
    };
    await goOffline(putBack.context);
    await scanOffline(stage, professor, deferred);
    const filming = film(professor.page, stage.camera);
    await live.page.goto(`${stage.product.origin}/student/scan`);
    expect(await scanState(live.page, ['present'])).toBe('present');
    await filming.stop();
    await (await receiptOf(live)).getByText('while the code was on the screen').waitFor();

    // The code leaves the screen while one phone's clock stands still; then it claims to have just seen it.
    const picture = await professor.page.locator('[data-testid="code-svg"]').screenshot();
    const others = [professor, student, live, deferred];
    await goOffline(...others.map(({ context }) => context));
    await stage.passTime(notLiveAfterMs(STEP_S), others);
    stage.camera.show(picture);
    await scanState(putBack.page, ['saved']);
    await goOnline(...others.map(({ context }) => context), putBack.context);

    expect(await scanState(deferred.page, ['present'])).toBe('present');
    await (
      await receiptOf(deferred)
    )
      .getByText('later; the code was right, being in the room is not shown by it')
      .waitFor();
    await scanState(putBack.page, ['review']);
    const doubt = 'The clock of this phone and the time of the code don’t agree.';
    await says(putBack.page, doubt);
    await says(professor.page, doubt);
    expect([
      await lastVerdictOf(stage.product, LIVE),
      await lastVerdictOf(stage.product, DEFERRED),
      await lastVerdictOf(stage.product, CLOCK_PUT_BACK),
    ]).toEqual([
      { outcome: 'accepted', reason: null },
      { outcome: 'accepted', reason: null },
      { outcome: 'review', reason: 'clock_suspect' },
    ]);
    await Promise.all([live, deferred, putBack].map(({ context }) => context.close()));
  });

  test('security: a code read again counts once, a phone of two people is looked at, device and address are on record', async () => {
    const { page } = student;
    const before = await scansOf(stage, STUDENT);
    const filming = film(professor.page, stage.camera);
    await says(page, 'You already saved this session at');
    expect(await scansOf(stage, STUDENT)).toBe(before);

    await page.goto(`${stage.product.origin}/student/profile`);
    const device = page.locator('[data-testid="devices"] li', { hasText: 'This device' });
    expect(await device.locator('bdi').innerText()).toMatch(/^(127\.0\.0\.|::)/);

    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('E-mail').fill(FRIEND);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await scanState(page, ['review']);
    await says(page, 'The same phone was used for more than one account in this session.');
    await filming.stop();
    expect(await lastVerdictOf(stage.product, FRIEND)).toEqual({
      outcome: 'review',
      reason: 'device_shared',
    });
  });
});

/** How many scans of a student the server has. */
async function scansOf({ product }: Stage, email: string): Promise<number> {
  const { rows } = await product.server.deps.database.client.execute({
    sql: 'SELECT count(*) FROM scans WHERE student_id = (SELECT id FROM users WHERE email = ?)',
    args: [email],
  });
  return Number(rows[0]?.[0]);
}
