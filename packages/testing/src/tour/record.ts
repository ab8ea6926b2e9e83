/** What became of sessions, for the student and the professor, and what is asked about it. */
import { at } from './stop.ts';
import type { Stop } from './stop.ts';

const toRecord: Stop['lead'] = async (page, origin) => {
  await at('/professor/classes', 'main a[href^="/professor/classes/0"]')(page, origin);
  await page.locator('main a[href^="/professor/classes/0"]').first().click();
  await page.getByRole('heading', { name: 'Roster' }).waitFor();
  await page.locator('main a[href*="/professor/sessions/"]').first().click();
  await page.locator('main tbody tr').first().waitFor();
};

export const RECORD: readonly Stop[] = [
  { name: 'join', who: 'student', lead: at('/student/classes/join', 'form') },
  { name: 'classes', who: 'student', lead: at('/student/classes', 'main a') },
  {
    name: 'class',
    who: 'student',
    lead: async (page, origin) => {
      await at('/student/classes', 'main a[href^="/student/classes/0"]')(page, origin);
      await page.locator('main a[href^="/student/classes/0"]').first().click();
      await page.getByRole('heading', { name: 'Sessions' }).waitFor();
    },
  },
  {
    name: 'record',
    who: 'professor',
    lead: toRecord,
  },
  {
    name: 'record-chosen',
    who: 'professor',
    lead: async (page, origin) => {
      await toRecord(page, origin);
      for (const at of [1, 2]) await page.locator('main tbody').getByRole('checkbox').nth(at).check();
      await page.getByRole('button', { name: 'Change status' }).waitFor();
    },
  },
  {
    name: 'record-told',
    who: 'professor',
    online: true,
    lead: async (page, origin) => {
      await toRecord(page, origin);
      await page.locator('main tbody tr').first().getByRole('button').click();
      await page.getByRole('link', { name: 'What happened to this record' }).click();
      await page.locator('[data-testid="story"] li').first().waitFor();
    },
  },
  {
    name: 'ask',
    who: 'student',
    lead: async (page, origin) => {
      await at('/student/classes', 'main a[href^="/student/classes/0"]')(page, origin);
      await page.locator('main a[href^="/student/classes/0"]').first().click();
      await page.getByRole('button', { name: 'Ask to be excused' }).click();
      await page.getByLabel('Reason').waitFor();
    },
  },
  { name: 'requests', who: 'professor', lead: at('/professor/requests', 'h1') },
  { name: 'notifications', who: 'student', lead: at('/student/notifications', '[data-testid="notices"] li') },
  { name: 'wrong-role', who: 'student', lead: at('/professor/today', 'h1') },
];
