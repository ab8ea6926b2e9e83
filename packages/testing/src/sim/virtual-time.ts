/** What happens next? One queue of events in virtual time; nothing here waits for a real clock. */

/** Events of one run: a history that doesn't end is a fault of its own. */
const MAX_EVENTS = 400_000;

export interface VirtualTime {
  /** Epoch ms; fractions occur. */
  readonly now: () => number;
  /** Runs `task` after `delayMs`; the returned function cancels it. */
  after(delayMs: number, task: () => void): () => void;
  at(time: number, task: () => void): () => void;
  /** No event happens before `work`, which waits for something real (a file, a socket), is done. */
  hold(work: Promise<unknown>): void;
  /** Runs everything up to and including `time`. */
  runUntil(time: number): Promise<void>;
  /** Runs events until `work` is done; what it comes to. @throws when nothing is left that could end it */
  runThrough<T>(work: Promise<T>): Promise<T>;
}

interface Event {
  readonly time: number;
  readonly task: () => void;
}

/** Captured before a run lends the globals away (borrowed-globals.ts). */
const realImmediate = setImmediate;

export function virtualTime(start: number): VirtualTime {
  let now = start;
  let count = 0;
  /** Latest first, so that the next one is popped from the end. */
  const queue: Event[] = [];
  const held = new Set<Promise<unknown>>();

  /** Everything that the server and the devices do between two events runs in microtasks: SQLite is synchronous. */
  async function settled(): Promise<void> {
    await new Promise<void>((resolve) => realImmediate(resolve));
    while (held.size > 0) {
      await Promise.allSettled(held);
      await new Promise<void>((resolve) => realImmediate(resolve));
    }
  }

  function at(time: number, task: () => void): () => void {
    const event: Event = { time: Math.max(now, time), task };
    let low = 0;
    let high = queue.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      // Events of one moment happen in the order in which they were planned.
      if ((queue[middle]?.time ?? 0) > event.time) low = middle + 1;
      else high = middle;
    }
    queue.splice(low, 0, event);
    return () => {
      const index = queue.indexOf(event);
      if (index >= 0) queue.splice(index, 1);
    };
  }

  async function step(): Promise<void> {
    const next = queue.pop();
    if (next === undefined) return;
    count += 1;
    if (count > MAX_EVENTS) throw new Error(`more than ${MAX_EVENTS} events`);
    now = next.time;
    next.task();
    await settled();
  }

  return {
    now: () => now,
    at,
    after: (delayMs, task) => at(now + delayMs, task),
    hold: (work) => {
      held.add(work);
      const done = () => void held.delete(work);
      work.then(done, done);
    },
    runUntil: async (time) => {
      await settled();
      while ((queue.at(-1)?.time ?? Number.POSITIVE_INFINITY) <= time) await step();
      now = Math.max(now, time);
    },
    runThrough: async (work) => {
      const running = new Set<Promise<unknown>>([work]);
      const end = () => void running.delete(work);
      work.then(end, end);
      await settled();
      while (running.size > 0) {
        if (queue.length === 0) throw new Error('nothing is left that could end this');
        await step();
      }
      return work;
    },
  };
}
