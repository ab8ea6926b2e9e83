/**
 * Pictures of every screen from the running product: `pnpm shots [folder]`, by default into `shots/`.
 * Two of them are the README's.
 */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { openStage } from '../e2e/kit/stage.ts';
import { ADMINISTRATOR, PROFESSOR, signIn, STUDENT } from '../e2e/kit/people.ts';
import { openGallery } from '../src/gallery.ts';
import { walkTour } from '../src/walk-tour.ts';

const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1280, height: 800 } } as const;
const SCHEMES = ['light', 'dark'] as const;
const GALLERY_PARTS = { top: 'main', form: 'h2', charts: 'figure', table: '[role="table"]' } as const;
const README_PICTURES = { 'present-live-desktop-light': 'present.png', 'scanned-phone-light': 'scan.png' };

const root = resolve(import.meta.dirname, '../../..');
const folder = resolve(root, process.argv[2] ?? 'shots');
const pictures = join(root, 'docs', 'pictures');
mkdirSync(folder, { recursive: true });
mkdirSync(pictures, { recursive: true });

const stage = await openStage();
try {
  const [professor, student] = await Promise.all([stage.visitOnce(PROFESSOR), stage.visitOnce(STUDENT)]);
  const nobody = await (await stage.browser.newContext()).newPage();
  const administrator = await (await stage.browser.newContext()).newPage();
  await signIn(administrator, stage.product.origin, ADMINISTRATOR);
  let taken = 0;
  await walkTour(
    {
      origin: stage.product.origin,
      camera: stage.camera,
      pages: { nobody, administrator, professor: professor.page, student: student.page },
    },
    async ({ name }, page) => {
      taken += await takeAll(name, page);
    },
  );
  taken += await takeGallery(nobody);
  for (const [from, to] of Object.entries(README_PICTURES)) {
    copyFileSync(join(folder, `${from}.png`), join(pictures, to));
  }
  console.log(`${taken} pictures in ${folder}`);
} finally {
  await stage.close();
}

/** Components in their states, a picture from each of its parts. */
async function takeGallery(page: Page): Promise<number> {
  const gallery = await openGallery();
  try {
    await page.goto(gallery.url);
    let count = 0;
    for (const [name, part] of Object.entries(GALLERY_PARTS)) {
      const top = page.locator(part).first();
      await top.waitFor();
      count += await takeAll(`ui-${name}`, page, () =>
        top.evaluate((element) => {
          element.scrollIntoView({ block: 'start' });
        }),
      );
    }
    return count;
  } finally {
    await gallery.close();
  }
}

async function takeAll(name: string, page: Page, ready?: () => Promise<void>): Promise<number> {
  for (const [sizeName, size] of Object.entries(SIZES)) {
    await page.setViewportSize(size);
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await ready?.();
      await page.screenshot({ path: join(folder, `${name}-${sizeName}-${colorScheme}.png`) });
    }
  }
  return Object.keys(SIZES).length * SCHEMES.length;
}
