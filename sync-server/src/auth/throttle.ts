/** How often may something be tried for an account or from an address before one has to wait? */
import type { Clock } from '../clock.ts';
import { BoundedMap } from '../bounded-map.ts';

const WINDOW_MS = 10 * 60_000;

export interface Allowance {
  readonly perAccount: number;
  /** A campus is one address. */
  readonly perAddress: number;
}
/** Passwords and codes that were wrong. */
export const FAILURES: Allowance = { perAccount: 10, perAddress: 300 };
/** Mails asked for: a whole year registers in its first lecture. */
export const MAILS: Allowance = { perAccount: 5, perAddress: 2_000 };
/** Scans over the reference's route that didn't count. */
export const SCANS: Allowance = { perAccount: 10, perAddress: 2_000 };
const MAX_TRACKED = 50_000;

interface Tries {
  readonly since: number;
  readonly count: number;
}

export interface Throttle {
  /** Milliseconds to wait before the next try; 0 when it may be made now. */
  readonly waitMs: (account: string, address: string) => number;
  /** Counts a try; true when it was the last one of its window, for the account or the address. */
  readonly count: (account: string, address: string) => boolean;
  readonly succeeded: (account: string) => void;
}

/** Windows are fixed and short: a stranger can slow an account down, never lock it. */
export function makeThrottle(clock: Clock, { perAccount, perAddress }: Allowance): Throttle {
  const tries = new BoundedMap<string, Tries>(MAX_TRACKED);

  function current(key: string): Tries {
    const found = tries.get(key);
    return found && clock.now() - found.since < WINDOW_MS ? found : { since: clock.now(), count: 0 };
  }
  function waitFor(key: string, limit: number): number {
    const { since, count } = current(key);
    return count < limit ? 0 : since + WINDOW_MS - clock.now();
  }
  function add(key: string, limit: number): boolean {
    const { since, count } = current(key);
    tries.set(key, { since, count: count + 1 });
    return count + 1 === limit;
  }

  return {
    waitMs: (account, address) =>
      Math.max(waitFor(`account ${account}`, perAccount), waitFor(`address ${address}`, perAddress)),
    count: (account, address) => {
      const ofAccount = add(`account ${account}`, perAccount);
      const ofAddress = add(`address ${address}`, perAddress);
      return ofAccount || ofAddress;
    },
    succeeded: (account) => tries.delete(`account ${account}`),
  };
}
