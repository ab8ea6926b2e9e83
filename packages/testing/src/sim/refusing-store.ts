/** Storage that is full, or closed under the app, for a while: every call is an outage then (DEV7). */
import type { AdoptingStore } from '@hazri/sync-client';

export function refusingStore(inner: AdoptingStore, isRefusing: () => boolean): AdoptingStore {
  const ask = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isRefusing()) throw new Error('the storage is full');
    return work();
  };
  return {
    state: (build) => ask(() => inner.state(build)),
    readProgress: () => ask(() => inner.readProgress()),
    readOutbox: (limit, skip) => ask(() => inner.readOutbox(limit, skip)),
    quarantine: (ids, reason) => ask(() => inner.quarantine(ids, reason)),
    applyChanges: (changes) => ask(() => inner.applyChanges(changes)),
    settle: (settlement) => ask(() => inner.settle(settlement)),
    startEpoch: (epoch) => ask(() => inner.startEpoch(epoch)),
    adopt: (facts) => ask(() => inner.adopt(facts)),
  };
}
