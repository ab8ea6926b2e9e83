/** What the office does: classes, reports, imports, people, the record of deeds. */
import { choosePeopleFile } from './people-file.ts';
import { at } from './stop.ts';
import type { Stop } from './stop.ts';

const toOfficeReport: Stop['lead'] = async (page, origin) => {
  await at('/admin/classes', '[data-testid="all-classes"] a')(page, origin);
  await page.locator('[data-testid="all-classes"] a').first().click();
  await page.getByRole('link', { name: 'Report', exact: true }).click();
  await page.getByRole('table', { name: 'Students' }).getByRole('link').first().waitFor();
};

const toOfficeImport: Stop['lead'] = async (page, origin) => {
  await at('/admin/classes', '[data-testid="all-classes"] a')(page, origin);
  await page.locator('[data-testid="all-classes"] a').first().click();
  await page.getByRole('link', { name: 'Import a roster' }).click();
  await page.locator('input[type="file"]').waitFor({ state: 'attached' });
};

export const OFFICE: readonly Stop[] = [
  { name: 'office', who: 'administrator', online: true, lead: at('/admin', 'main li a') },
  {
    name: 'all-classes',
    who: 'administrator',
    online: true,
    lead: at('/admin/classes', '[data-testid="all-classes"] a'),
  },
  {
    name: 'class-facts',
    who: 'administrator',
    online: true,
    lead: async (page, origin) => {
      await at('/admin/classes', '[data-testid="all-classes"] a')(page, origin);
      await page.locator('[data-testid="all-classes"] a').first().click();
      await page.locator('[data-testid="class-sessions"] a').first().waitFor();
    },
  },
  {
    name: 'office-report',
    who: 'administrator',
    online: true,
    lead: toOfficeReport,
  },
  {
    name: 'office-report-student',
    who: 'administrator',
    online: true,
    lead: async (page, origin) => {
      await toOfficeReport(page, origin);
      await page.getByRole('table', { name: 'Students' }).getByRole('link').first().click();
      await page.locator('[data-testid="student-sessions"]').waitFor();
    },
  },
  { name: 'office-import', who: 'administrator', online: true, lead: toOfficeImport },
  {
    name: 'office-import-preview',
    who: 'administrator',
    online: true,
    lead: async (page, origin) => {
      await toOfficeImport(page, origin);
      await choosePeopleFile(page);
    },
  },
  {
    name: 'record-story',
    who: 'administrator',
    online: true,
    lead: async (page, origin) => {
      await at('/admin/classes', '[data-testid="all-classes"] a')(page, origin);
      await page.locator('[data-testid="all-classes"] a').first().click();
      await page.locator('[data-testid="class-sessions"] a').first().click();
      await page.locator('[data-testid="session-records"] a').first().click();
      await page.locator('[data-testid="story"] li').first().waitFor();
    },
  },
  {
    name: 'audit',
    who: 'administrator',
    online: true,
    lead: async (page, origin) => {
      await at('/admin/audit', 'main h1')(page, origin);
      await page.getByRole('button', { name: 'Check that nothing was changed' }).click();
      await page.locator('[data-testid="audit-whole"]').waitFor();
    },
  },
  { name: 'health', who: 'administrator', online: true, lead: at('/admin/health', '[data-testid="health"]') },
  { name: 'approvals', who: 'administrator', online: true, lead: at('/admin/approvals', 'main h1') },
  {
    name: 'people',
    who: 'administrator',
    online: true,
    lead: at('/admin/people', '[data-testid="people"] li'),
  },
  {
    name: 'claim-code',
    who: 'administrator',
    online: true,
    lead: async (page, origin) => {
      await at('/admin/people', '[data-testid="people"] li')(page, origin);
      await page.getByRole('button', { name: 'Actions' }).first().click();
      await page.getByRole('menuitem', { name: 'Hand out a code' }).click();
      await page.locator('[data-testid="claim-code"]').waitFor();
    },
  },
];
