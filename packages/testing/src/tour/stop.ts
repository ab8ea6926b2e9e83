/** One screen of the product in a state that matters, and how a page is led there. */
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

export const at = (path: string, ready: string): Stop['lead'] => {
  return async (page, origin) => {
    await page.goto(`${origin}${path}`);
    await page.locator(ready).first().waitFor();
  };
};
