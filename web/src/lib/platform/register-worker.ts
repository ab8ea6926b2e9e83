/** Registers the service worker and tells when a new version of the app waits to be applied. */
import { writable } from 'svelte/store';
import type { Readable } from 'svelte/store';
import type { Workbox } from 'workbox-window';

const waiting = writable(false);
/** A new version is on the phone and waits: shown as a quiet bar, applied only when the person says so. */
export const updateReady: Readable<boolean> = waiting;

/** A page that stays open for days asks for a new version when it is looked at, at most this often. */
const CHECK_EVERY_MS = 3_600_000;

/** The camera and the first screen go first; on a phone that never rests, no later than this. */
const REGISTER_WITHIN_MS = 4_000;

let begun = false;
let workbox: Workbox | null = null;
let applying = false;
/** Another tab applied the update: this page is the old version over the new worker. */
let takenOver = false;

/** Call once, when the first screen stands. Does nothing where there are no service workers. */
export async function registerWorker(): Promise<void> {
  if (begun || !('serviceWorker' in navigator)) return;
  begun = true;
  await untilIdle();
  const { Workbox } = await import('workbox-window');
  const registered = new Workbox('/service-worker.js', { type: 'module', scope: '/' });
  workbox = registered;
  registered.addEventListener('waiting', () => {
    waiting.set(true);
  });
  registered.addEventListener('controlling', ({ isUpdate }) => {
    if (applying) {
      location.reload();
      return;
    }
    if (isUpdate !== true) return;
    takenOver = true;
    waiting.set(true);
  });
  let checkedAt = performance.now();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden' || performance.now() - checkedAt < CHECK_EVERY_MS) return;
    checkedAt = performance.now();
    void registered.update().catch(() => undefined);
  });
  // Registering fails without a network or in private mode; the app works on as an ordinary page.
  await registered.register().catch(() => undefined);
}

function untilIdle(): Promise<void> {
  return new Promise((resolve) => {
    // Safari before 26 has no idle callbacks.
    if ('requestIdleCallback' in window)
      requestIdleCallback(() => resolve(), { timeout: REGISTER_WITHIN_MS });
    else setTimeout(resolve, REGISTER_WITHIN_MS / 2);
  });
}

/** Lets the waiting version take over and loads it. */
export function applyUpdate(): void {
  if (takenOver) {
    location.reload();
    return;
  }
  applying = true;
  workbox?.messageSkipWaiting();
}
