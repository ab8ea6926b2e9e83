/** Moves a page's clock: `Date` runs at its real speed, shifted by an amount that survives reloads. */
import type { BrowserContext, Page } from 'playwright-core';

const KEY = 'test-clock-shift';

/** Install before the first page: from then on `moveClock` decides what the context's pages take for now. */
export async function installMovableClock(context: BrowserContext): Promise<void> {
  await context.addInitScript((key: string) => {
    const RealDate = Date;
    const shift = (): number => {
      try {
        return Number(localStorage.getItem(key) ?? '0');
      } catch {
        return 0;
      }
    };
    class MovedDate extends RealDate {
      constructor(...args: unknown[]) {
        if (args.length === 0) super(RealDate.now() + shift());
        else super(...(args as [number]));
      }
      static override now(): number {
        return RealDate.now() + shift();
      }
    }
    globalThis.Date = MovedDate as DateConstructor;
  }, KEY);
}

export async function moveClock(page: Page, shiftMs: number): Promise<void> {
  await page.evaluate(([key, value]) => localStorage.setItem(key, value), [KEY, String(shiftMs)] as const);
}
