/** Asks the browser to wake the service worker when the network is back, page or no page. */

/** For everything: after a sync that failed. */
export const SYNC_TAG = 'hazri-sync';
/** For a fact, should the page not live to send it. Online the browser fires it at once, mostly for nothing. */
export const SEND_TAG = 'hazri-send';

/** The part of the Background Sync API that TypeScript's DOM doesn't know. */
interface BackgroundSync {
  readonly sync?: { register(tag: string): Promise<void> };
}

/** Best effort: Safari and Firefox have no Background Sync, and the page's own triggers stand beside it. */
export async function askForBackgroundSync(tag: typeof SYNC_TAG | typeof SEND_TAG): Promise<void> {
  try {
    const registration: (ServiceWorkerRegistration & BackgroundSync) | undefined =
      await navigator.serviceWorker.getRegistration();
    await registration?.sync?.register(tag);
  } catch {
    // Not supported or refused: nothing is lost, only sent later.
  }
}
