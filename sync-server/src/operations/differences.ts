/** What a rebuild found otherwise than the facts say: how many rows of which table, and in which columns. */
import type { Drafts } from '../sync/drafts.ts';
import type { WorkingSet } from '../sync/working-set.ts';
import { pairKey, shownKey } from '../sync/rows.ts';

export interface Difference {
  readonly table: string;
  /** Rows that weren't there at all. */
  readonly missing: number;
  /** Rows that were there and said something else. */
  readonly wrong: number;
  /** How often each column said something else. */
  readonly columns: ReadonlyMap<string, number>;
}

/** One row of it. */
interface RowDifference {
  readonly table: string;
  readonly key: string | number;
  /** null: it wasn't there at all. */
  readonly columns: readonly string[] | null;
}

export function differencesOf(set: WorkingSet): readonly RowDifference[] {
  return [
    ...compare('sessions', set.sessions, (row) => row.id),
    ...compare('enrolments', set.enrolments, (row) => pairKey(row.classId, row.studentId)),
    ...compare('requests', set.requests, (row) => row.id),
    ...compare('facts', set.facts, (row) => row.seq),
    ...compare('scans', set.scans, (row) => row.id),
    ...compare('attendance', set.attendance, (row) => pairKey(row.sessionId, row.studentId)),
    ...compare('tallies', set.tallies, (row) => pairKey(row.classId, row.studentId)),
    ...compare('headcounts', set.headcounts, (row) => row.sessionId),
    ...compare('codes_shown', set.shown, shownKey),
  ];
}

function compare<Row extends object>(
  table: string,
  drafts: Drafts<Row>,
  keyOf: (row: Row) => string | number,
): readonly RowDifference[] {
  return drafts.changed().map((row) => {
    const before = drafts.before(keyOf(row));
    const differs = ([name, value]: readonly [string, unknown]) =>
      JSON.stringify(value) !== JSON.stringify(Reflect.get(before ?? {}, name));
    const columns = before === undefined ? null : Object.entries(row).filter(differs);
    return { table, key: keyOf(row), columns: columns?.map(([name]) => name) ?? null };
  });
}

/** A line a table. A row that was met twice, as when nothing is healed, counts once. */
export function sumOf(found: readonly RowDifference[]): readonly Difference[] {
  return [...Map.groupBy(found, ({ table }) => table)].map(([table, all]) => {
    const rows = [...new Map(all.map((row) => [row.key, row])).values()];
    const wrong = rows.flatMap(({ columns }) => (columns === null ? [] : [columns]));
    const counts = Map.groupBy(wrong.flat(), (name) => name);
    return {
      table,
      missing: rows.length - wrong.length,
      wrong: wrong.length,
      columns: new Map([...counts].map(([name, times]) => [name, times.length])),
    };
  });
}
