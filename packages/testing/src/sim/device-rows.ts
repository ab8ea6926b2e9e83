/** What does a device's replica hold? */
import type { MemoryStore } from '@hazri/sync-client/testing';
import type { Row, Scope } from '@hazri/sync-protocol';

export async function rowsByScope(store: MemoryStore): Promise<ReadonlyMap<Scope, ReadonlyMap<string, Row>>> {
  const { cursors } = await store.readProgress();
  return new Map(Object.keys(cursors).map((name) => [name as Scope, store.rows(name as Scope)]));
}
