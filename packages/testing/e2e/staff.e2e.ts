/** Staff come and go: a colleague who helps in a class, starts it with no network, and is taken off meanwhile. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { changeStaff } from '@hazri/sync-server';
import { findChromium } from '../src/chromium.ts';
import { endSession, goOffline, goOnline, PROFESSOR, STUDENT } from './kit/people.ts';
import { openStage } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

const COLLEAGUE = 'professor2@acem.ac.in';

describe.runIf(findChromium() !== null)('professor: staff of a class', () => {
  let stage: Stage;
  let professor: Person;
  let colleague: Person;
  beforeAll(async () => {
    stage = await openStage();
    [professor, colleague] = await Promise.all([stage.visitOnce(PROFESSOR), stage.visitOnce(COLLEAGUE)]);
  });
  afterAll(() => stage.close());

  test('an assistant is added by e-mail, and finds the class on Today and its settings to read', async () => {
    const { page } = professor;
    const { origin } = stage.product;
    await page.goto(`${origin}/professor/classes`);
    await page.getByRole('heading', { name: 'CS301' }).click();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByLabel('E-mail of a colleague').fill(COLLEAGUE);
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText(`Assistant · ${COLLEAGUE}`).waitFor();

    await colleague.page.goto(`${origin}/professor/classes`);
    await colleague.page.getByRole('heading', { name: 'CS301' }).click();
    await colleague.page.getByRole('link', { name: 'Settings' }).click();
    await colleague.page.getByText(`Assistant · ${COLLEAGUE}`).waitFor();
    expect(await colleague.page.getByRole('button', { name: 'Put the class away' }).count()).toBe(0);
  });

  test('[SES4] what somebody states after being taken off is refused, and said to be', async () => {
    const { page, context } = colleague;
    await page.goto(`${stage.product.origin}/professor/today`);
    const line = page.getByRole('listitem').filter({ hasText: 'CS301' });
    await page.getByText('Start a session that isn’t in the timetable').click();
    await line.getByRole('button', { name: 'Start now' }).waitFor();
    await goOffline(context);
    await line.getByRole('button', { name: 'Start now' }).click();
    await page.getByTestId('code-svg').waitFor();
    await endSession(page);

    await professor.page.getByRole('button', { name: 'End the time of Anil Kulkarni' }).click();
    await professor.page.getByRole('dialog').getByRole('button', { name: 'End' }).click();
    await professor.page.getByText(`Assistant · ${COLLEAGUE}`).waitFor({ state: 'detached' });
    await goOnline(context);
    await page.getByText('This session isn’t on this device.').waitFor();
    await page.goto(`${stage.product.origin}/professor/today`);
    const refused = page.getByTestId('refused');
    // The opening; the end of a session that was never opened waits, and the list of codes is nothing that somebody said.
    await refused.getByText('The server did not take 1 record of yours').waitFor();
    await refused.getByText('Only staff of the class can record this.').waitFor();
    expect(await page.getByText('CS301').count()).toBe(0);
  });

  test('a professor who leaves a class is asked first, and is led to the others', async () => {
    const { page } = professor;
    const leave = page.getByRole('button', { name: 'End the time of Sunita Rao' });
    await leave.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(await leave.evaluate((button) => button === document.activeElement)).toBe(true);
    await page.getByLabel('E-mail of a colleague').fill(COLLEAGUE);
    await page.getByLabel('Role').selectOption({ label: 'Professor' });
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText(`Professor · ${COLLEAGUE}`).waitFor();
    await leave.click();
    await page.getByRole('dialog').getByRole('button', { name: 'End' }).click();
    await page.waitForURL('**/professor/classes');
    await page.getByText('No classes yet').waitFor();
  });

  test('whoever helps in one class and studies in another teaches only the one', async () => {
    const { catalogue, clock, database, ...deps } = stage.product.server.deps;
    const { rows } = await database.client.execute({
      sql: "SELECT (SELECT id FROM users WHERE email = ?) AS student, (SELECT id FROM classes WHERE course = 'CS302') AS class",
      args: [STUDENT],
    });
    const ofClass = catalogue.classById(Number(rows[0]?.['class']));
    if (ofClass === undefined) throw new Error('the demo has no CS302');
    const audit = { at: clock.now(), actorId: null, action: 'staff.added' };
    await changeStaff(
      { ...deps, catalogue, clock, database },
      ofClass,
      Number(rows[0]?.['student']),
      'assistant',
      audit,
    );
    const { page } = await stage.visitOnce(STUDENT);
    await page.goto(`${stage.product.origin}/professor/classes`);
    await page.getByRole('heading', { name: 'CS302' }).waitFor();
    expect(await page.getByRole('heading', { name: 'CS301' }).count()).toBe(0);
  });
});
