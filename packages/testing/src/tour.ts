/**
 * Every screen of the product in the states that matter, for checks and pictures: each stop leads a page there.
 * Stops run in order on two phones; what an earlier one did (a running session, a scan) is there for the later.
 */
import type { Page } from 'playwright-core';

export interface Stop {
  /** File name of the picture. */
  readonly name: string;
  readonly who: 'nobody' | 'professor' | 'student' | 'administrator';
  readonly lead: (page: Page, origin: string) => Promise<void>;
  /** The camera sees the professor's code while the page is led there. */
  readonly filmed?: boolean;
  /** The page shows what only the server has. */
  readonly online?: boolean;
  /** Somebody has scanned the session on the screen. */
  readonly scanned?: boolean;
}

const at = (path: string, ready: string): Stop['lead'] => {
  return async (page, origin) => {
    await page.goto(`${origin}${path}`);
    await page.locator(ready).first().waitFor();
  };
};

const toCode: Stop['lead'] = async (page, origin) => {
  await at('/professor/today', '[data-testid="ready-offline"]')(page, origin);
  const running = page.getByRole('link', { name: 'Show the code' }).first();
  const start = page.locator('[data-testid="start-session"]');
  await running.or(start).first().waitFor();
  await ((await running.isVisible()) ? running : start).click();
  await page.locator('[data-testid="code-svg"]').waitFor();
};

const toRoster: Stop['lead'] = async (page, origin) => {
  await at('/professor/classes', 'main a[href^="/professor/classes/0"]')(page, origin);
  await page.locator('main a[href^="/professor/classes/0"]').first().click();
  await page.getByRole('link', { name: 'Roster' }).click();
  await page.getByRole('table').getByRole('link').first().waitFor();
};

const toRecord: Stop['lead'] = async (page, origin) => {
  await at('/professor/classes', 'main a[href^="/professor/classes/0"]')(page, origin);
  await page.locator('main a[href^="/professor/classes/0"]').first().click();
  await page.getByRole('heading', { name: 'Roster' }).waitFor();
  await page.locator('main a[href*="/professor/sessions/"]').first().click();
  await page.locator('main tbody tr').first().waitFor();
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

/** Somebody new, somebody known, and three who can't be taken. */
const PEOPLE_FILE = `Regd No,Student name,E-mail
24CS101,"Rao, Asha",asha@acem.ac.in
24CS002,,
24CS102,سلمى الخطيب,salma@gmail.com
24CS101,Asha Rao,
24CS103,<img src=x onerror=alert(1)>,x@@acem.ac.in
`;

async function choosePeopleFile(page: Page): Promise<void> {
  const buffer = Buffer.from(PEOPLE_FILE);
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('heading', { name: 'What will happen' }).waitFor();
}

export const EMPTY_TOKEN = 'AEAAAAABR46L2QLWELPSS2JA7UAAAFLMR7MFO6TLEMZDSSP53UOLWVGD7I2WG';

export const STOPS: readonly Stop[] = [
  { name: 'login', who: 'nobody', lead: at('/login', 'form') },
  { name: 'register', who: 'nobody', lead: at('/register', 'form') },
  {
    name: 'register-faults',
    who: 'nobody',
    lead: async (page, origin) => {
      await at('/register', 'form')(page, origin);
      await page.getByRole('button', { name: 'Create the account' }).click();
      await page.getByText('Something is needed here.').first().waitFor();
    },
  },
  { name: 'verify', who: 'nobody', lead: at('/verify', 'form') },
  { name: 'forgot', who: 'nobody', lead: at('/forgot', 'form') },
  { name: 'reset', who: 'nobody', lead: at('/reset', 'form') },
  { name: 'claim', who: 'nobody', lead: at('/claim', 'form') },
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
  {
    name: 'profile',
    who: 'student',
    online: true,
    lead: at('/student/profile', '[data-testid="devices"] li'),
  },
  {
    name: 'profile-of-staff',
    who: 'professor',
    online: true,
    lead: at('/professor/profile', '[data-testid="devices"] li'),
  },
  { name: 'logout', who: 'student', lead: at('/auth/logout', 'main button') },
  {
    name: 'api-docs',
    who: 'nobody',
    online: true,
    lead: async (page, origin) => {
      await at('/api/docs', 'details')(page, origin);
      await page.locator('summary', { hasText: '/student/scan/process' }).click();
    },
  },
  { name: 'link-before-login', who: 'nobody', lead: at(`/S/${EMPTY_TOKEN}`, 'form') },
  { name: 'not-found', who: 'nobody', lead: at('/nowhere', 'h1') },
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
  { name: 'present', who: 'professor', lead: toCode },
  { name: 'scan', who: 'student', lead: at('/student/scan', 'video') },
  {
    name: 'scan-typed',
    who: 'student',
    lead: async (page, origin) => {
      await at('/student/scan', 'video')(page, origin);
      await page.getByRole('button', { name: 'Type the code instead' }).click();
      await page.getByLabel('Eight digits under the code').waitFor();
    },
  },
  {
    name: 'scanned',
    who: 'student',
    filmed: true,
    lead: at(
      '/student/scan',
      '[data-testid="scan-state"][data-state="present"], [data-testid="scan-state"][data-state="late"]',
    ),
  },
  {
    name: 'present-live',
    who: 'professor',
    scanned: true,
    lead: async (page, origin) => {
      await toCode(page, origin);
      await page.locator('[data-testid="live-list"] .name').first().waitFor();
    },
  },
  {
    name: 'spot-check',
    who: 'professor',
    scanned: true,
    lead: async (page, origin) => {
      await toCode(page, origin);
      await page.locator('[data-testid="live-list"] .name').first().waitFor();
      await page.getByLabel('Bodies in the room').fill('0');
      await page.getByRole('button', { name: 'Record' }).click();
      await page.getByRole('button', { name: 'Spot check' }).click();
      await page.locator('[data-testid="spot-names"] li').first().waitFor();
    },
  },
  {
    name: 'witness',
    who: 'professor',
    lead: async (page, origin) => {
      await toCode(page, origin);
      await page.getByRole('link', { name: 'Witness a receipt' }).click();
      await page.locator('video').waitFor();
    },
  },
  { name: 'receipts', who: 'student', lead: at('/student/receipts', 'main a') },
  {
    name: 'receipt',
    who: 'student',
    lead: async (page, origin) => {
      await at('/student/receipts', 'main a')(page, origin);
      await page.locator('main a[href*="/student/receipts/"]').first().click();
      await page.locator('[data-testid="scan-state"], main dl').first().waitFor();
    },
  },
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
