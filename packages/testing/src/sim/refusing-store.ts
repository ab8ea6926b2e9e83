/** Storage that is full, or closed under the app, for a while: calls are an outage then (DEV7). */
import type { AdoptingStore } from '@hazri/sync-client';

export type Access = 'read' | 'write';

export function refusingStore(inner: AdoptingStore, refuses: (access: Access) => boolean): AdoptingStore {
  const ask = async <T>(access: Access, work: () => Promise<T>): Promise<T> => {
    if (refuses(access)) throw new Error('the storage is full');
    return work();
  };
  return {
    state: (build) => ask('write', () => inner.state(build)),
    readProgress: () => ask('read', () => inner.readProgress()),
    readOutbox: (limit, skip) => ask('read', () => inner.readOutbox(limit, skip)),
    quarantine: (ids, reason) => ask('write', () => inner.quarantine(ids, reason)),
    applyChanges: (changes) => ask('write', () => inner.applyChanges(changes)),
    settle: (settlement) => ask('write', () => inner.settle(settlement)),
    startEpoch: (epoch) => ask('write', () => inner.startEpoch(epoch)),
    adopt: (entries) => ask('write', () => inner.adopt(entries)),
  };
}
