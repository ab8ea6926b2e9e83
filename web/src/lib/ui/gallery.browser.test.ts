/** Components used by keyboard and screen reader: the gallery is where all of them stand. */
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Gallery from '../../../gallery/Gallery.svelte';
import GalleryForm from '../../../gallery/GalleryForm.svelte';
import GalleryTable from '../../../gallery/GalleryTable.svelte';
import '../styles/base.css';
import '../styles/tokens.css';
import { violationsIn } from './testing/axe.ts';

const refused: string[] = [];
beforeAll(() => {
  // As strict as the product's policy where a component could trip over it.
  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = "style-src-attr 'none'";
  document.head.append(policy);
  document.addEventListener('securitypolicyviolation', (event) => refused.push(event.violatedDirective));
});
beforeEach(() => page.viewport(1280, 800));
afterEach(() => expect(refused).toEqual([]));

const focused = () => document.activeElement?.textContent.trim();

describe('the gallery', () => {
  it.each(['light', 'dark'])('has no violation in %s', async (theme) => {
    document.documentElement.dataset['theme'] = theme;
    const shown = await render(Gallery);
    expect(await violationsIn(shown.container)).toEqual([]);
    delete document.documentElement.dataset['theme'];
  });

  it('has targets of at least 44 px', async () => {
    await page.viewport(390, 844);
    const shown = await render(Gallery);
    const small = [...shown.container.querySelectorAll<HTMLElement>('button, select, textarea, summary')]
      .filter((element) => element.checkVisibility())
      .filter((element) => element.getBoundingClientRect().height < 44)
      .map((element) => element.outerHTML.slice(0, 120));
    expect(small).toEqual([]);
  });

  it('is never wider than a phone', async () => {
    await page.viewport(390, 844);
    await render(Gallery);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
  });
});

describe('Menu', () => {
  it('opens, is walked past what can’t be done, and gives the focus back', async () => {
    const shown = await render(Gallery);
    const button = shown.getByRole('button', { name: 'More' }).first();
    button.element().focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('menuitem', { name: 'Edit' })).toBeVisible();
    expect(await violationsIn(document.body)).toEqual([]);
    await userEvent.keyboard('{ArrowDown}');
    await expect.poll(focused).toBe('Archive the class');
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => document.activeElement).toBe(button.element());
  });

  it('asks before what can’t be undone, the focus on what is harmless', async () => {
    const shown = await render(Gallery);
    shown.getByRole('button', { name: 'More' }).first().element().focus();
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('menuitem', { name: 'Edit' })).toBeVisible();
    await userEvent.keyboard('{End}{Enter}');
    await expect.element(page.getByRole('dialog', { name: 'Archive the class?' })).toBeVisible();
    await expect.poll(focused).toBe('Cancel');
    await userEvent.keyboard('{Enter}');
    await expect.element(page.getByRole('dialog')).not.toBeInTheDocument();
  });
});

describe('Tabs', () => {
  it('are walked with arrow keys, one panel at a time', async () => {
    const shown = await render(Gallery);
    shown.getByRole('tab', { name: 'Roster' }).element().focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect
      .element(shown.getByRole('tab', { name: 'Sessions' }))
      .toHaveAttribute('aria-selected', 'true');
    await expect.element(shown.getByRole('tabpanel')).toHaveTextContent('The sessions of the class.');
    await userEvent.keyboard('{End}');
    await expect.element(shown.getByRole('tabpanel')).toHaveTextContent('The staff of the class.');
  });
});

