/** No mouse, no finger: the daily work by keys alone, every control in reach of Tab, and always to be seen where one is. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../src/chromium.ts';
import { PASSWORD, PROFESSOR, readyOffline, scanState, STUDENT } from './kit/people.ts';
import { openStage } from './kit/stage.ts';
import type { Stage } from './kit/stage.ts';

/** More than any of these screens has controls. */
const MOST_TABS = 120;

describe.runIf(findChromium() !== null)('by keyboard', () => {
  let stage: Stage;
  let professor: Page;
  let student: Page;
  beforeAll(async () => {
    stage = await openStage();
    [professor, student] = await Promise.all([newPage(stage), newPage(stage)]);
  });
  afterAll(() => stage.close());

  test('a session is started, shown, ended and taken back; a student types its digits', async () => {
    await signInByKeys(professor, stage.product.origin, PROFESSOR);
    await readyOffline(professor);
    await pressAt(professor, 'Start a session that isn’t in the timetable');
    await pressAt(professor, 'Start now');
    const digits = professor.locator('[data-testid="short-code"]');
    await digits.waitFor();

    await signInByKeys(student, stage.product.origin, STUDENT);
    await pressAt(student, 'Type the code instead');
    await tabTo(student, 'Eight digits under the code');
    await student.keyboard.type(await digits.innerText());
    // The class is chosen by its first letters, as in any list.
    await tabTo(student, 'Class');
    await student.keyboard.type('CS301');
    await pressAt(student, 'Save');
    await scanState(student, ['review']);

    await pressAt(professor, 'End session');
    await professor.locator('[data-testid="end-confirm"]').waitFor();
    await professor.keyboard.press('Escape');
    await professor.locator('[data-testid="end-confirm"]').waitFor({ state: 'detached' });
    // Whoever closes the dialog goes on where it was opened.
    expect(await focused(professor)).toBe('End session');
    await professor.keyboard.press('Enter');
    await pressAt(professor, 'End session', '[data-testid="end-confirm"]');
    await professor.waitForURL((url) => !url.pathname.endsWith('/present'));
    await pressAt(professor, 'Undo');
    await digits.waitFor();
  });

  test.each([
    ['student', '/student/scan'],
    ['student', '/student/receipts'],
    ['student', '/student/classes'],
    ['student', '/student/profile'],
    ['professor', '/professor/today'],
    ['professor', '/professor/classes'],
    ['professor', '/professor/profile'],
  ] as const)('%s: every control of %s is reached by Tab, and seen to be', async (who, path) => {
    const page = who === 'student' ? student : professor;
    await page.goto(`${stage.product.origin}${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    const controls = await markControls(page);
    expect(controls.length).toBeGreaterThan(3);
    const reached = new Set<string>();
    const unseen = new Set<string>();
    for (let tabs = 0; tabs < MOST_TABS && reached.size < controls.length; tabs += 1) {
      await page.keyboard.press('Tab');
      const at = await whereFocusIs(page);
      if (at === null) continue;
      reached.add(at.control);
      if (!at.isSeen) unseen.add(at.control);
    }
    expect(controls.filter((control) => !reached.has(control))).toEqual([]);
    expect([...unseen]).toEqual([]);
  });
});

async function newPage({ browser }: Stage): Promise<Page> {
  const context = await browser.newContext({ permissions: ['camera'], reducedMotion: 'reduce' });
  return context.newPage();
}

async function signInByKeys(page: Page, origin: string, email: string): Promise<void> {
  await page.goto(`${origin}/login`);
  await page.getByLabel('E-mail').waitFor();
  await tabTo(page, 'E-mail');
  await page.keyboard.type(email);
  await tabTo(page, 'Password');
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.pathname !== '/login');
}

/** What the focused element is called. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement)) return '';
    const labels = 'labels' in element ? (element.labels as NodeListOf<HTMLLabelElement> | null) : null;
    const name = element.getAttribute('aria-label') ?? labels?.[0]?.innerText ?? element.innerText;
    return name.trim();
  });
}

async function tabTo(page: Page, name: string, inside = 'body'): Promise<void> {
  for (let tabs = 0; tabs < MOST_TABS; tabs += 1) {
    const isThere = (await focused(page)).startsWith(name);
    if (isThere && (await page.evaluate((css) => document.activeElement?.closest(css) !== null, inside)))
      return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no Tab leads to "${name}"`);
}

async function pressAt(page: Page, name: string, inside?: string): Promise<void> {
  await page.getByText(name).first().waitFor();
  await tabTo(page, name, inside);
  await page.keyboard.press('Enter');
}

/** Numbers what can be used; of a group of radio buttons one stands for all. */
function markControls(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const found = [
      ...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary'),
    ];
    const groups = new Set<string>();
    return found.flatMap((element, at) => {
      if (!element.checkVisibility({ visibilityProperty: true }) || element.matches(':disabled')) return [];
      if (element.closest('[inert]') !== null) return [];
      if (element instanceof HTMLInputElement && element.type === 'radio') {
        if (groups.has(element.name)) return [];
        groups.add(element.name);
      }
      const name = `${at} ${element.tagName} ${element.innerText.slice(0, 30)}`;
      element.dataset['control'] = name;
      return [name];
    });
  });
}

/** null: nowhere that counts, such as the document itself. */
function whereFocusIs(page: Page): Promise<{ readonly control: string; readonly isSeen: boolean } | null> {
  return page.evaluate(() => {
    const element = document.activeElement;
    const control = element instanceof HTMLElement ? element.dataset['control'] : undefined;
    if (!(element instanceof HTMLElement) || control === undefined) return null;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(element);
    const hasRing = (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
    const { width, height, right, bottom } = element.getBoundingClientRect();
    return { control, isSeen: hasRing && width > 0 && height > 0 && right > 0 && bottom > 0 };
  });
}
