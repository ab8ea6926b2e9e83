/** Administrators find out what happened: audit log, every class, the story of a record, health (product.md, administrator). */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { uuidv7 } from '@hazri/domain';
import { createUsers } from '@hazri/sync-server';
import { findChromium } from '../src/chromium.ts';
import { ADMINISTRATOR, signIn } from './kit/people.ts';
import { openStage } from './kit/stage.ts';
import type { Stage } from './kit/stage.ts';

const HOSTILE = '<img src=x onerror=alert(1)> سلمى';

describe.runIf(findChromium() !== null)('the administrator', () => {
  let stage: Stage;
  let page: Page;
  beforeAll(async () => {
    stage = await openStage();
    page = await (await stage.browser.newContext()).newPage();
    await signIn(page, stage.product.origin, ADMINISTRATOR);
  });
  afterAll(() => stage.close());

  const audited = (action: string, detail: Readonly<Record<string, unknown>> = {}) =>
    stage.product.server.deps.writer.run((turn) => {
      turn.audit({ at: Date.now(), actorId: null, address: '10.20.30.40', action, subject: '', detail });
      return turn.commit([]);
    });

  test('reaches every place of the office on a phone and on a desk', async () => {
    await page.waitForURL('**/admin');
    const navigation = page.getByRole('navigation');
    await page.setViewportSize({ width: 390, height: 844 });
    await navigation.getByRole('link', { name: 'Office' }).waitFor();
    expect(await navigation.getByRole('link', { name: 'Audit log' }).isVisible()).toBe(false);
    const places = await page.locator('main li a').count();
    expect(places).toBe(9);
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(await navigation.getByRole('link').count()).toBe(places + 2);
    await navigation.getByRole('link', { name: 'Audit log' }).click();
    await page.getByRole('heading', { name: 'Audit log', level: 1 }).waitFor();
    await page.goto(`${stage.product.origin}/professor/today`);
    await navigation.getByRole('link', { name: 'Office' }).click();
    await page.waitForURL('**/admin');
  });

  test('opens a class, a session and a record, and reads who did what to it', async () => {
    await page.getByRole('main').getByRole('link', { name: 'Classes Every class' }).click();
    await page.getByLabel('Course, room, term or professor').fill('networks');
    const classes = page.locator('[data-testid="all-classes"] a');
    await expect.poll(() => classes.count()).toBe(1);
    await classes.first().click();
    await page.locator('[data-testid="class-sessions"] a').first().click();
    await page.locator('[data-testid="session-records"] a').first().click();
    const story = page.locator('[data-testid="story"] li');
    await story.filter({ hasText: 'Session opened' }).first().waitFor();
    expect(await page.locator('[data-testid="record-now"] [data-status]').count()).toBeGreaterThan(0);
    await page.getByRole('link', { name: 'What the audit log says of' }).click();
    await page.getByRole('link', { name: 'Show everything' }).waitFor();
  });

  test('searches the log, sees that it is whole, and where somebody broke it', async () => {
    await audited('account.approved', { note: HOSTILE });
    await audited('report.exported');
    await page.goto(`${stage.product.origin}/admin/audit`);
    const entries = page.locator('[data-testid="audit"] li');
    await entries.filter({ hasText: 'Attendance exported' }).waitFor();
    await page.getByLabel('What').selectOption({ label: 'Accounts' });
    await entries.filter({ hasText: 'Attendance exported' }).waitFor({ state: 'detached' });
    const approved = entries.filter({ hasText: 'Approved' }).first();
    await approved.getByText(/Details of entry/).click();
    await approved.getByText(HOSTILE).waitFor();
    await approved.getByText('10.20.30.x').waitFor();
    await page.getByLabel('Who did it').fill('nobody at all');
    await page.getByText('Nothing is found').waitFor();

    await page.getByLabel('Who did it').fill('');
    await page.getByLabel('What').selectOption({ label: 'Anything' });
    await entries.getByRole('link', { name: 'What happened to this record' }).first().click();
    await page.locator('[data-testid="story"] li', { hasText: 'Set by hand' }).first().waitFor();
    await page.goBack();

    await page.getByRole('button', { name: 'Check that nothing was changed' }).click();
    await page.locator('[data-testid="audit-whole"]').waitFor();
    const { client } = stage.product.server.deps.database;
    await client.execute('DROP TRIGGER audit_log_no_update');
    await client.execute(
      "UPDATE audit_log SET detail = '{}' WHERE seq = (SELECT max(seq) FROM audit_log) - 1",
    );
    const { rows } = await client.execute('SELECT max(seq) - 1 FROM audit_log');
    await page.getByRole('button', { name: 'Check that nothing was changed' }).click();
    await page
      .locator('[data-testid="audit-broken"]', { hasText: `Entry ${Number(rows[0]?.[0])} isn’t` })
      .waitFor();
  });

  test('reads the report of any class, by student and session, and takes it along on record', async () => {
    const { origin, server } = stage.product;
    await page.goto(`${origin}/admin/classes`);
    await page.locator('[data-testid="all-classes"] a').first().click();
    await page.getByRole('link', { name: 'Report', exact: true }).click();
    await page.locator('[data-figure="rate"]', { hasText: '%' }).waitFor();
    const arriving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV' }).click();
    expect((await arriving).suggestedFilename()).toMatch(/^attendance-.*\.csv$/);
    const { rows } = await server.deps.database.client.execute(
      `SELECT u.email FROM audit_log a JOIN users u ON u.id = a.actor_id WHERE a.action = 'report.exported'`,
    );
    expect(rows.map((row) => row[0])).toEqual([ADMINISTRATOR]);

    await page.getByRole('table', { name: 'Students' }).getByRole('link').first().click();
    await page.waitForURL('**/admin/classes/*/students/*');
    await page.locator('[data-testid="student-sessions"] a').first().click();
    await page.waitForURL('**/admin/records/*/*');
    await page.goBack();
    await page.goBack();
    await page.getByRole('tab', { name: 'Sessions' }).click();
    await page.getByRole('table', { name: 'Sessions' }).getByRole('link').first().click();
    await page.waitForURL('**/admin/classes/*/sessions/*');
    await page.getByRole('button', { name: 'XLSX' }).waitFor();
  });

  test('imports the roster of any class, and its people are on it', async () => {
    const { origin } = stage.product;
    await page.goto(`${origin}/admin/classes`);
    await page.locator('[data-testid="all-classes"] a').first().click();
    await page.getByRole('link', { name: 'Import a roster' }).waitFor();
    await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true));
    await page.context().setOffline(true);
    await page.getByRole('link', { name: 'Import a roster' }).click();
    await page.getByText('Importing needs a connection.', { exact: true }).waitFor();
    await page.context().setOffline(false);
    const people = `Name,No,E-mail\n"${HOSTILE}",X900,\nSam,X901,sam@gmail.com\n`;
    await page
      .locator('input[type="file"]')
      .setInputFiles({ name: 'term.csv', mimeType: 'text/csv', buffer: Buffer.from(people) });
    await page.getByRole('button', { name: 'Import 1 person' }).click();
    const ended = page.getByTestId('import-ended').filter({ hasText: '1 person joined' });
    await ended.getByText('1 row was not taken').waitFor();
    await page.locator('main').getByRole('link', { name: 'CS301' }).click();
    await page.waitForURL(/\/admin\/classes\/[^/]+$/);
    await page.getByRole('button', { name: 'Students' }).click();
    await page.locator('[data-testid="class-students"] a', { hasText: 'X900' }).waitFor();
  });

  test('reads on in a list of many people, and goes on by keyboard after a decision', async () => {
    const { writer } = stage.product.server.deps;
    const person = (at: number, role: 'student' | 'professor') => ({
      uuid: uuidv7(Date.now(), randomBytes(10)),
      email: `${role}-${at}@acem.ac.in`,
      role,
      state: role === 'professor' ? ('pending' as const) : ('active' as const),
      passwordHash: null,
      givenName: HOSTILE,
      familyName: String(at),
    });
    await createUsers(writer, [
      ...Array.from({ length: 120 }, (_, at) => person(at, 'student')),
      ...[1, 2].map((at) => person(at, 'professor')),
    ]);
    const firstPages: string[] = [];
    page.on('request', (request) => {
      if (/\/api\/admin\/users(\?(?!.*after=)|$)/.test(request.url())) firstPages.push(request.url());
    });
    await page.goto(`${stage.product.origin}/admin/people`);
    const lines = page.getByTestId('people').getByRole('listitem');
    for (const last of [49, 99, 149]) {
      await lines.nth(last).waitFor();
      await page.getByRole('button', { name: 'Show more' }).click();
    }
    await lines.nth(170).waitFor();
    // Longer than a pause in typing: what was read is not asked for again, which would take back the pages after it.
    await page.waitForTimeout(600);
    expect(firstPages).toHaveLength(1);
    expect(await lines.count()).toBeGreaterThan(170);

    await page.goto(`${stage.product.origin}/admin/approvals`);
    await page.getByRole('button', { name: 'Decline' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Decline' }).click();
    await expect.poll(() => page.getByRole('button', { name: 'Approve' }).count()).toBe(1);
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('DIV');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe('Decline');
  });

  test('sees how the server is, and it looks again by itself', async () => {
    await page.goto(`${stage.product.origin}/admin/health`);
    const health = page.locator('[data-testid="health"]');
    await page.locator('[data-testid="health-well"]').waitFor();
    await health.getByText('None was made from here').waitFor();
    const { troubles } = stage.product.server.deps;
    // Every commit that goes well ends it: said again until the page looks.
    await expect
      .poll(
        () => {
          troubles.began('disk_full');
          return page.locator('[data-testid="health-trouble"]').isVisible();
        },
        { timeout: 30_000 },
      )
      .toBe(true);
    troubles.ended();
  });
});
