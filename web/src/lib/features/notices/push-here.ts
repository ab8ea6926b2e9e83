/** Push messages to this browser: whether it can have them, and turning them on and off. */
import { pushKey } from '@hazri/sync-protocol/api/notifications';
import { call } from '../../api/call.ts';
import type { Language } from '../../words/dictionary.ts';

/** `unable`: no service worker or no push in this browser; on iOS only the installed app has it. */
export type PushState = 'unable' | 'refused' | 'off' | 'on';

/** A browser that can't reach its push service never answers. */
const SUBSCRIBE_TIMEOUT_MS = 15_000;

export async function pushState(): Promise<PushState> {
  if (!('serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window)) return 'unable';
  if (Notification.permission === 'denied') return 'refused';
  return (await subscription()) === null ? 'off' : 'on';
}

/** Call it from a tap: the browser asks the person. */
export async function turnOn(language: Language): Promise<PushState | 'failed'> {
  if ((await Notification.requestPermission()) !== 'granted') return pushState();
  const key = await call({ method: 'GET', path: '/api/push/key', answer: pushKey });
  const registration = await navigator.serviceWorker.getRegistration();
  if (!key.ok || registration === undefined) return 'failed';
  try {
    const made = await inTime(
      registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key.value.key }),
    );
    const { endpoint, keys } = made.toJSON();
    const body = { endpoint, keys, language };
    const kept = await call({ method: 'POST', path: '/api/push-subscriptions', body, answer: null });
    if (kept.ok) return 'on';
    await made.unsubscribe();
  } catch {
    // No push service, or it is out of reach.
  }
  return 'failed';
}

export async function turnOff(): Promise<PushState> {
  const held = await subscription();
  if (held !== null) {
    const body = { endpoint: held.endpoint };
    // Offline the server finds out by itself: the push service answers that it is gone.
    await call({ method: 'DELETE', path: '/api/push-subscriptions', body, answer: null });
    await held.unsubscribe();
  }
  return pushState();
}

async function subscription(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

function inTime<T>(work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error('the push service does not answer')),
      SUBSCRIBE_TIMEOUT_MS,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
