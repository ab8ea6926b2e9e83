/**
 * Whole rows of one table, read as one JSON text: the counterpart of `upsertRows`. The client makes an object with
 * a property definition for every cell and drizzle another; SQLite and `JSON.parse` do it in a fifth of the time.
 */
import type { SQL } from 'drizzle-orm';
import { getTableName, Placeholder, sql } from 'drizzle-orm';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { SQLiteAsyncDialect, SQLiteReal } from 'drizzle-orm/sqlite-core';
import { assert } from '@hazri/domain';
import { columnsOf, isPlain } from './columns-of.ts';
import type { Reader } from './reader.ts';

type Cell = number | string;
/** A list goes as JSON: see `among`. */
export type Value = Cell | readonly Value[];

/** Where a value of a selection goes in its condition. */
export type Place<Given extends Value> = Placeholder & { readonly _given?: Given };
type Places<Given extends readonly Value[]> = { readonly [At in keyof Given]: Place<Given[At]> };

/** A question of which only the values change: its SQL is made once. */
export interface Selection<Row, Given extends readonly Value[]> {
  readonly query: string;
  /** The values in the order in which the SQL names them. */
  readonly inOrder: (given: Given) => readonly Cell[];
  readonly read: (cells: readonly unknown[]) => Row;
}

/** @param where is called once, with a place for each value */
export function selection<Table extends SQLiteTable, Given extends readonly Value[]>(
  table: Table,
  where: (...places: Places<Given>) => SQL,
): Selection<Table['$inferSelect'], Given> {
  const { cells, read } = planFor({ table });
  const places = placesFor<Given>(where.length);
  return prepared(
    sql`select json_group_array(json_array(${cells})) from ${table} where ${where(...places)}`,
    read,
  );
}

/** A table with some of its columns; without `only` with all of them. */
export interface Part<Table extends SQLiteTable, Column extends ColumnOf<Table>> {
  readonly table: Table;
  readonly only?: readonly Column[];
}
export type ColumnOf<Table extends SQLiteTable> = string & keyof Table['$inferSelect'];

/** The oldest changes alone; the last value is how many. */
export function firstBy<
  Table extends SQLiteTable,
  Given extends readonly Value[],
  Column extends ColumnOf<Table> = ColumnOf<Table>,
>(
  part: Part<Table, Column>,
  orderBy: SQLiteColumn,
  where: (...places: Places<Given>) => SQL,
): Selection<Pick<Table['$inferSelect'], Column>, readonly [...Given, number]> {
  const { table } = part;
  const { cells, read } = planFor(part);
  const places = placesFor<Given>(where.length);
  const limit = new Placeholder(String(where.length));
  const name = sql.identifier(getTableName(table));
  const rows = sql`select * from ${table} where ${where(...places)} order by ${orderBy} limit ${limit}`;
  return prepared(sql`select json_group_array(json_array(${cells})) from (${rows}) as ${name}`, read);
}

/** How many rows have each value of the column, of those that the condition is true of. */
export function counting<Given extends readonly Value[]>(
  column: SQLiteColumn,
  where: (...places: Places<Given>) => SQL,
): Selection<readonly [value: number, count: number], Given> {
  const rows = sql`select ${column} as value, count(*) as count from ${column.table} where ${where(...placesFor<Given>(where.length))} group by ${column}`;
  return prepared(sql`select json_group_array(json_array(value, count)) from (${rows})`, ([value, count]) => [
    Number(value),
    Number(count),
  ]);
}

/** Rows in no order. */
export async function selectRows<Row, Given extends readonly Value[]>(
  reader: Reader,
  { query, inOrder, read }: Selection<Row, Given>,
  ...given: Given
): Promise<readonly Row[]> {
  return parseCells(await reader.readText(query, inOrder(given))).map((cells) => read(cells));
}

