/** Marks in a page's own timeline, set from outside: when it asks for the camera, and when it shows "saved". */
import type { BrowserContext, Page } from 'playwright-core';

/** `navigator.mediaDevices.getUserMedia` was called. */
export const CAMERA_ASKED = 'bench:camera-asked';
/** The scan's state stands on the screen as saved. */
export const SAVED_SHOWN = 'bench:saved-shown';
/** Set by the product: the reading that was enough for a scan. */
export const READ = 'hazri:read';
/** Set by the product: the scan is durable on the phone. */
export const SAVED = 'hazri:saved';

/** Before the first page of the context. */
export async function installMarks(context: BrowserContext): Promise<void> {
  await context.addInitScript(
    ([cameraAsked, savedShown]) => {
      const media = navigator.mediaDevices;
      // Undefined on pages that aren't secure, such as about:blank.
      if ((media as MediaDevices | undefined) === undefined) return;
      const ask = media.getUserMedia.bind(media);
      media.getUserMedia = (constraints) => {
        performance.mark(cameraAsked);
        return ask(constraints);
      };
      const saved = '[data-testid="scan-state"][data-state="saved"]';
      let isShown = false;
      new MutationObserver(() => {
        const wasShown = isShown;
        isShown = document.querySelector(saved) !== null;
        if (isShown && !wasShown) performance.mark(savedShown);
      }).observe(document, {
        subtree: true,
        childList: true,
        attributes: true,
        attributeFilter: ['data-state'],
      });
    },
    [CAMERA_ASKED, SAVED_SHOWN] as const,
  );
}

/** When a mark was set last, in epoch ms; null when it wasn't. */
export function markedAt(page: Page, name: string): Promise<number | null> {
  return page.evaluate((wanted) => {
    const last = performance.getEntriesByName(wanted, 'mark').at(-1);
    return last === undefined ? null : performance.timeOrigin + last.startTime;
  }, name);
}

/** The same, once it is set. @throws when that takes longer than half a minute */
export async function whenMarked(page: Page, name: string): Promise<number> {
  await page.waitForFunction((wanted) => performance.getEntriesByName(wanted, 'mark').length > 0, name);
  const at = await markedAt(page, name);
  if (at === null) throw new Error(`${name} was cleared meanwhile`);
  return at;
}

export function clearMarks(page: Page): Promise<void> {
  return page.evaluate(() => performance.clearMarks());
}
