/** Asks the browser to wake the service worker when the network is back, page or no page. */

export const SYNC_TAG = 'hazri-sync';

/** The part of the Background Sync API that TypeScript's DOM doesn't know. */
interface BackgroundSync {
  readonly sync?: { register(tag: string): Promise<void> };
}

/** Best effort: Safari and Firefox have no Background Sync, and the page's own triggers stand beside it. */
export async function askForBackgroundSync(): Promise<void> {
  try {
    const registration: (ServiceWorkerRegistration & BackgroundSync) | undefined =
      await navigator.serviceWorker.getRegistration();
    await registration?.sync?.register(SYNC_TAG);
  } catch {
    // Not supported or refused: nothing is lost, only sent later.
  }
}