/** Is the column's value one of a list? */
export function among<Of extends Cell>(column: SQLiteColumn, list: Place<readonly Of[]>): SQL {
  return sql`${column} in (select value from json_each(${list}))`;
}

/** Are two columns' values one of a list of pairs? */
export function amongPairs(
  first: SQLiteColumn,
  second: SQLiteColumn,
  pairs: Place<readonly (readonly [first: number, second: number])[]>,
): SQL {
  return sql`(${first}, ${second}) in (select json_extract(value, '$[0]'), json_extract(value, '$[1]') from json_each(${pairs}))`;
}

const dialect = new SQLiteAsyncDialect();

export function placesFor<Given extends readonly Value[]>(count: number): Places<Given> {
  // One for each parameter of the condition, as its type says.
  return Array.from({ length: count }, (_, at) => new Placeholder(String(at))) as unknown as Places<Given>;
}

export function prepared<Row, Given extends readonly Value[]>(
  question: SQL,
  read: (cells: readonly unknown[]) => Row,
): Selection<Row, Given> {
  const { sql: query, params } = dialect.sqlToQuery(question);
  const inOrder = (given: Given): readonly Cell[] =>
    params.map((param) => {
      if (!(param instanceof Placeholder)) return asCell(param);
      const value = given[Number(param.name)];
      assert(value !== undefined, 'each place has its value');
      return typeof value === 'object' ? JSON.stringify(value) : value;
    });
  return { query, inOrder, read };
}

/** What a condition says of itself. */
function asCell(param: unknown): Cell {
  assert(typeof param === 'number' || typeof param === 'string', 'a condition compares numbers and text');
  return param;
}

/** What SQLite put together itself: an array of arrays. */
function parseCells(text: string): readonly (readonly unknown[])[] {
  return JSON.parse(text) as readonly (readonly unknown[])[];
}

export interface Plan<Row> {
  /** The cells of a row, as SQL of JSON's values. */
  readonly cells: SQL;
  /** @param at where the row's cells begin */
  readonly read: (cells: readonly unknown[], at?: number) => Row;
}

export function planFor<Table extends SQLiteTable, Column extends ColumnOf<Table>>({
  table,
  only,
}: Part<Table, Column>): Plan<Pick<Table['$inferSelect'], Column>> {
  const wanted: readonly string[] | undefined = only;
  const columns = columnsOf(table).filter(([key]) => wanted?.includes(key) ?? true);
  const readers = columns.map(([key, column]) => [key, readerOf(column)] as const);
  // A row that is put together cell by cell becomes a hash table when it gets long; a copy of one stays a record.
  const blank: Readonly<Record<string, unknown>> = Object.fromEntries(columns.map(([key]) => [key, null]));
  return {
    cells: sql.join(
      columns.map(([, column]) => cellOf(column)),
      sql`, `,
    ),
    read: (cells, at = 0) => {
      const row: Record<string, unknown> = { ...blank };
      let place = at;
      for (const [key, reader] of readers) {
        const cell = cells[place++];
        row[key] = cell === null || reader === null ? cell : reader(cell);
      }
      // Exactly the columns of the part, each as its reader makes it.
      return row as Pick<Table['$inferSelect'], Column>;
    },
  };
}

/**
 * SQLite writes a real into JSON with 15 digits; 17 are needed to get the same number back. Most are whole, and those
 * it writes as they are.
 */
function cellOf(column: SQLiteColumn): SQL {
  const whole = sql`cast(${column} as integer)`;
  return column instanceof SQLiteReal
    ? sql`case when ${column} = ${whole} then ${whole} when ${column} is null then null else printf('%!.17g', ${column}) end`
    : sql`${column}`;
}

/** null where the cell is the value. */
function readerOf(column: SQLiteColumn): ((cell: unknown) => unknown) | null {
  if (column instanceof SQLiteReal) return Number;
  return isPlain(column) ? null : (cell) => column.mapFromDriverValue(cell);
}
