/** Every screen, light and dark, phone and desktop: no violation that axe can find, nothing wider than the screen. */
import AxeBuilder from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '../src/chromium.ts';
import { STOPS } from '../src/tour.ts';
import { walkTour } from '../src/walk-tour.ts';
import { ADMINISTRATOR, PROFESSOR, signIn, STUDENT } from './kit/people.ts';
import { openStage } from './kit/stage.ts';
import type { Stage } from './kit/stage.ts';

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1280, height: 800 };

describe.runIf(findChromium() !== null)('accessibility', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  });
  afterAll(() => stage.close());

  test('no screen has a violation', { timeout: 240_000 }, async () => {
    const [professor, student] = await Promise.all([stage.visitOnce(PROFESSOR), stage.visitOnce(STUDENT)]);
    const nobody = await (await stage.browser.newContext()).newPage();
    const administrator = await (await stage.browser.newContext()).newPage();
    await signIn(administrator, stage.product.origin, ADMINISTRATOR);
    const found: string[] = [];
    let looked = 0;
    await walkTour(
      {
        origin: stage.product.origin,
        camera: stage.camera,
        pages: { nobody, administrator, professor: professor.page, student: student.page },
      },
      async ({ name }, page) => {
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
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - window.innerWidth,
          );
          if (overflow > 0) found.push(`${name} ${size.width}: ${overflow} px wider than the screen`);
        }
      },
    );
    expect(found).toEqual([]);
    expect(looked).toBe(STOPS.length * 2);
  });
});
