/** One sync cycle at a time per account, across tabs and the service worker (DEV2). */
import type { Lock } from '@hazri/sync-client';

/** A Web Lock, or a queue within this page where there are none: correctness doesn't rest on it. */
export function webLock(name: string): Lock {
  if (!('locks' in navigator)) return localLock();
  return { hold: (cycle) => navigator.locks.request(name, cycle) };
}

function localLock(): Lock {
  let tail: Promise<unknown> = Promise.resolve();
  return {
    hold(cycle) {
      const run = tail.then(cycle, cycle);
      tail = run.catch(() => undefined);
      return run;
    },
  };
}
