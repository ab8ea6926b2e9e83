/** Registers the service worker, tells when a new version of the app waits, and applies it when the person says so. */
import { version } from '$app/env';
import { writable } from 'svelte/store';
import type { Readable } from 'svelte/store';
import type { Registered } from './take-over.ts';
import { takeOver } from './take-over.ts';

export type UpdateState =
  | 'none'
  /** On the phone: shown as a quiet bar, applied only when the person says so. */
  | 'ready'
  | 'applying'
  /** Asked for, and the browser doesn't let go of the old version. It may be asked again. */
  | 'stuck';

const update = writable<UpdateState>('none');
export const updateState: Readable<UpdateState> = update;

/** A page that stays open for days asks for a new version when it is looked at, at most this often. */
const CHECK_EVERY_MS = 3_600_000;

/** The camera and the first screen go first; on a phone that never rests, no later than this. */
const REGISTER_WITHIN_MS = 4_000;

/** Seconds that the old worker is given, and after the reload that is to free it. */
const FIRST_PATIENCE = 3;
const LAST_PATIENCE = 12;
/** The page comes from the phone: a reload that hasn't come by then was given to a worker that ended. */
const RELOADS_WITHIN_MS = 5_000;

/** In the tab's storage from the reload that is to free the old worker until the page stands again. */
const RELOADED_FOR_UPDATE = 'hazri-reloaded-for-update';

let begun = false;
let applying = false;
let registration: Registered | null = null;
/** Another tab applied the update: this page is the old version over the new worker. */
let takenOver = false;

/** Call once, when the first screen stands. Does nothing where there are no service workers. */
export async function registerWorker(): Promise<void> {
  if (begun || !('serviceWorker' in navigator)) return;
  begun = true;
  const goesOn = takeMark();
  if (!goesOn) await untilIdle();
  const { Workbox } = await import('workbox-window');
  const workbox = new Workbox('/service-worker.js', { type: 'module', scope: '/' });
  workbox.addEventListener('waiting', () => {
    if (!applying) update.set('ready');
  });
  workbox.addEventListener('controlling', ({ isUpdate }) => {
    if (applying || isUpdate !== true) return;
    takenOver = true;
    update.set('ready');
  });
  let checkedAt = performance.now();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden' || performance.now() - checkedAt < CHECK_EVERY_MS) return;
    checkedAt = performance.now();
    void workbox.update().catch(() => undefined);
  });
  // Registering fails without a network or in private mode; the app works on as an ordinary page.
  registration = (await workbox.register().catch(() => undefined)) ?? null;
  if (!goesOn || registration === null) return;
  if (!(await isTakenOver(registration, LAST_PATIENCE))) update.set('stuck');
  else if (await isOutdated()) location.reload();
  else update.set('none');
}

/** Was this page still given by the old worker, and is the new one in charge by now? */
async function isOutdated(): Promise<boolean> {
  const running = await fetch('/_app/version.json')
    .then((answer) => answer.text())
    .catch(() => version);
  return !running.includes(version);
}

function untilIdle(): Promise<void> {
  return new Promise((resolve) => {
    // Safari before 26 has no idle callbacks.
    if ('requestIdleCallback' in window)
      requestIdleCallback(() => resolve(), { timeout: REGISTER_WITHIN_MS });
    else setTimeout(resolve, REGISTER_WITHIN_MS / 2);
  });
}

/**
 * Lets the waiting version take over and loads it. Where the browser doesn't swap them, because something on this page keeps
 * the old one at work, the page is loaded anew and goes on from there. A page that asks for files without a pause can keep
 * Chromium from swapping for minutes: then the state is `stuck`, and it may be asked for again.
 * @param mayReload whether a reload would disturb or lose nothing by then
 */
export async function applyUpdate(mayReload: () => boolean): Promise<void> {
  if (takenOver || registration === null) {
    location.reload();
    return;
  }
  const isOver = await isTakenOver(registration, FIRST_PATIENCE);
  if (!mayReload()) update.set('ready');
  else if (isOver) location.reload();
  else if (leaveMark()) reloadWhateverHappens();
  else update.set('stuck');
}

async function isTakenOver(registered: Registered, patience: number): Promise<boolean> {
  applying = true;
  update.set('applying');
  takenOver = await takeOver(registered, patience);
  applying = false;
  return takenOver;
}

/** Leaving the page lets the workers be swapped, and Chromium (156) then forgets the page that it asked the old one for. */
function reloadWhateverHappens(): void {
  applying = true;
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  setTimeout(() => location.reload(), RELOADS_WITHIN_MS);
  location.reload();
}

/** false where the tab has no storage: a page that couldn't know might be loaded anew for ever. */
function leaveMark(): boolean {
  try {
    sessionStorage.setItem(RELOADED_FOR_UPDATE, '1');
    return true;
  } catch {
    return false;
  }
}

function takeMark(): boolean {
  try {
    const isMarked = sessionStorage.getItem(RELOADED_FOR_UPDATE) !== null;
    sessionStorage.removeItem(RELOADED_FOR_UPDATE);
    return isMarked;
  } catch {
    return false;
  }
}
