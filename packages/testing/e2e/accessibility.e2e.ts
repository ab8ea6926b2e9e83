/**
 * Every screen, light and dark, phone and desktop, with names that would hurt: no violation that axe can find, nothing
 * wider than the screen, every name whole and without effect.
 */
import AxeBuilder from '@axe-core/playwright';
import readXlsxFile from 'read-excel-file/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { parseCsv } from '@hazri/sync-server';
import { findChromium } from '../src/chromium.ts';
import { STOPS } from '../src/tour.ts';
import type { Stop } from '../src/tour/stop.ts';
import { walkTour } from '../src/walk-tour.ts';
import {
  GIVEN_NAMES,
  LABEL,
  lookAtNames,
  nameDevices,
  nameEverything,
  REASON,
  TITLE,
} from './kit/hostile-names.ts';
import { ADMINISTRATOR, PROFESSOR, signIn, STUDENT } from './kit/people.ts';
import { openStage } from './kit/stage.ts';
import type { Stage } from './kit/stage.ts';

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };
/** Forms, figures and the camera, where nobody's name belongs; names to choose from aren't looked at. */
const NAMELESS = [
  'login',
  'register',
  'register-faults',
  'verify',
  'forgot',
  'reset',
  'claim',
  'office',
  'health',
  'api-docs',
  'link-before-login',
  'not-found',
  'class-new',
  'scan',
  'scan-typed',
  'join',
];

describe.runIf(findChromium() !== null)('accessibility', () => {
  let stage: Stage;
  let pages: Readonly<Record<Stop['who'], Page>>;
  /** What is wrong with names, by stop. */
  const hurt: string[] = [];
  const nameless: string[] = [];
  beforeAll(async () => {
    stage = await openStage();
    await nameEverything(stage.product);
  });
  afterAll(() => stage.close());

  test('no screen has a violation', { timeout: 300_000 }, async () => {
    const [professor, student] = await Promise.all([stage.visitOnce(PROFESSOR), stage.visitOnce(STUDENT)]);
    const nobody = await (await stage.browser.newContext()).newPage();
    const administrator = await (await stage.browser.newContext()).newPage();
    await signIn(administrator, stage.product.origin, ADMINISTRATOR);
    await nameDevices(stage.product);
    const found: string[] = [];
    let looked = 0;
    pages = { nobody, administrator, professor: professor.page, student: student.page };
    await walkTour({ origin: stage.product.origin, camera: stage.camera, pages }, async ({ name }, page) => {
      for (const [size, colorScheme] of [
        [PHONE, 'light'],
        [DESKTOP, 'dark'],
      ] as const) {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const { violations, passes } = await new AxeBuilder({ page }).analyze();
        if (passes.length > 0) looked += 1;
        for (const { id, nodes } of violations) {
          found.push(
            `${name} ${colorScheme}: ${id} at ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
          );
        }
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (overflow > 0) found.push(`${name} ${size.width}: ${overflow} px wider than the screen`);
        const { shown, faults } = await lookAtNames(page);
        if (shown === 0 && size === PHONE) nameless.push(name);
        hurt.push(...faults.map((fault) => `${name} ${size.width}: ${fault}`));
      }
    });
    expect(found).toEqual([]);
    expect(looked).toBe(STOPS.length * 2);
  });

  test('names that are markup, formulas, right-to-left or emoji are inert and whole on every screen', () => {
    expect(hurt).toEqual([]);
    expect(nameless).toEqual(NAMELESS);
  });

  test('such names are inert and whole in every export', async () => {
    const { origin } = stage.product;
    const get = async (page: Page, path: string) => {
      const answer = await page.request.get(`${origin}/api${path}`);
      expect(answer.status(), path).toBe(200);
      return answer;
    };
    const { classes } = (await (await get(pages.professor, '/classes')).json()) as {
      readonly classes: readonly { readonly id: string; readonly role: string }[];
    };
    const report = `/classes/${classes.find(({ role }) => role === 'professor')?.id}/report`;
    const csv = await get(pages.professor, `${report}?format=csv`);
    expect(csv.headers()['content-disposition']).toMatch(/^attachment/);
    const lines = parseCsv((await csv.text()).replace('\ufeff', ''));
    const cells = lines.ok ? lines.value.slice(1).flatMap((line) => line.cells) : [];
    // What a spreadsheet would work out has a mark before it; nothing else is changed.
    expect(cells.filter((cell) => /^[=+@\t\r-]/.test(cell))).toEqual([]);
    const marked = (name: string) => (/^[=+@-]/.test(name) ? `'${name}` : name);
    for (const name of GIVEN_NAMES)
      expect(
        cells.some((cell) => cell.startsWith(marked(name))),
        name,
      ).toBe(true);
    for (const text of [TITLE, REASON]) expect(cells).toContain(marked(text));

    const xlsx = await get(pages.professor, `${report}?format=xlsx`);
    const sheets = await readXlsxFile(await xlsx.body());
    const texts = sheets.flatMap(({ data }) => data.flat()).filter((cell) => typeof cell === 'string');
    for (const name of GIVEN_NAMES)
      expect(
        texts.some((text) => text.startsWith(name)),
        name,
      ).toBe(true);
    for (const text of [TITLE, REASON]) expect(texts).toContain(text);

    const own = await get(pages.student, '/auth/me/export');
    expect(own.headers()['content-type']).toMatch(/^application\/json/);
    expect(own.headers()['content-disposition']).toMatch(/^attachment/);
    const kept = JSON.stringify(await own.json());
    for (const text of [GIVEN_NAMES[0], TITLE, REASON, LABEL])
      expect(kept).toContain(JSON.stringify(text).slice(1, -1));

    const log = await get(pages.administrator, '/admin/audit');
    expect(log.headers()['content-type']).toMatch(/^application\/json/);
    expect(log.headers()['x-content-type-options']).toBe('nosniff');
    expect(JSON.stringify(await log.json())).toContain(JSON.stringify(GIVEN_NAMES[0]).slice(1, -1));
  });
});
