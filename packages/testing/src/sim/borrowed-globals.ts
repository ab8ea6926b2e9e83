/**
 * Lends the process's clock, timers and chance to a simulation, so that product code which uses them (the commit
 * window of ingest, the clock of lucia) follows the virtual ones. Runs may not overlap.
 */

export interface Surrogates {
  readonly now: () => number;
  readonly after: (delayMs: number, task: () => void) => () => void;
}

let lent = false;

export async function withVirtualGlobals<T>(surrogates: Surrogates, work: () => Promise<T>): Promise<T> {
  if (lent) throw new Error('two simulations at once would share a clock');
  lent = true;
  const { setTimeout, clearTimeout } = globalThis;
  const dateNow = Date.now;
  const mathRandom = Math.random;
  const cancels = new Map<number, () => void>();
  let nextId = 1;
  function later(task: () => void, delayMs = 0): number {
    const id = nextId;
    nextId += 1;
    cancels.set(
      id,
      surrogates.after(delayMs, () => {
        cancels.delete(id);
        task();
      }),
    );
    return id;
  }
  Object.assign(globalThis, {
    setTimeout: later,
    clearTimeout: (id: number) => {
      cancels.get(id)?.();
      cancels.delete(id);
    },
  });
  Date.now = () => Math.floor(surrogates.now());
  Math.random = () => {
    throw new Error('chance that no seed repeats');
  };
  try {
    return await work();
  } finally {
    Object.assign(globalThis, { setTimeout, clearTimeout });
    Date.now = dateNow;
    Math.random = mathRandom;
    lent = false;
  }
}
