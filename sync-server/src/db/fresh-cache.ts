/**
 * Rows read once and kept until the writer says that they may have changed. Nothing has to remember to invalidate:
 * a commit that doesn't name its topics ages everything (change-log.ts).
 */
import { BoundedMap } from '../bounded-map.ts';
import type { Topic } from './change-log.ts';
import type { Writer } from './writer.ts';

interface Entry<Value> {
  readonly value: Value;
  /** Committed when it was read: whatever changed later isn't in it. */
  readonly asOf: number;
}

/** @returns reads through the cache; `topicOf` names what the value of an id hangs on */
export function makeFreshCache<Value>(
  writer: Pick<Writer, 'committedRev' | 'lastChange'>,
  maxEntries: number,
  topicOf: (id: number) => Topic,
  read: (id: number) => Promise<Value>,
): (id: number) => Value | Promise<Value> {
  const entries = new BoundedMap<number, Entry<Value>>(maxEntries);

  async function load(id: number): Promise<Value> {
    const asOf = writer.committedRev();
    const value = await read(id);
    entries.set(id, { value, asOf });
    return value;
  }

  return (id) => {
    const known = entries.get(id);
    return known && writer.lastChange(topicOf(id)) <= known.asOf ? known.value : load(id);
  };
}
