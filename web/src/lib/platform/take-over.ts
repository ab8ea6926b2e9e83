/**
 * Makes the version that waits the one that runs. A browser swaps the workers in a moment in which the old one has nothing
 * under way. Chromium (156) stops the old one for that; a request that comes just then starts it again, and the swap is off
 * until the worker has rested for 30 s or its pages are gone.
 */
import { openChannel } from '../sync/channel.ts';

const ASK_EVERY_MS = 1_000;

/** The part of a registration that says what waits. */
export type Registered = Pick<ServiceWorkerRegistration, 'waiting' | 'installing'>;

/**
 * @param mostAsks one a second: seconds of patience
 * @param changes tells of `controllerchange`
 * @returns whether a reload now brings the newest version; false when the patience is over
 */
export async function takeOver(
  registration: Registered,
  mostAsks: number,
  changes: EventTarget = navigator.serviceWorker,
): Promise<boolean> {
  const channel = openChannel(() => undefined);
  const changed = new Promise<true>((resolve) => {
    changes.addEventListener('controllerchange', () => resolve(true), { once: true });
  });
  try {
    for (let asked = 0; asked < mostAsks; asked += 1) {
      const { waiting, installing } = registration;
      // Another tab was faster.
      if (waiting === null && installing === null) return true;
      channel.tell({ type: 'updating' });
      // Whichever it is by now: a newer one may have come meanwhile.
      waiting?.postMessage({ type: 'SKIP_WAITING' });
      if (await Promise.race([changed, afterAWhile()])) return true;
    }
    return false;
  } finally {
    channel.close();
  }
}

function afterAWhile(): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ASK_EVERY_MS));
}
