/** Administrators keep departments, terms, courses and holidays (product.md, administrator). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createUsers } from '@hazri/sync-server';
import { findChromium } from '../src/chromium.ts';
import { signIn } from './kit/people.ts';
import { openStage } from './kit/stage.ts';
import type { Stage } from './kit/stage.ts';

const ADMIN = 'office@acem.ac.in';

describe.runIf(findChromium() !== null)('the office', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
    const { passwords, writer } = stage.product.server.deps;
    await createUsers(writer, [
      {
        uuid: '01890000-0000-7000-8000-00000000000a',
        email: ADMIN,
        role: 'administrator',
        passwordHash: await passwords.hash('password123'),
        givenName: 'Office',
        familyName: 'Hand',
      },
    ]);
  });
  afterAll(() => stage.close());

  test('entries are added, refused at their field, renamed into classes, put away and deleted', async () => {
    const { origin, server } = stage.product;
    const page = await (await stage.browser.newContext()).newPage();
    await signIn(page, origin, ADMIN);
    await page.goto(`${origin}/admin/courses`);
    const entries = page.locator('[data-testid="entries"]');
    await entries.getByText('CS301 · Computer Networks').waitFor();
    await page.getByRole('button', { name: 'Add' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Code').fill('cs301');
    await dialog.getByLabel('Title').fill('<b>Twice</b>');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Another one has this already.').waitFor();
    await dialog.getByLabel('Code').fill('CS399');
    await dialog.getByLabel('Department').selectOption({ index: 1 });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await entries.getByText('CS399 · <b>Twice</b>').waitFor();

    await page.getByRole('button', { name: 'Edit CS301 · Computer Networks' }).click();
    await dialog.getByLabel('Title').fill('Networks and Protocols');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await entries.getByText('CS301 · Networks and Protocols').waitFor();
    const names = [...server.deps.catalogue.allClasses()].map(({ title }) => title);
    expect(names).toContain('Networks and Protocols');

    await page.goto(`${origin}/admin/holidays`);
    await page.getByRole('button', { name: 'Delete Founders’ day' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Nothing here yet').waitFor();

    await page.goto(`${origin}/admin/departments`);
    await entries.getByRole('button', { name: 'Put away' }).first().click();
    await entries.getByRole('button', { name: 'Take back' }).waitFor();
    await page.goto(`${origin}/admin/terms`);
    await entries.getByText('Odd semester').waitFor();
  });
});
