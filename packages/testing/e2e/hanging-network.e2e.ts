/** A network that takes every connection and answers none: screens stand, what is stated is kept, and waits end by themselves. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../src/chromium.ts';
import { WEB_BUILD } from '../src/product.ts';
import { film } from '../src/filming.ts';
import { PASSWORD, PROFESSOR, scanState, shownLink, startAdHoc, STUDENT } from './kit/people.ts';
import { lastVerdictOf, recordOf } from './kit/record.ts';
import { openStage } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

const CALLED = '24CS007';
/** Ten seconds of silence end an exchange. */
const BOUND = { timeout: 25_000 };

describe.runIf(findChromium() !== null)('a network that hangs', () => {
  let stage: Stage;
  let professor: Person;
  let student: Person;
  beforeAll(async () => {
    stage = await openStage();
    [professor, student] = await Promise.all([stage.visitOnce(PROFESSOR), stage.visitOnce(STUDENT)]);
    await stage.product.serveWebOnly(WEB_BUILD, (path) => path.startsWith('/api'));
  });
  afterAll(() => stage.close());

  test('a session starts, a scan is saved, a mark is set; all of it is sent when the network answers again', async () => {
    await professor.page.reload();
    const sessionId = await startAdHoc(professor.page);
    expect(await shownLink(professor.page)).toContain('/S/');
    await student.page.reload();
    const filming = film(professor.page, stage.camera);
    await scanState(student.page, ['saved']);
    await filming.stop();
    await student.page.goto(`${stage.product.origin}/student/receipts`);
    await student.page.locator('[data-status="saved"]').waitFor();

    await professor.page.getByLabel('Find a student').fill(CALLED);
    await professor.page.getByRole('button', { name: new RegExp(CALLED) }).click();
    await professor.page.getByRole('dialog').getByRole('button', { name: 'Present' }).click();
    await professor.page.getByText('1 of 60 here').waitFor();

    await stage.product.restart(WEB_BUILD);
    await expect
      .poll(() => lastVerdictOf(stage.product, STUDENT), { timeout: 60_000 })
      .toMatchObject({ outcome: 'accepted' });
    const arrived = () =>
      recordOf(stage.product, sessionId).then(
        (lines) => lines.filter(({ status }) => status === 'present').length,
      );
    await expect.poll(arrived, { timeout: 60_000 }).toBe(2);
  });

  test('signing in and joining a class end by themselves, say why, and keep what was typed', async () => {
    await stage.product.serveWebOnly(WEB_BUILD, (path) => path.startsWith('/api'));
    const nobody = await (await stage.browser.newContext()).newPage();
    await nobody.goto(`${stage.product.origin}/login`);
    await nobody.getByLabel('E-mail').fill(STUDENT);
    await nobody.getByLabel('Password').fill(PASSWORD);
    await nobody.getByRole('button', { name: 'Sign in' }).click();
    await student.page.goto(`${stage.product.origin}/student/classes/join`);
    await student.page.getByLabel('Class code').fill('ABCD2345');
    await student.page.getByRole('button', { name: 'Join' }).click();
    await student.page.getByText('Joining needs a connection. The code stays here.').waitFor(BOUND);
    await nobody.getByText('There is no network.').waitFor(BOUND);
    // Nothing is stuck, and nothing is to be typed again.
    expect(await student.page.getByLabel('Class code').inputValue()).toBe('ABCD2345');
    expect(await student.page.getByRole('button', { name: 'Join' }).isEnabled()).toBe(true);
    expect(await nobody.getByLabel('Password').inputValue()).toBe(PASSWORD);
    expect(await nobody.getByRole('button', { name: 'Sign in' }).isEnabled()).toBe(true);
    await nobody.context().close();
  });
});
