/** The browser's clocks as the engine's port. */
import type { Clock, Timer } from '@hazri/sync-client';

export const browserClock: Clock = {
  deviceNow: () => Date.now(),
  mono: () => performance.now(),
};

export const browserTimer: Timer = {
  after(delayMs, task) {
    const handle = setTimeout(task, delayMs);
    return () => {
      clearTimeout(handle);
    };
  },
};
