import { flushSync } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import { newUserId } from '../db/dexie-store-under-test.ts';
import { newFactRecord, OutboxDb } from '../db/outbox-db.ts';
import { uuidv7 } from '@hazri/domain';
import { live } from './live-query.svelte.ts';

const databases: OutboxDb[] = [];

function openOutbox(): OutboxDb {
  const outbox = new OutboxDb(newUserId());
  databases.push(outbox);
  return outbox;
}

function record(kind: string) {
  const id = uuidv7<'fact'>(Date.now(), crypto.getRandomValues(new Uint8Array(10)));
  return newFactRecord({ id, kind, madeAt: Date.now() });
}

afterEach(async () => {
  for (const outbox of databases.splice(0)) await outbox.delete();
});

describe('live', () => {
  it('[DEV3] shows what is there, and what comes', async () => {
    const outbox = openOutbox();
    await outbox.facts.add(record('scan'));
    const root = liveIn(() => outbox.facts.count(), -1);
    expect(root.query.current).toBe(-1);
    await expect.poll(() => root.query.current).toBe(1);
    await outbox.facts.add(record('scan'));
    await expect.poll(() => root.query.current).toBe(2);
    root.end();
  });

  it('[DEV3] asks anew when state that it reads changes', async () => {
    const outbox = openOutbox();
    await outbox.facts.bulkAdd([record('scan'), record('mark'), record('mark')]);
    let kind = $state('scan');
    const root = liveIn(() => {
      const wanted = kind;
      return outbox.facts.filter((fact) => fact.kind === wanted).count();
    }, -1);
    await expect.poll(() => root.query.current).toBe(1);
    kind = 'mark';
    flushSync();
    await expect.poll(() => root.query.current).toBe(2);
    root.end();
  });

  it('[DEV3] stops with its component', async () => {
    const outbox = openOutbox();
    const root = liveIn(() => outbox.facts.count(), -1);
    await expect.poll(() => root.query.current).toBe(0);
    root.end();
    await outbox.facts.add(record('scan'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(root.query.current).toBe(0);
  });

  it('[DEV7] keeps the last result when the database is closed under it', async () => {
    const outbox = openOutbox();
    await outbox.facts.add(record('scan'));
    const root = liveIn(() => outbox.facts.count(), -1);
    await expect.poll(() => root.query.current).toBe(1);
    outbox.close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(root.query.current).toBe(1);
    root.end();
  });
});

/** A query inside a component's life, without the component. */
function liveIn<T>(query: () => Promise<T>, initial: T) {
  let made: { readonly current: T } = { current: initial };
  const end = $effect.root(() => {
    made = live(query, initial);
  });
  flushSync();
  return { query: made, end };
}
