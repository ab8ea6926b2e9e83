/** Background Sync, which the browsers of tests don't do by themselves. */
import type { BrowserContext, Page } from 'playwright-core';

/** What the browser does when there is a network, through the DevTools protocol, from a page of no origin. */
export async function dispatchBackgroundSync(
  context: BrowserContext,
  origin: string,
  tag: 'hazri-sync' | 'hazri-send',
): Promise<void> {
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  const registration = new Promise<string>((found) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ scopeURL, isDeleted }) => scopeURL.startsWith(origin) && !isDeleted);
      if (ours) found(ours.registrationId);
    });
  });
  await devtools.send('ServiceWorker.enable');
  await devtools.send('ServiceWorker.dispatchSyncEvent', {
    origin,
    registrationId: await registration,
    tag,
    lastChance: false,
  });
  await page.close();
}

/** Resolves when the service worker has ended its run and told the page so; called before the run begins. */
export async function workerRun(page: Page): Promise<unknown> {
  return page.evaluate(
    () =>
      new Promise((ended) => {
        const channel = new BroadcastChannel('hazri');
        channel.onmessage = ({ data }: MessageEvent<unknown>) => {
          if (typeof data === 'object' && data !== null && Reflect.get(data, 'type') === 'synced')
            ended(null);
        };
      }),
  );
}