describe('form fields', () => {
  it('are read out with their fault or hint', async () => {
    const shown = await render(GalleryForm);
    await expect
      .element(shown.getByLabelText('E-mail'))
      .toHaveAccessibleDescription('Use your address that ends in acem.ac.in.');
    await expect.element(shown.getByLabelText('E-mail')).toBeInvalid();
    await expect
      .element(shown.getByLabelText('Name of the course'))
      .toHaveAccessibleDescription('As it stands in the timetable.');
    await expect.element(shown.getByLabelText('Name of the course')).toBeValid();
  });

  it('find one of many by a part of the name, or the roll number', async () => {
    const shown = await render(GalleryForm);
    const field = shown.getByRole('combobox', { name: 'Teaching assistant' });
    const options = page.getByRole('listbox', { name: 'Teaching assistant' }).getByRole('option');
    await field.fill('isha venk');
    await expect.element(options.first()).toMatchTextContent(/Ishaan Venkat/);
    expect(await violationsIn(document.body)).toEqual([]);
    await userEvent.keyboard('{ArrowDown}{Enter}');
    await expect.element(field).toHaveValue('Ishaan Venkataramanachary');
    await field.fill('22cs0002');
    await expect.element(options).toMatchTextContent(/Ananya/);
    await field.fill('nobody of that name');
    await expect.element(page.getByText('Nothing matches.')).toBeVisible();
  });

  it('refuse a file of another kind or size, and take one that fits', async () => {
    const shown = await render(GalleryForm);
    const field = shown.getByLabelText('Roster as CSV or XLSX');
    await field.upload(new File(['x'], 'roster.pdf'));
    await expect.element(shown.getByText(/Choose one of: .csv,.xlsx/)).toBeVisible();
    await field.upload(new File([new Uint8Array(1_000_001)], 'roster.csv'));
    await expect.element(shown.getByText('The file is larger than 1 MB.')).toBeVisible();
    await field.upload(new File(['roll'], 'roster.CSV'));
    await expect.element(shown.getByText('roster.CSV')).toBeVisible();
  });
});

describe('DataTable', () => {
  const row = (name: string) => page.getByRole('row').filter({ hasText: name });
  const drawn = () => [...document.querySelectorAll('[data-index]')];

  it('draws a few of its rows and says how many there are', async () => {
    const shown = await render(GalleryTable);
    await expect.poll(() => drawn().length).toBeLessThan(60);
    await expect.element(shown.getByRole('table')).toHaveAttribute('aria-rowcount', '1201');
    expect(await violationsIn(shown.container)).toEqual([]);
    window.scrollTo(0, document.documentElement.scrollHeight);
    await expect.element(row('22CS1200')).toBeVisible();
    expect(drawn().length).toBeLessThan(60);
    // Its height is that of all rows from the first: nothing jumps while one scrolls.
    expect(document.documentElement.scrollHeight).toBeGreaterThan(1_200 * 50);
    window.scrollTo(0, 0);
  });

  it('orders by a column: up, down, as it was', async () => {
    const shown = await render(GalleryTable);
    const title = shown.getByRole('button', { name: 'Attendance' });
    const first = () => document.querySelector('[data-index="0"]')?.textContent ?? '';
    await title.click();
    await expect.poll(first).toContain('0%');
    await expect
      .element(shown.getByRole('columnheader', { name: 'Attendance' }))
      .toHaveAttribute('aria-sort', 'ascending');
    await title.click();
    await expect.poll(first).toContain('100%');
    await title.click();
    await expect.poll(first).toContain('22CS0001');
  });

  it('is chosen from by keyboard: Shift with arrows, and all', async () => {
    const shown = await render(GalleryTable);
    await expect.element(shown.getByText('2 selected')).toBeVisible();
    document.querySelector<HTMLElement>('[data-index="4"] input')?.focus();
    await userEvent.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}');
    await expect.element(shown.getByText('5 selected')).toBeVisible();
    await userEvent.keyboard('{Control>}a{/Control}');
    await expect.element(shown.getByText('1,200 selected')).toBeVisible();
    await shown.getByRole('button', { name: 'Clear the selection' }).click();
    await expect.element(shown.getByText('0 selected')).toBeVisible();
  });

  it('walks on over the edge of the screen', async () => {
    await render(GalleryTable);
    document.querySelector<HTMLElement>('[data-index="0"] input')?.focus();
    for (let step = 0; step < 45; step++) await userEvent.keyboard('{ArrowDown}');
    await expect
      .poll(() => document.activeElement?.closest<HTMLElement>('[data-index]')?.dataset['index'])
      .toBe('45');
    window.scrollTo(0, 0);
  });

  it('chooses a range by a click with Shift, and leaves ticked what was chosen', async () => {
    const shown = await render(GalleryTable);
    const box = (index: number) =>
      page
        .getByRole('row')
        .nth(index + 1)
        .getByRole('checkbox');
    await box(5).click();
    await box(1).click({ modifiers: ['Shift'] });
    await expect.element(shown.getByText('5 selected')).toBeVisible();
    await expect.element(box(1)).toBeChecked();
    await expect.element(box(3)).toBeChecked();
    await expect.element(box(0)).not.toBeChecked();
  });

  it('is a list of cards on a phone, each value with its title', async () => {
    await page.viewport(390, 844);
    const shown = await render(GalleryTable);
    const title = row('22CS0001').getByText('Roll number');
    await expect.element(title).toBeVisible();
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
    expect(await violationsIn(shown.container)).toEqual([]);
  });
});
