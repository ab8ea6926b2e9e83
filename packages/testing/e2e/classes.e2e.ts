/** Create, edit and archive classes with a weekly timetable; students join by code (product.md, professor and student). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { findChromium } from '../src/chromium.ts';
import { goOffline, goOnline, PROFESSOR, STUDENT } from './kit/people.ts';
import { openStage } from './kit/stage.ts';
import type { Stage } from './kit/stage.ts';

const HOSTILE = '<img src=x onerror=alert(1)> مقدمة 📡';

const SHOWN_DAYS = 40;

describe.runIf(findChromium() !== null)('classes', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  test('a class is made with its timetable, edited, joined by code and put away', async () => {
    const [{ page, context }, student] = await Promise.all([
      stage.visitOnce(PROFESSOR),
      stage.visitOnce(STUDENT),
    ]);
    const { origin } = stage.product;
    let alerts = 0;
    for (const each of [page, student.page]) each.on('dialog', () => (alerts += 1));

    await page.goto(`${origin}/professor/classes`);
    await page.getByRole('link', { name: 'New class' }).click();
    await page.getByLabel('Course', { exact: true }).selectOption({ label: 'Another course' });
    await page.getByLabel('Course code').fill('CS499');
    await page.getByRole('button', { name: 'Make the class' }).click();
    // What is missing is said at its field, and what was typed stays.
    await page.getByText('This is needed.').waitFor();
    expect(await page.getByLabel('Course code').inputValue()).toBe('CS499');
    await page.getByLabel('Course title').fill(HOSTILE);
    await addMeeting(page, 'Monday', '10:00', '11:30');
    await goOffline(context);
    await page.getByRole('button', { name: 'Make the class' }).click();
    await page.getByText('This needs a connection. What you typed stays here.').waitFor();
    await goOnline(context);
    await page.getByRole('button', { name: 'Make the class' }).click();
    const code = await page.locator('[data-testid="join-code"]').innerText();
    expect(code).toMatch(/^[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}$/);
    const classId = /classes\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? '';

    await scheduleOf(page, origin, classId);
    const mondays = await times(page);
    expect(mondays.length).toBeGreaterThanOrEqual(2);
    expect(new Set(mondays)).toEqual(new Set(['10:00']));

    await page.goto(`${origin}/professor/classes/${classId}/settings`);
    await page.getByLabel('Begin', { exact: true }).fill('14:00');
    await page.getByLabel('End', { exact: true }).fill('15:00');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The class is saved.').waitFor();
    await scheduleOf(page, origin, classId);
    await expect.poll(async () => [...new Set(await times(page))], { timeout: 10_000 }).toEqual(['14:00']);
    expect(await times(page)).toHaveLength(mondays.length);

    await student.page.goto(`${origin}/student/classes`);
    await student.page.getByRole('link', { name: 'Join class' }).click();
    await student.page.getByLabel('Class code').fill('WRONG-22');
    await student.page.getByRole('button', { name: 'Join', exact: true }).click();
    await student.page.getByText('No class has this code').waitFor();
    await student.page.getByLabel('Class code').fill(code.toLowerCase());
    await student.page.getByRole('button', { name: 'Join', exact: true }).click();
    await student.page.locator('[data-testid="joined"]').waitFor();
    await student.page.getByRole('link', { name: 'Open the class' }).click();
    await student.page.getByRole('heading', { level: 1, name: HOSTILE }).waitFor();

    await page.goto(`${origin}/professor/classes/${classId}/settings`);
    await page.getByText('1 student', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Put the class away' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Put the class away' }).click();
    await page.getByText('This class was put away.').waitFor();
    await scheduleOf(page, origin, classId);
    await expect.poll(() => times(page), { timeout: 10_000 }).toEqual([]);
    expect(alerts).toBe(0);
  });

  test('a session is planned for a day, and started, ended, cancelled and reopened with no network', async () => {
    const { page, context } = await stage.visitOnce(PROFESSOR);
    await page.goto(`${stage.product.origin}/professor/schedule`);
    await page.getByRole('button', { name: 'Plan a session' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Begin').fill('23:00');
    await dialog.getByLabel('End').fill('23:58');
    await dialog.getByLabel('Title').fill('Make-up session');
    await dialog.getByRole('button', { name: 'Plan it' }).click();
    const line = page.locator('li[data-session]').filter({ hasText: 'Make-up session' });
    await line.waitFor();
    const id = (await line.getAttribute('data-session')) ?? '';

    await goOffline(context);
    await line.getByRole('button', { name: 'Start' }).click();
    await page.locator('[data-testid="code-svg"]').waitFor();
    await page.goto(`${stage.product.origin}/professor/schedule`);
    await line.getByRole('button', { name: 'Complete' }).click();
    await page.locator(`li[data-session="${id}"][data-status="completed"]`).waitFor();
    await line.getByRole('button', { name: 'Reopen' }).click();
    await page.locator(`li[data-session="${id}"][data-status="active"]`).waitFor();
    await line.getByRole('button', { name: 'Cancel' }).click();
    await page.getByRole('dialog').getByLabel('Reason').fill('Power cut');
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel session' }).click();
    await page.locator(`li[data-session="${id}"][data-status="cancelled"]`).waitFor();
    expect(await statusOf(stage, id)).toBe('scheduled');

    await goOnline(context);
    await expect.poll(() => statusOf(stage, id), { timeout: 15_000 }).toBe('cancelled');
    await line.getByRole('button', { name: 'Reopen' }).click();
    await expect.poll(() => statusOf(stage, id), { timeout: 15_000 }).toBe('active');
  });
});

async function addMeeting(page: Page, day: string, begin: string, end: string): Promise<void> {
  await page.getByRole('button', { name: 'Add a meeting' }).click();
  const meeting = page.locator('[data-testid="timetable"] li').last();
  await meeting.getByLabel('Day', { exact: true }).selectOption({ label: day });
  await meeting.getByLabel('Begin', { exact: true }).fill(begin);
  await meeting.getByLabel('End', { exact: true }).fill(end);
}

async function scheduleOf(page: Page, origin: string, classId: string): Promise<void> {
  await page.goto(`${origin}/professor/schedule`);
  const choice = page.getByLabel('Class', { exact: true });
  await choice.locator(`option[value="${classId}"]`).waitFor({ state: 'attached' });
  await choice.selectOption(classId);
  // Two weeks may hold one Monday alone, if the other is a holiday.
  const until = new Date(Date.now() + SHOWN_DAYS * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel('To', { exact: true }).fill(until);
}

/** When the sessions that the schedule shows begin. */
function times(page: Page): Promise<string[]> {
  return page.locator('li[data-session] .time').allInnerTexts();
}

async function statusOf({ product }: Stage, sessionId: string): Promise<unknown> {
  const { rows } = await product.server.deps.database.client.execute({
    sql: 'SELECT status FROM sessions WHERE uuid = ?',
    args: [sessionId],
  });
  return rows[0]?.['status'];
}
