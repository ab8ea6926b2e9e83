/** A file of people that imports are shown with. */
import type { Page } from 'playwright-core';

/** Somebody new, somebody known, and three who can't be taken. */
const PEOPLE_FILE = `Regd No,Student name,E-mail
24CS101,"Rao, Asha",asha@acem.ac.in
24CS002,,
24CS102,سلمى الخطيب,salma@gmail.com
24CS101,Asha Rao,
24CS103,<img src=x onerror=alert(1)>,x@@acem.ac.in
`;

export async function choosePeopleFile(page: Page): Promise<void> {
  const buffer = Buffer.from(PEOPLE_FILE);
  await page
    .locator('input[type="file"]')
    .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer });
  await page.getByRole('heading', { name: 'What will happen' }).waitFor();
}
