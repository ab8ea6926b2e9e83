/** A professor with sections at the same hour: which is which, all can be started, and what somebody forgot is ended. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uuidv7 } from '@hazri/domain';
import { createClass, createUsers, enrol, planSessions } from '@hazri/sync-server';
import { findChromium } from '../src/chromium.ts';
import { PROFESSOR, STUDENT } from './kit/people.ts';
import { openStage } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const UNBROKEN = `Visvesvaraya-${'Krishnamoorthy'.repeat(3)}`;
const PEOPLE = 70;

describe.runIf(findChromium() !== null)('professor: classes at the same hour', () => {
  let stage: Stage;
  let professor: Person;
  beforeAll(async () => {
    stage = await openStage();
    await twoSections(stage);
    professor = await stage.visitOnce(PROFESSOR);
    await professor.page.setViewportSize({ width: 390, height: 844 });
  });
  afterAll(() => stage.close());

  const lineOf = (section: string) =>
    professor.page.locator('main a[href^="/professor/sessions/"]', { hasText: 'CS201' }).filter({
      hasText: `Section ${section}`,
    });

  test('each says its section on Today and in its record, and any of them is started', async () => {
    const { page } = professor;
    await page.goto(`${stage.product.origin}/professor/today`);
    await lineOf('A').waitFor();
    await lineOf('B').click();
    await page.getByRole('heading', { level: 1, name: 'CS201 Data Structures · Section B' }).waitFor();
    await page.getByRole('button', { name: 'Start' }).click();
    await page.getByTestId('code-svg').waitFor();
  });

  test('a student reads that the other was not started, and of the one that runs nothing is decided', async () => {
    const { page, context } = await stage.visitOnce(STUDENT);
    for (const [section, state] of [
      ['A', 'Not started'],
      ['B', 'Not decided yet'],
    ] as const) {
      await page.goto(`${stage.product.origin}/student/classes`);
      await page
        .getByRole('article')
        .filter({ hasText: 'CS201' })
        .filter({ hasText: `Section ${section}` })
        .click();
      await page.getByText(state, { exact: true }).waitFor();
    }
    await context.close();
  });

  test('the record of a session that nobody ended says so and ends it', async () => {
    const { page } = professor;
    await stage.passTime(24 * HOUR_MS, [professor]);
    await page.goto(`${stage.product.origin}/professor/today`);
    // Of another day, it says of which.
    await lineOf('B')
      .filter({ hasText: /[A-Z][a-z]{2}, \d/ })
      .click();
    await page.getByTestId('still-running').getByRole('button', { name: 'End it' }).click();
    await page.getByTestId('end-confirm').click();
    await page.getByText('Completed').first().waitFor();
    expect(await page.getByTestId('still-running').count()).toBe(0);
  });

  test('a long name leaves the status in sight on a phone', async () => {
    const { page } = professor;
    const badge = page.getByRole('row', { name: UNBROKEN }).first().getByText('Absent');
    await badge.waitFor();
    const box = await badge.boundingBox();
    expect((box?.x ?? Infinity) + (box?.width ?? 0)).toBeLessThan(390 - 16);
  });

  test('a roster on paper has every row, and nothing to press', async () => {
    const { page } = professor;
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(`${stage.product.origin}/professor/classes`);
    await page.getByRole('heading', { name: 'CS201' }).first().click();
    await page.getByRole('link', { name: 'Roster' }).click();
    const rows = page.getByRole('table').getByRole('row');
    await rows.nth(1).waitFor();
    expect(await rows.count()).toBeLessThan(PEOPLE);
    await page.emulateMedia({ media: 'print' });
    await expect.poll(() => rows.count()).toBe(PEOPLE + 2);
    expect(await page.getByRole('searchbox').count()).toBe(0);
    expect(await page.getByRole('radio').count()).toBe(0);
    await page.emulateMedia({ media: null });
  });

  test('the report of a class that never met says so, and other dates only where they were chosen', async () => {
    const { page } = professor;
    await page.goto(`${stage.product.origin}/professor/classes`);
    await page.getByRole('heading', { name: 'CS201' }).first().click();
    await page.getByRole('link', { name: 'Report', exact: true }).click();
    await page.getByText('No sessions yet').waitFor();
    await page.getByText('Last month', { exact: true }).click();
    await page.getByText('Choose other dates, or the whole term.').waitFor();
  });
});

async function twoSections({ product }: Stage): Promise<void> {
  const { deps } = product.server;
  const now = deps.clock.now();
  const newId = () => uuidv7(now, randomBytes(10));
  const { rows } = await deps.database.client.execute({
    sql: 'SELECT id FROM users WHERE email IN (?, ?) ORDER BY email = ? DESC',
    args: [PROFESSOR, STUDENT, PROFESSOR],
  });
  const professorId = Number(rows[0]?.['id']);
  const studentId = Number(rows[1]?.['id']);
  const students = await createUsers(
    deps.writer,
    Array.from({ length: PEOPLE }, (_, at) => ({
      uuid: newId(),
      email: `busy${at}@acem.ac.in`,
      role: 'student' as const,
      passwordHash: null,
      givenName: 'Asha',
      familyName: at === 0 ? UNBROKEN : `Rao ${at}`,
    })),
  );
  for (const section of ['A', 'B']) {
    const from = now - 30 * 24 * HOUR_MS;
    const course = { course: 'CS201', title: 'Data Structures', section, professorId, from };
    const ofClass = await createClass(deps, course);
    await enrol(deps, ofClass.id, students.map(({ id }) => id), from); // prettier-ignore
    await enrol(deps, ofClass.id, [studentId], from);
    const startsAt = now - 10 * MINUTE_MS;
    await planSessions(deps, ofClass, [
      { id: uuidv7<'session'>(now, randomBytes(10)), plan: 'single', startsAt, endsAt: startsAt + HOUR_MS },
    ]);
  }
}
