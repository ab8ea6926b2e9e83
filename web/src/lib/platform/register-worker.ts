/** Registers the service worker and tells when a new version of the app waits to be applied. */
import { writable } from 'svelte/store';
import type { Readable } from 'svelte/store';
import { Workbox } from 'workbox-window';

const waiting = writable(false);
/** A new version is on the phone and waits: shown as a quiet bar, applied only when the person says so. */
export const updateReady: Readable<boolean> = waiting;

let workbox: Workbox | null = null;

/** Call once, when the first screen stands. Does nothing where there are no service workers. */
export async function registerWorker(): Promise<void> {
  if (workbox !== null || !('serviceWorker' in navigator)) return;
  workbox = new Workbox('/service-worker.js', { type: 'module', scope: '/' });
  workbox.addEventListener('waiting', () => {
    waiting.set(true);
  });
  // Registering fails without a network or in private mode; the app works on as an ordinary page.
  await workbox.register().catch(() => undefined);
}

/** Lets the waiting version take over and loads it. */
export function applyUpdate(): void {
  workbox?.addEventListener('controlling', () => {
    location.reload();
  });
  workbox?.messageSkipWaiting();
}
