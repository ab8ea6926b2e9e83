/** Rows of one table as a flush finds them and leaves them: what differs in the end is written. */

type Key = string | number;

export interface Drafts<Row extends object> {
  readonly get: (key: Key) => Row | undefined;
  /** By the row's other name (its UUID); undefined for tables without one. */
  readonly named: (name: string) => Row | undefined;
  /** As it was before the flush; undefined when the row is new. */
  readonly before: (key: Key) => Row | undefined;
  readonly put: (row: Row) => void;
  /** Takes rows read from the database; those that the flush has in hand already stay as they are. */
  readonly take: (rows: readonly Row[]) => void;
  readonly all: () => readonly Row[];
  /** Rows that have this value now in the column that they are grouped by; none for tables without one. */
  readonly grouped: (group: string) => readonly Row[];
  /** Rows that are new or differ from what was read. */
  readonly changed: () => readonly Row[];
}

/** @param nameOf never changes while a row keeps its key; `groupOf` may */
export function makeDrafts<Row extends object>(
  keyOf: (row: Row) => Key,
  nameOf: (row: Row) => string | null = () => null,
  groupOf: (row: Row) => string | null = () => null,
): Drafts<Row> {
  const read = new Map<Key, Row>();
  const now = new Map<Key, Row>();
  const keyByName = new Map<string, Key>();
  /** Rows that have the value or once had it. */
  const keysByGroup = new Map<string, Set<Key>>();
  /** Found out since the last change: a flush asks for them several times. */
  let changed: readonly Row[] | null = null;

  function set(row: Row): void {
    changed = null;
    const key = keyOf(row);
    const earlier = now.get(key);
    now.set(key, row);
    const group = groupOf(row);
    if (earlier === undefined) {
      const name = nameOf(row);
      if (name !== null) keyByName.set(name, key);
    } else if (groupOf(earlier) === group) return;
    if (group === null) return;
    const keys = keysByGroup.get(group);
    if (keys) keys.add(key);
    else keysByGroup.set(group, new Set([key]));
  }

  return {
    get: (key) => now.get(key),
    named: (name) => {
      const key = keyByName.get(name);
      return key === undefined ? undefined : now.get(key);
    },
    before: (key) => read.get(key),
    put: set,
    take: (rows) => {
      for (const row of rows) {
        if (now.has(keyOf(row))) continue;
        read.set(keyOf(row), row);
        set(row);
      }
    },
    all: () => [...now.values()],
    grouped: (group) => {
      const rows: Row[] = [];
      for (const key of keysByGroup.get(group) ?? []) {
        const row = now.get(key);
        if (row !== undefined && groupOf(row) === group) rows.push(row);
      }
      return rows;
    },
    changed: () => {
      changed ??= [...now.values()].filter((row) => isChanged(row, read.get(keyOf(row))));
      return changed;
    },
  };
}

function isChanged<Row extends object>(row: Row, earlier: Row | undefined): boolean {
  return earlier === undefined || (row !== earlier && !isEqual(row, earlier));
}

/** Rows are flat records of JSON values with the same columns; only their order may differ. */
function isEqual(a: object, b: object): boolean {
  return Object.entries(a).every(([column, cell]) => isSameCell(cell, Reflect.get(b, column)));
}

function isSameCell(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  const areDocuments = typeof a === 'object' && typeof b === 'object';
  return areDocuments && JSON.stringify(a) === JSON.stringify(b);
}
