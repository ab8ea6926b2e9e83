/**
 * Rows read once and kept until the writer says that they may have changed. Nothing has to remember to invalidate:
 * a commit that doesn't name its topics ages everything (change-log.ts).
 */
import { BoundedMap } from '../bounded-map.ts';
import type { Topic } from './change-log.ts';
import type { Writer } from './writer.ts';

interface Entry<Value> {
  /** Kept as soon as the reading begins: a crowd that asks at once makes one query. */
  readonly value: Promise<Value>;
  /** Committed when the reading began: whatever changed later may not be in it. */
  readonly asOf: number;
}

/** @returns reads through the cache; `topicOf` names what the value of an id hangs on */
export function makeFreshCache<Value>(
  writer: Pick<Writer, 'committedRev' | 'lastChange'>,
  maxEntries: number,
  topicOf: (id: number) => Topic,
  read: (id: number) => Promise<Value>,
): (id: number) => Promise<Value> {
  const entries = new BoundedMap<number, Entry<Value>>(maxEntries);

  function load(id: number): Promise<Value> {
    const entry: Entry<Value> = {
      asOf: writer.committedRev(),
      // A query of drizzle's runs anew each time it is awaited; this promise doesn't.
      value: Promise.resolve(read(id)),
    };
    entries.set(id, entry);
    // What failed is asked again; whoever waits for it sees the failure.
    entry.value.catch(() => {
      if (entries.get(id) === entry) entries.delete(id);
    });
    return entry.value;
  }

  return (id) => {
    const known = entries.get(id);
    return known && writer.lastChange(topicOf(id)) <= known.asOf ? known.value : load(id);
  };
}
