/** Rosters: "enrol one student, remove one, bulk enrol from CSV/XLSX with a template and a row-by-row report". */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import writeExcelFile from 'write-excel-file/node';
import type { MailServer } from '@hazri/sync-server/testing/mail-server';
import { startMailServer } from '@hazri/sync-server/testing/mail-server';
import { findChromium } from '../src/chromium.ts';
import { goOffline, goOnline, PROFESSOR } from './kit/people.ts';
import { openStage } from './kit/stage.ts';
import type { Person, Stage } from './kit/stage.ts';

const NASTY = [
  'E-Mail ID;Regd. No.;Name of the Student',
  'asha@acem.ac.in;X001;"Rao, Asha"',
  ';X002;"<img src=x onerror=""window.hurt=1"">"',
  ';X003;"=HYPERLINK(""http://x"";""y"")"',
  ';X004;سلمى الخطيب',
  'sam@gmail.com;X005;Sam',
  ';X001;Somebody Else',
].join('\r\n');

describe.runIf(findChromium() !== null)('rosters', () => {
  let stage: Stage;
  let mails: MailServer;
  let professor: Person;
  let page: Page;
  beforeAll(async () => {
    mails = await startMailServer();
    stage = await openStage(30, { SMTP_URL: mails.url });
    professor = await stage.visitOnce(PROFESSOR);
    page = professor.page;
    await page.goto(`${stage.product.origin}/professor/classes`);
    await page.locator('main a[href^="/professor/classes/0"]').first().click();
    await page.getByRole('link', { name: 'Roster' }).click();
    await page.getByRole('table').waitFor();
  });
  afterAll(async () => {
    await stage.close();
    await mails.close();
  });

  const row = (text: string) => page.getByRole('row').filter({ hasText: text });
  const onRoster = async (studentNo: string) => {
    const { rows } = await stage.product.server.deps.database.client.execute({
      sql: `SELECT count(*) FROM enrolments e JOIN users u ON u.id = e.student_id
            WHERE u.student_no = ? AND e.until_at IS NULL`,
      args: [studentNo],
    });
    return Number(rows[0]?.[0]);
  };

  test('one is enrolled without a network, and taken off again; the history says who did it', async () => {
    await goOffline(professor.context);
    await page.getByRole('button', { name: 'Add a student' }).click();
    await page.getByLabel('Roll number or e-mail').fill('Z900');
    await page.getByLabel('Given name').fill('Zoë 👩🏽‍🔬');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    // Nobody can search behind a dialog, but a script can.
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await page.getByLabel('Search by name or number').fill('z900');
    await row('Zoë').filter({ hasText: 'not sent yet' }).waitFor();
    await goOnline(professor.context);
    await expect.poll(() => onRoster('Z900'), { timeout: 20_000 }).toBe(1);

    await row('Zoë').getByRole('link').click();
    await page.getByText('On the roster from').waitFor();
    await page.getByRole('button', { name: 'Take off the roster' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take off the roster' }).click();
    await expect.poll(() => onRoster('Z900'), { timeout: 20_000 }).toBe(0);
    await page.getByText('Off the roster from').waitFor();
    expect(await page.getByText('stated by Sunita Rao').count()).toBe(2);
    await page.getByRole('link', { name: /Roster of/ }).click();
    await page.getByRole('button', { name: 'Left' }).click();
    await row('Zoë').waitFor();
  });

  test('a nasty CSV is looked at, mapped, taken in; what was refused is saved with its reasons', async () => {
    await goOffline(professor.context);
    await page.getByRole('link', { name: 'Import a file' }).click();
    const trouble = page.getByTestId('import-trouble');
    await trouble.getByText('Importing needs a connection.', { exact: true }).waitFor();
    await goOnline(professor.context);
    await trouble.getByRole('button', { name: 'Try again' }).click();
    await trouble.waitFor({ state: 'detached' });
    await page.locator('input[type="file"]').setInputFiles(file('nasty.csv', Buffer.from(NASTY, 'utf16le')));
    await row('X004').waitFor();
    await page.locator('summary', { hasText: 'Columns' }).click();
    expect(await page.getByLabel('Whole name').inputValue()).toBe('2');
    await page.getByRole('button', { name: /^Not taken/ }).click();
    await row('not of this institution').waitFor();
    // On a phone too the reason can be read to its end.
    await page.setViewportSize({ width: 390, height: 844 });
    const isCut = await row('not of this institution')
      .getByText('not of this institution')
      .evaluate((text) => text.scrollWidth > text.clientWidth);
    expect(isCut).toBe(false);
    await page.setViewportSize({ width: 1280, height: 720 });
    await row('same person as in row 2').waitFor();
    // Wrong on purpose, and set right: the server is asked again each time.
    await page.getByLabel('Roll number').selectOption('-');
    await row('neither number nor e-mail').first().waitFor();
    await page.getByLabel('Roll number').selectOption('1');
    await page.getByRole('button', { name: 'Import 4 people' }).click();
    await page.getByTestId('import-ended').filter({ hasText: '4 people joined' }).waitFor();
    await page.getByText('1 got a mail with a link to the account').waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save them as CSV' }).click();
    const refused = readFileSync(await (await download).path(), 'utf8').split('\r\n');
    expect(refused.slice(1, -1)).toEqual([
      'X005,Sam,,sam@gmail.com,6,the e-mail is not of this institution',
      'X001,Somebody,Else,,7,the same person as in row 2',
    ]);
    expect(await Promise.all(['X001', 'X002', 'X003', 'X004', 'X005'].map(onRoster))).toEqual([
      1, 1, 1, 1, 0,
    ]);
  });

  test('an import is found again after a reload right after its button, or said to be unknown', async () => {
    const begin = async (name: string, studentNo: string) => {
      await page
        .locator('input[type="file"]')
        .setInputFiles(file(name, Buffer.from(`No,Name\n${studentNo},Re`)));
      await page.getByRole('button', { name: 'Import 1 person' }).click();
    };
    const path = /enrolments\/import$/;
    // The file has arrived, and the page is gone before the answer.
    await page.route(path, async (route) => {
      if (route.request().method() === 'POST') await route.fetch();
      else await route.continue();
    });
    const arrived = page.waitForRequest((request) => request.method() === 'POST' && path.test(request.url()));
    await begin('arrived.csv', 'Y001');
    await arrived;
    await page.reload();
    await page.getByTestId('import-ended').filter({ hasText: 'arrived.csv' }).waitFor();
    expect(await onRoster('Y001')).toBe(1);

    // It has not.
    await page.unroute(path);
    let isAsked: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (isAsked = resolve));
    await page.route(path, (route) => (route.request().method() === 'POST' ? isAsked() : route.continue()));
    await begin('cut-off.csv', 'Y002');
    await asked;
    await page.reload();
    await page.getByText('Looking for the import of cut-off.csv').waitFor();
    await page.getByTestId('import-lost').getByText('cut-off.csv').waitFor();
    expect(await onRoster('Y002')).toBe(0);
    await page.unroute(path);
    await begin('cut-off.csv', 'Y002');
    await page.getByTestId('import-ended').filter({ hasText: 'cut-off.csv' }).waitFor();
    expect([await onRoster('Y002'), await page.getByTestId('import-lost').count()]).toEqual([1, 0]);
  });

  test('a workbook with the same people and one more adds the one; names are inert', async () => {
    const rows = [
      ['Student number', 'Given name', 'Family name'],
      ['X001', 'Asha', 'Rao'],
      [24900, 'Mira', 'Iyer'],
    ].map((cells) => cells.map((value) => ({ value })));
    const bytes = await writeExcelFile(rows).toBuffer();
    await page.locator('input[type="file"]').setInputFiles(file('people.xlsx', bytes));
    await row('24900').filter({ hasText: 'New account' }).waitFor();
    await row('X001').filter({ hasText: 'Already there' }).waitFor();
    await page.getByRole('button', { name: 'Import 1 person' }).click();
    await page.getByTestId('import-ended').filter({ hasText: 'people.xlsx' }).waitFor();
    await page.getByRole('link', { name: /Roster of/ }).click();
    await page.getByLabel('Search by name or number').fill('x00');
    await row('<img src=x onerror="window.hurt=1">').waitFor();
    await row('سلمى الخطيب').waitFor();
    expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
    expect(await onRoster('24900')).toBe(1);
  });

  test('whoever was imported with an address opens the account by the mailed link', async () => {
    const { source } = await mails.mailTo('asha@acem.ac.in');
    const [link] = /\/claim#\S+/.exec(source.replaceAll('=\r\n', '').replaceAll('=3D', '=')) ?? [];
    const owner = await (await stage.browser.newContext()).newPage();
    await owner.goto(`${stage.product.origin}${link ?? ''}`);
    expect(await owner.getByLabel('E-mail').inputValue()).toBe('asha@acem.ac.in');
    await owner.getByLabel('Password').fill('chosen by Asha');
    await owner.getByRole('button', { name: 'Take over the account' }).click();
    await owner.waitForURL('**/student/**');
    await owner.context().close();
  });

  test('the filled-in template gives codes to hand out, which open accounts and then are gone', async () => {
    await page.getByRole('link', { name: 'Import a file' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Template (XLSX)' }).click();
    const template = readFileSync(await (await download).path());
    const name = '<img src=x onerror="window.hurt=1">';
    const filled = fillIn(template, [
      ['007', name, 'سلمى 🙂', 'salma@acem.ac.in'],
      ['008', '=HYPERLINK("http://x")', 'Rao', 'rao@acem.ac.in'],
    ]);
    await page.locator('input[type="file"]').setInputFiles(file('filled.xlsx', filled));
    await row('007').filter({ hasText: 'New account' }).waitFor();
    await page.getByRole('button', { name: 'List codes to hand out' }).click();
    await page.getByRole('button', { name: 'Import 2 people' }).click();
    const codes = page.getByTestId('import-codes');
    await codes.getByText('2 codes to hand out').waitFor();

    const saving = page.waitForEvent('download');
    await codes.getByRole('button', { name: 'Save the codes as CSV' }).click();
    const lines = readFileSync(await (await saving).path(), 'utf8').split('\r\n');
    const code = /,salma@acem\.ac\.in,([0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}),/.exec(lines[1] ?? '')?.[1] ?? '';
    expect(lines[2]).toContain(`"'=HYPERLINK(""http://x"")"`);
    await codes.getByText(code).waitFor();
    // On paper: the slips, and nothing else of the page.
    await page.emulateMedia({ media: 'print' });
    expect([await page.locator('.slip').first().isVisible(), await codes.isVisible()]).toEqual([true, false]);
    await page.emulateMedia({ media: 'screen' });

    const owner = await (await stage.browser.newContext()).newPage();
    await owner.goto(`${stage.product.origin}/claim`);
    await owner.getByLabel('E-mail').fill('salma@acem.ac.in');
    await owner.getByLabel('Code from the office').fill(code.toLowerCase());
    await owner.getByLabel('Password').fill('chosen by Salma');
    await owner.getByRole('button', { name: 'Take over the account' }).click();
    await owner.waitForURL('**/student/**');
    await owner.goto(`${stage.product.origin}/student/profile`);
    await owner.getByText(name).first().waitFor();
    expect(await owner.getByLabel('Roll number').inputValue()).toBe('007');
    expect(await owner.evaluate(() => 'hurt' in window)).toBe(false);
    await owner.context().close();

    await codes.getByRole('button', { name: 'I have them' }).click();
    await page.getByRole('button', { name: 'Take them off' }).click();
    await codes.waitFor({ state: 'detached' });
    await page.reload();
    await page.getByTestId('import-ended').filter({ hasText: 'filled.xlsx' }).waitFor();
    expect(await codes.count()).toBe(0);
    expect(await page.evaluate(() => 'hurt' in window)).toBe(false);
  });
});

/** The workbook with rows below its headings, as somebody types them in. */
function fillIn(workbook: Buffer, rows: readonly (readonly string[])[]): Buffer {
  const parts = unzipSync(workbook);
  const sheet = 'xl/worksheets/sheet1.xml';
  const escaped = (text: string) =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const typed = rows.map((cells, at) => {
    const inside = cells.map((text, column) => {
      const address = `${'ABCD'.charAt(column)}${at + 2}`;
      return `<c r="${address}" t="inlineStr"><is><t>${escaped(text)}</t></is></c>`;
    });
    return `<row r="${at + 2}">${inside.join('')}</row>`;
  });
  const xml = strFromU8(parts[sheet] ?? new Uint8Array());
  parts[sheet] = strToU8(xml.replace('</sheetData>', `${typed.join('')}</sheetData>`));
  return Buffer.from(zipSync(parts));
}

function file(name: string, buffer: Buffer) {
  return { name, mimeType: 'application/octet-stream', buffer };
}
