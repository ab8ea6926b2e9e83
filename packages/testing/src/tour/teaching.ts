/** What a professor does outside of a session: classes, rosters, imports, reports. */
import { choosePeopleFile } from './people-file.ts';
import { at } from './stop.ts';
import type { Stop } from './stop.ts';

const toRoster: Stop['lead'] = async (page, origin) => {
  await at('/professor/classes', 'main a[href^="/professor/classes/0"]')(page, origin);
  await page.locator('main a[href^="/professor/classes/0"]').first().click();
  await page.getByRole('link', { name: 'Roster' }).click();
  await page.getByRole('table').getByRole('link').first().waitFor();
};

const toImport: Stop['lead'] = async (page, origin) => {
  await toRoster(page, origin);
  await page.getByRole('link', { name: 'Import a file' }).click();
  await page.locator('input[type="file"]').waitFor({ state: 'attached' });
};

const toReport: Stop['lead'] = async (page, origin) => {
  await at('/professor/classes', 'main a[href^="/professor/classes/0"]')(page, origin);
  await page.locator('main a[href^="/professor/classes/0"]').first().click();
  await page.getByRole('link', { name: 'Report', exact: true }).click();
  await page.getByRole('table', { name: 'Students' }).getByRole('link').first().waitFor();
};

export const TEACHING: readonly Stop[] = [
  { name: 'today', who: 'professor', lead: at('/professor/today', '[data-testid="ready-offline"]') },
  { name: 'taught-classes', who: 'professor', lead: at('/professor/classes', 'main a') },
  {
    name: 'taught-class',
    who: 'professor',
    lead: async (page, origin) => {
      await at('/professor/classes', 'main a[href^="/professor/classes/0"]')(page, origin);
      await page.locator('main a[href^="/professor/classes/0"]').first().click();
      await page.getByRole('heading', { name: 'Roster' }).waitFor();
    },
  },
  {
    name: 'low-attendance-letter',
    who: 'professor',
    online: true,
    lead: async (page, origin) => {
      await at('/professor/classes', 'main a[href^="/professor/classes/0"]')(page, origin);
      await page.locator('main a[href^="/professor/classes/0"]').first().click();
      await page.getByRole('button', { name: 'Write to students under' }).click();
      await page.locator('[data-testid="alerts-plan"] li').first().waitFor();
    },
  },
  { name: 'roster', who: 'professor', lead: toRoster },
  {
    name: 'roster-add',
    who: 'professor',
    lead: async (page, origin) => {
      await toRoster(page, origin);
      await page.getByRole('button', { name: 'Add a student' }).click();
      await page.getByLabel('Roll number or e-mail').fill('24CS001');
    },
  },
  {
    name: 'roster-student',
    who: 'professor',
    lead: async (page, origin) => {
      await toRoster(page, origin);
      await page.getByRole('table').getByRole('link').first().click();
      await page.getByRole('button', { name: 'Take off the roster' }).waitFor();
    },
  },
  {
    name: 'reports',
    who: 'professor',
    online: true,
    lead: at('/professor/reports', '[data-testid="class-rate"]'),
  },
  { name: 'report', who: 'professor', online: true, lead: toReport },
  {
    name: 'report-register',
    who: 'professor',
    online: true,
    lead: async (page, origin) => {
      await toReport(page, origin);
      await page.getByRole('tab', { name: 'Register' }).click();
      const register = page.getByRole('region', { name: 'Register' });
      await register.waitFor();
      await register.evaluate((frame) => {
        frame.scrollIntoView({ block: 'center' });
      });
    },
  },
  {
    name: 'report-student',
    who: 'professor',
    online: true,
    lead: async (page, origin) => {
      await toReport(page, origin);
      await page.getByRole('table', { name: 'Students' }).getByRole('link').first().click();
      await page.locator('[data-testid="student-sessions"]').waitFor();
    },
  },
  { name: 'import', who: 'professor', lead: toImport },
  {
    name: 'import-preview',
    who: 'professor',
    online: true,
    lead: async (page, origin) => {
      await toImport(page, origin);
      await choosePeopleFile(page);
    },
  },
  {
    name: 'import-codes',
    who: 'professor',
    online: true,
    lead: async (page, origin) => {
      await toImport(page, origin);
      // Somebody new each time: codes are for accounts that were just made.
      const mark = Date.now().toString(36);
      const buffer = Buffer.from(`Regd No,Name,E-mail\nX${mark},سلمى الخطيب 👩🏽‍🔬,x${mark}@acem.ac.in\n`);
      await page
        .locator('input[type="file"]')
        .setInputFiles({ name: 'new.csv', mimeType: 'text/csv', buffer });
      await page.getByRole('button', { name: 'List codes to hand out' }).click();
      await page.getByRole('button', { name: 'Import 1 person' }).click();
      await page.getByTestId('import-codes').first().waitFor();
    },
  },
  {
    name: 'class-new',
    who: 'professor',
    online: true,
    lead: async (page, origin) => {
      await at('/professor/classes/new', '[data-testid="class-form"]')(page, origin);
      await page.getByRole('button', { name: 'Add a meeting' }).click();
    },
  },
  {
    name: 'class-settings',
    who: 'professor',
    online: true,
    lead: async (page, origin) => {
      await at('/professor/classes', 'main a[href^="/professor/classes/0"]')(page, origin);
      await page.locator('main a[href^="/professor/classes/0"]').first().click();
      await page.getByRole('link', { name: 'Settings' }).click();
      await page.locator('[data-testid="join-code"]').waitFor();
    },
  },
  { name: 'schedule', who: 'professor', lead: at('/professor/schedule', 'li[data-session]') },
];
