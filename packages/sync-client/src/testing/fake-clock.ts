/** A clock and its timers that move only when a test says so. */
import type { Clock, Timer } from '../ports.ts';

export interface FakeClock extends Clock, Timer {
  /** Lets time pass, running what falls due, in order. */
  advance(ms: number): void;
  /** Sets the wall clock alone, as a person would in the settings. */
  setWall(epochMs: number): void;
  /** Delay of every timer that is set, ms from now, soonest first. */
  pending(): readonly number[];
}

export function fakeClock(startMs = 1_795_343_970_000): FakeClock {
  let mono = 0;
  let wallOffset = startMs;
  let timers: { readonly due: number; readonly task: () => void }[] = [];
  return {
    deviceNow: () => mono + wallOffset,
    mono: () => mono,
    after(delayMs, task) {
      const timer = { due: mono + delayMs, task };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(ms) {
      const until = mono + ms;
      for (;;) {
        const next = timers.filter((timer) => timer.due <= until).sort((a, b) => a.due - b.due)[0];
        if (next === undefined) break;
        timers = timers.filter((other) => other !== next);
        mono = Math.max(mono, next.due);
        next.task();
      }
      mono = until;
    },
    setWall(epochMs) {
      wallOffset = epochMs - mono;
    },
    pending: () => timers.map((timer) => timer.due - mono).sort((a, b) => a - b),
  };
}
