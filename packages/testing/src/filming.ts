/** Points a fake camera at somebody's screen: pictures of the code, taken as fast as the screen gives them. */
import type { Page } from 'playwright-core';
import type { FakeCamera } from './fake-camera.ts';

export interface Filming {
  stop(): Promise<void>;
}

const EVERY_MS = 120;

/** Until stopped, the camera sees what `page` shows as its code. */
export function film(page: Page, camera: FakeCamera): Filming {
  const ended = new AbortController();
  const code = page.locator('[data-testid="code-svg"]');
  const loop = (async () => {
    while (!ended.signal.aborted) {
      const picture = await code.screenshot({ timeout: 5_000, animations: 'allow' }).catch(() => null);
      if (picture !== null) camera.show(picture);
      await new Promise((wake) => setTimeout(wake, EVERY_MS));
    }
    camera.showNothing();
  })();
  return {
    stop: () => {
      ended.abort();
      return loop;
    },
  };
}
