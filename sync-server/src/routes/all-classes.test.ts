import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AllClassesPage } from '@hazri/sync-protocol/api/all-classes';
import { allClassesPage } from '@hazri/sync-protocol/api/all-classes';
import { createClass } from '../catalogue/create-class.ts';
import type { OfficeWorld } from '../testing/office-world.ts';
import { startOffice } from '../testing/office-world.ts';

let office: OfficeWorld;
beforeAll(async () => {
  office = await startOffice();
});
afterAll(() => office.world.close());

async function find(query = ''): Promise<AllClassesPage> {
  return allClassesPage.parse((await office.administrator.ask('GET', `/admin/classes${query}`)).body);
}
const codes = ({ classes }: AllClassesPage) => classes.map(({ course }) => course);

test('classes are found by their words and by who teaches them; those put away apart', async () => {
  const { world, administrator } = office;
  const all = await find();
  expect(all).toMatchObject({
    classes: [
      { course: 'CS301', title: 'Networks', professors: ['professor Test'], enrolled: 3, archivedAt: null },
      { course: 'CS302', title: 'Compilers', professors: ['other Test'], enrolled: 0 },
    ],
    next: null,
  });
  expect(codes(await find('?search=net%20CS3'))).toEqual(['CS301']);
  expect(codes(await find('?search=other'))).toEqual(['CS302']);
  expect(codes(await find('?search=%25'))).toEqual([]);
  await administrator.ask('DELETE', `/classes/${world.otherClass.uuid}`);
  expect(codes(await find())).toEqual(['CS301']);
  expect(codes(await find('?archived=1'))).toEqual(['CS302']);
});

test('pages follow each other without a gap or a repetition', async () => {
  const { world } = office;
  const professorId = world.people.professor.id;
  for (let number = 0; number < 105; number += 1) {
    const course = `X${String(number % 7)}`;
    await createClass(world.server.deps, { course, title: `Class ${number}`, professorId });
  }
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page: AllClassesPage = await find(`?search=Class${after === null ? '' : `&after=${after}`}`);
    seen.push(...page.classes.map(({ title }) => title));
    after = page.next;
  } while (after !== null);
  expect(seen).toHaveLength(105);
  expect(new Set(seen).size).toBe(105);
});
