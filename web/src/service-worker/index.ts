/**
 * The app without a network: everything that a screen needs is on the phone, and facts are sent when the network
 * comes back, also with every page closed (SYNC8).
 */
import { assets, immutable } from '$app/manifest';
import { version } from '$app/env';
import { self as worker } from '$app/service-worker';
import {
  addPlugins,
  createHandlerBoundToURL,
  cleanupOutdatedCaches,
  precacheAndRoute,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { SEND_TAG, SYNC_TAG } from '../lib/sync/background-sync.ts';
import { BROWSER } from '../lib/sync/surroundings.ts';
import { genuineOnly } from './genuine.ts';
import { letGoOnUpdate } from './let-go.ts';
import { pathIn, shownPush } from './show-push.ts';
import { startWorkerSync } from './worker-sync.ts';

/** The page that boots the app at any address; adapter-static writes it, so no manifest lists it. */
const SHELL = '/200.html';

/** What no worker has an answer for. */
const PAST_THE_WORKER = [{ condition: { urlPattern: { pathname: '/api/*' } }, source: 'network' }];

addPlugins([genuineOnly, letGoOnUpdate]);
precacheAndRoute(
  [
    // Hashed names: what is there is right.
    ...immutable.map(({ path }) => ({ url: path, revision: null })),
    ...assets.map(({ path }: { readonly path: string }) => ({ url: path, revision: version })),
    { url: SHELL, revision: version },
    // Kit asks this on every error page and reloads when it differs: an old app whose update waits would never stop.
    { url: '/_app/version.json', revision: version },
  ],
  { directoryIndex: '' },
);
cleanupOutdatedCaches();
// The API is never answered from a cache: not even a navigation to it is the app's.
registerRoute(new NavigationRoute(createHandlerBoundToURL(SHELL), { denylist: [/^\/api\//] }));

worker.addEventListener('install', (event) => {
  // Every request that passes through here keeps an old worker from being replaced, and waits for a stopped one to start.
  if (canRoute(event)) event.waitUntil(event.addRoutes(PAST_THE_WORKER).catch(() => undefined));
});

const sync = startWorkerSync(BROWSER);

worker.addEventListener('sync', (event) => {
  if (!isSyncEvent(event)) return;
  if (event.tag === SYNC_TAG) event.waitUntil(syncUnlessSeen());
  if (event.tag === SEND_TAG) event.waitUntil(sync.run('if_needed'));
});

worker.addEventListener('push', (event) => {
  event.waitUntil(show(event.data));
});

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(open(pathIn(event.notification.data)));
});

worker.addEventListener('message', (event) => {
  const message: unknown = event.data;
  const isSkip =
    typeof message === 'object' && message !== null && 'type' in message && message.type === 'SKIP_WAITING';
  if (isSkip) event.waitUntil(worker.skipWaiting());
});

worker.addEventListener('activate', (event) => {
  // The first visit becomes ready offline without a reload.
  event.waitUntil(worker.clients.claim());
});

/** Static routing, which TypeScript's worker types and browsers other than Chromium's don't know. */
function canRoute(
  event: Event,
): event is ExtendableEvent & { addRoutes(rules: typeof PAST_THE_WORKER): Promise<void> } {
  return 'waitUntil' in event && 'addRoutes' in event;
}

/** The event of Background Sync, which TypeScript's worker types don't know. */
function isSyncEvent(event: Event): event is ExtendableEvent & { readonly tag: string } {
  return 'waitUntil' in event && 'tag' in event && typeof event.tag === 'string';
}

/** Shows it first, since browsers end a subscription that shows nothing; then what it is about is fetched (SYNC8). */
async function show(data: PushMessageData | null): Promise<void> {
  const shown = shownPush(readJson(data));
  if (shown !== null) await worker.registration.showNotification(shown.title, shown.options);
  // Whatever couldn't be sent is tried again by the next trigger.
  await syncUnlessSeen().catch(() => undefined);
}

/** A page that is looked at pulls by itself, and the server hears of the network's return once instead of twice. */
async function syncUnlessSeen(): Promise<void> {
  const pages = await worker.clients.matchAll({ type: 'window' });
  const isSeen = pages.some(({ visibilityState }) => visibilityState === 'visible');
  await sync.run(isSeen ? 'if_needed' : 'now');
}

function readJson(data: PushMessageData | null): unknown {
  try {
    return data?.json();
  } catch {
    return null;
  }
}

/** In the window that is open already, if there is one. */
async function open(path: string): Promise<void> {
  const [window] = await worker.clients.matchAll({ type: 'window' });
  if (window === undefined) {
    await worker.clients.openWindow(path);
    return;
  }
  await window.focus();
  await window.navigate(path);
}
