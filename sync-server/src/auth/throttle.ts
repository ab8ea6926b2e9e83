/** How many wrong passwords may be tried for an account or from an address before one has to wait. */
import type { Clock } from '../clock.ts';
import { BoundedMap } from '../bounded-map.ts';

const WINDOW_MS = 10 * 60_000;
export const MAX_FAILURES_PER_ACCOUNT = 10;
/** A campus is one address. */
const MAX_FAILURES_PER_ADDRESS = 300;
const MAX_TRACKED = 50_000;

interface Failures {
  readonly since: number;
  readonly count: number;
}

export interface Throttle {
  /** Milliseconds to wait before the next try; 0 when it may be made now. */
  readonly waitMs: (account: string, address: string) => number;
  readonly failed: (account: string, address: string) => void;
  readonly succeeded: (account: string) => void;
}

/** Windows are fixed and short: a stranger can slow an account down, never lock it. */
export function makeThrottle(clock: Clock): Throttle {
  const failures = new BoundedMap<string, Failures>(MAX_TRACKED);

  function current(key: string): Failures {
    const found = failures.get(key);
    return found && clock.now() - found.since < WINDOW_MS ? found : { since: clock.now(), count: 0 };
  }
  function waitFor(key: string, limit: number): number {
    const { since, count } = current(key);
    return count < limit ? 0 : since + WINDOW_MS - clock.now();
  }
  function add(key: string): void {
    const { since, count } = current(key);
    failures.set(key, { since, count: count + 1 });
  }

  return {
    waitMs: (account, address) =>
      Math.max(
        waitFor(`account ${account}`, MAX_FAILURES_PER_ACCOUNT),
        waitFor(`address ${address}`, MAX_FAILURES_PER_ADDRESS),
      ),
    failed: (account, address) => {
      add(`account ${account}`);
      add(`address ${address}`);
    },
    succeeded: (account) => failures.delete(`account ${account}`),
  };
}
