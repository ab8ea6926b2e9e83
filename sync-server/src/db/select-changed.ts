/** The changed rows of many owners at once: what a crowd that comes back is behind by. */
import { getTableName, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { keyNamesOf } from './columns-of.ts';
import type { Reader } from './reader.ts';
import type { ColumnOf, Part, Selection, Value } from './select-rows.ts';
import { placesFor, planFor, prepared, selectRows } from './select-rows.ts';

/** Which of an owner's rows: those with `from` < rev ≤ `upTo`. */
export interface Wanted {
  readonly owner: number;
  readonly from: number;
  readonly upTo: number;
}

/** Changed rows of many owners, each with the place of its owner among the wanted. */
export type ChangedRows<Row> = Selection<
  readonly [place: number, row: Row],
  readonly [spans: Value, limit: number]
>;

/**
 * The changed rows of many owners, in one query that costs little more than one owner's.
 * @param columns an index begins with them
 */
export function changedOf<Table extends SQLiteTable, Column extends ColumnOf<Table> = ColumnOf<Table>>(
  part: Part<Table, Column>,
  columns: { readonly owner: SQLiteColumn; readonly rev: SQLiteColumn },
): ChangedRows<Pick<Table['$inferSelect'], Column>> {
  const { table } = part;
  const { cells, read } = planFor(part);
  const [spans, limit] = placesFor<readonly [Value, number]>(2);
  const name = sql.identifier(getTableName(table));
  const owner = sql.identifier(columns.owner.name);
  const rev = sql.identifier(columns.rev.name);
  const keys = (of: string) =>
    sql.join(
      keyNamesOf(table).map((key) => sql`${sql.identifier(of)}.${sql.identifier(key)}`),
      sql`, `,
    );
  const own = sql`select ${keys('mine')} from ${name} as mine where mine.${owner} = span.value ->> 0 and mine.${rev} > span.value ->> 1 and mine.${rev} <= span.value ->> 2 order by mine.${rev} limit ${limit}`;
  const query = sql`select json_group_array(json_array(span.key, ${cells})) from json_each(${spans}) as span join ${name} on (${keys(getTableName(table))}) in (${own})`;
  return prepared(query, (cellsOfBoth) => [Number(cellsOfBoth[0]), read(cellsOfBoth, 1)]);
}

/**
 * @param limit of each owner, the oldest changes first
 * @returns for each wanted span its rows, in no order
 */
export async function selectChanged<Row>(
  reader: Reader,
  changed: ChangedRows<Row>,
  wanted: readonly Wanted[],
  limit: number,
): Promise<readonly (readonly Row[])[]> {
  const spans = wanted.map(({ owner, from, upTo }) => [owner, from, upTo] as const);
  const found: Row[][] = wanted.map(() => []);
  for (const [place, row] of await selectRows(reader, changed, spans, limit)) found[place]?.push(row);
  return found;
}
