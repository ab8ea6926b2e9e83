/**
 * Back on a phone closes what lies over the page and leaves the page alone (ADR 0023). `goBack` is the Back of the
 * browser's history, as iOS, Firefox and the button of every browser have it. The gesture of Chrome on Android reaches a
 * native dialog by itself before the history does, and can't be produced here: it closes a dialog as Escape does, which
 * is shown.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { findChromium } from '../src/chromium.ts';
import { ADMINISTRATOR, goOffline, PROFESSOR, signIn } from './kit/people.ts';
import { openStage } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

const PHONE = { width: 390, height: 844 };

describe.runIf(findChromium() !== null)('Back', () => {
  let stage: Stage;
  let professor: Person;
  let page: Page;
  beforeAll(async () => {
    stage = await openStage();
    professor = await stage.visitOnce(PROFESSOR);
    page = professor.page;
    await page.setViewportSize(PHONE);
    await page.goto(`${stage.product.origin}/professor/classes`);
    await page.locator('main a[href^="/professor/classes/0"]').first().click();
    await page.getByRole('heading', { name: /^Roster ·/ }).waitFor();
  });
  afterAll(() => stage.close());

  const path = (shown = page) => new URL(shown.url()).pathname;
  /** With its entry in the history: Back within the milliseconds that takes would leave for the same entry. */
  const gone = async (shown = page) => {
    await shown.getByRole('dialog').waitFor({ state: 'hidden' });
    await shown.waitForFunction(() => (Reflect.get(Object(history.state), 'hazri.layers') ?? 0) === 0);
  };
  const addAStudent = async () => {
    await page.getByRole('button', { name: 'Add a student' }).click();
    await page.getByRole('dialog').waitFor();
  };
  const toRoster = async () => {
    await page.getByRole('link', { name: 'Roster' }).click();
    await page.getByRole('table').getByRole('link').first().waitFor();
  };
  const onClassPage = () => page.getByRole('heading', { name: /^Roster ·/ }).waitFor();

  test('closes a dialog where it is, keeps what was typed, and then leaves the page', async () => {
    await toRoster();
    const roster = path();
    await page.evaluate(() => {
      scrollTo(0, 300);
    });
    await page.getByRole('button', { name: 'Add a student' }).evaluate((button: HTMLElement) => {
      button.click();
    });
    await page.getByLabel('Given name').fill('Zoë 👩🏽‍🔬');
    await page.goBack();
    await gone();
    expect(path()).toBe(roster);
    expect(await page.evaluate(() => scrollY)).toBe(300);

    // Forward brings no dialog back, and the page still works.
    await page.goForward();
    await addAStudent();
    expect(path()).toBe(roster);
    expect(await page.getByLabel('Given name').inputValue()).toBe('Zoë 👩🏽‍🔬');
    await page.goBack();
    await gone();
    await page.goBack();
    await onClassPage();
  });

  test('leaves nothing behind when a dialog is closed by its button or Escape', async () => {
    await toRoster();
    await addAStudent();
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await gone();
    await addAStudent();
    await page.keyboard.press('Escape');
    await gone();
    await page.goBack();
    await onClassPage();
    await page.goForward();
    await page.getByRole('button', { name: 'Add a student' }).waitFor();
    await page.goBack();
    await onClassPage();
  });

  test('a page that was loaded anew with a dialog open has no dialog, and one Back leaves it', async () => {
    await toRoster();
    const roster = path();
    await addAStudent();
    await page.reload();
    await page.getByRole('table').getByRole('link').first().waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    expect(path()).toBe(roster);
    await page.goBack();
    await onClassPage();
  });

  test('a link within a dialog leads on, and Back from there comes to the page without the dialog', async () => {
    const ofClass = path();
    await page.locator('main a[href*="/professor/sessions/"]').first().click();
    await page.locator('main tbody tr').first().getByRole('button').click();
    const session = path();
    await page.getByRole('dialog').getByLabel('Reason').fill('seen in the room');
    await page.getByRole('link', { name: 'What happened to this record' }).click();
    await page.waitForURL('**/records/**');
    await page.goBack();
    await page.locator('main tbody tr').first().waitFor();
    expect(path()).toBe(session);
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.goForward();
    await page.waitForURL('**/records/**');
    await page.goBack();
    await page.waitForURL(`**${session}`);
    await page.goBack();
    await onClassPage();
    expect(path()).toBe(ofClass);
  });

  test('closes a menu, then the question that the menu led to, on the first page of a tab', async () => {
    const office = await (await stage.browser.newContext({ viewport: PHONE })).newPage();
    await signIn(office, stage.product.origin, ADMINISTRATOR);
    await office.goto(`${stage.product.origin}/admin/people`);
    const people = office.locator('[data-testid="people"] li');
    await people.first().waitFor();
    await office.getByRole('button', { name: 'Actions' }).first().click();
    await office.getByRole('menu').waitFor();
    await office.goBack();
    await office.getByRole('menu').waitFor({ state: 'hidden' });
    expect(path(office)).toBe('/admin/people');

    await office.getByRole('button', { name: 'Actions' }).first().click();
    await office.getByRole('menuitem', { name: 'Close the account' }).click();
    await office.getByRole('dialog').waitFor();
    await office.goBack();
    await gone(office);
    expect(path(office)).toBe('/admin/people');

    // From a menu to another page, and back to the first in one step.
    await office.getByRole('button', { name: 'Actions' }).first().click();
    await office.getByRole('menuitem', { name: 'What the audit log says' }).click();
    await office.waitForURL('**/admin/audit?**');
    await office.goBack();
    await people.first().waitFor();
    expect(path(office)).toBe('/admin/people');
  });

  test('closes a dialog with no network as well, and a deed within it leads on', async () => {
    await goOffline(professor.context);
    await toRoster();
    await addAStudent();
    await page.goBack();
    await gone();
    await page.getByRole('button', { name: 'Add a student' }).waitFor();
    await page.goBack();
    await onClassPage();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('dialog').waitFor();
    await page.goBack();
    await gone();
    await onClassPage();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Log out' }).click();
    await page.waitForURL('**/login**');
    await page.getByLabel('E-mail').waitFor();
  });
});
