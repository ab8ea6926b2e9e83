/** Choosing many rows of a table: one, a range from the last one chosen, or all. */

export const NONE: ReadonlySet<string> = new Set();

export function everyOne(keys: readonly string[]): ReadonlySet<string> {
  return new Set(keys);
}

/** `key` alone changes sides. */
export function toggled(selected: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const next = new Set(selected);
  if (!next.delete(key)) next.add(key);
  return next;
}

/** Everything between `anchor` and `key`, in the order shown, is added. An anchor that is gone counts as `key`. */
export function extended(
  selected: ReadonlySet<string>,
  keys: readonly string[],
  anchor: string | null,
  key: string,
): ReadonlySet<string> {
  const to = keys.indexOf(key);
  const start = anchor === null ? -1 : keys.indexOf(anchor);
  const from = start === -1 ? to : start;
  return new Set([...selected, ...keys.slice(Math.min(from, to), Math.max(from, to) + 1)]);
}
