/**
 * What of an answer's changes is not behind the replica. Page and worker of one phone may exchange at once where they
 * share no lock: the answer that comes later is then perhaps the older one. All of it is known by the cursor that the
 * replica has; written, it would bring older rows back, and nothing would ask for the newer ones again (SYNC4).
 */
import type { Scope } from '@hazri/sync-protocol';
import type { Progress, ReplicaChanges } from './ports.ts';

/** @param held cursors of the replica, read in the transaction that writes the changes */
export function newerChanges(changes: ReplicaChanges, held: Progress['cursors']): ReplicaChanges {
  // A scope without a cursor of its own is given up, whatever was held of it.
  const isNewer = (scope: Scope): boolean => (changes.cursors[scope] ?? Infinity) >= (held[scope] ?? 0);
  const { erase, put, remove, cursors } = changes;
  if (Object.keys(cursors).every((scope) => isNewer(scope as Scope))) return changes;
  return {
    erase: erase.filter(isNewer),
    put: put.filter(({ scope }) => isNewer(scope)),
    remove: remove.filter(({ scope }) => isNewer(scope)),
    cursors: Object.fromEntries(Object.entries(cursors).filter(([scope]) => isNewer(scope as Scope))),
  };
}
