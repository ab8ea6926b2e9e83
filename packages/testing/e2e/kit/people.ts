/** What people do, in a real browser: sign in, become ready offline, start a session, scan, read the result. */
import { expect } from 'vitest';
import type { BrowserContext, Page } from 'playwright-core';

export const PASSWORD = 'password123';
export const PROFESSOR = 'professor@acem.ac.in';
export const ADMINISTRATOR = 'admin@acem.ac.in';
export const STUDENT = 'student@acem.ac.in';

const PATIENCE_MS = 30_000;

/** Signs in and waits until the app says that it works with no network (DEV9). */
export async function signIn(page: Page, origin: string, email: string): Promise<void> {
  await page.goto(`${origin}/login`);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL((url) => url.pathname !== '/login', { timeout: PATIENCE_MS });
}

export async function readyOffline(page: Page): Promise<void> {
  await page.locator('[data-testid="ready-offline"][data-ready="true"]').waitFor({ timeout: PATIENCE_MS });
}

export async function goOffline(...contexts: readonly BrowserContext[]): Promise<void> {
  await Promise.all(contexts.map((context) => context.setOffline(true)));
}

export async function goOnline(...contexts: readonly BrowserContext[]): Promise<void> {
  await Promise.all(contexts.map((context) => context.setOffline(false)));
}

/** Starts a session that isn't in the timetable and waits for its code; returns the session's id. */
export async function startAdHoc(page: Page): Promise<string> {
  await page.getByText('Start a session that isn’t in the timetable').click();
  await page.getByRole('button', { name: 'Start now' }).first().click();
  await page.locator('[data-testid="code-svg"]').waitFor({ timeout: PATIENCE_MS });
  const id = /sessions\/([0-9a-f-]{36})\/present/.exec(page.url())?.[1];
  if (id === undefined) throw new Error(`not on a code screen: ${page.url()}`);
  return id;
}

/** The link that the code on the screen says right now. */
export async function shownLink(page: Page): Promise<string> {
  const link = await page.locator('[data-testid="code-svg"]').getAttribute('data-code');
  if (link === null) throw new Error('no code is shown');
  return link;
}

/** Waits for the state that the scan screen or receipt shows, such as `saved` or `present`. */
export async function scanState(page: Page, states: readonly string[]): Promise<string> {
  const shown = page.locator('[data-testid="scan-state"]');
  await expect
    .poll(() => shown.getAttribute('data-state', { timeout: 1_000 }).catch(() => null), {
      timeout: PATIENCE_MS,
    })
    .toSatisfy(
      (state: string | null) => state !== null && states.includes(state),
      `one of ${states.join(', ')}`,
    );
  return (await shown.getAttribute('data-state')) ?? '';
}

/** Names on the professor's live list. */
export async function namesHere(page: Page): Promise<readonly string[]> {
  return page.locator('[data-testid="live-list"] .name').allInnerTexts();
}

export async function endSession(page: Page): Promise<void> {
  await page.locator('[data-testid="end-session"]').click();
  await page.locator('[data-testid="end-confirm"]').click();
  await page.waitForURL((url) => !url.pathname.endsWith('/present'));
}
