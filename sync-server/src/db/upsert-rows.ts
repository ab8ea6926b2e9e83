/** Many rows of one table in one statement: `INSERT … SELECT … FROM json_each(?) … ON CONFLICT`. */
import type { InStatement } from '@libsql/client';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { assert } from '@hazri/domain';
import type { NamedColumn } from './columns-of.ts';
import { columnsOf } from './columns-of.ts';

type RowOf<Table extends SQLiteTable> = Table['$inferInsert'];

/**
 * Inserts rows, or replaces those with the same primary key. 30 times faster than a statement a row (one parse,
 * one round trip into SQLite). Values travel as JSON, so columns are numbers, text or null; no blobs.
 */
export function upsertRows<Table extends SQLiteTable>(
  table: Table,
  rows: readonly RowOf<Table>[],
): InStatement {
  return { sql: statementFor(table, true), args: [encode(table, rows)] };
}

/** Inserts rows; one whose key or unique column exists already is left out. */
export function insertNewRows<Table extends SQLiteTable>(
  table: Table,
  rows: readonly RowOf<Table>[],
): InStatement {
  return { sql: statementFor(table, false), args: [encode(table, rows)] };
}

interface Plan {
  readonly columns: readonly NamedColumn[];
  readonly upsert: string;
  readonly insert: string;
}
const plans = new WeakMap<SQLiteTable, Plan>();

function statementFor(table: SQLiteTable, replace: boolean): string {
  const plan = planFor(table);
  return replace ? plan.upsert : plan.insert;
}

function planFor(table: SQLiteTable): Plan {
  const known = plans.get(table);
  if (known) return known;
  const config = getTableConfig(table);
  const columns = columnsOf(table);
  const keys = [
    ...config.columns.filter((column) => column.primary).map((column) => column.name),
    ...config.primaryKeys.flatMap((key) => key.columns.map((column) => column.name)),
  ];
  assert(keys.length > 0, `${config.name} has a primary key`);
  const names = columns.map(([, column]) => column.name);
  const insert =
    `INSERT INTO "${config.name}" (${names.map((name) => `"${name}"`).join(', ')}) ` +
    `SELECT ${names.map((_, place) => `json_extract(value, '$[${place}]')`).join(', ')} ` +
    'FROM json_each(?) WHERE true ';
  const updates = names
    .filter((name) => !keys.includes(name))
    .map((name) => `"${name}" = excluded."${name}"`);
  const action = updates.length > 0 ? `UPDATE SET ${updates.join(', ')}` : 'NOTHING';
  const plan: Plan = {
    columns,
    insert: `${insert}ON CONFLICT DO NOTHING`,
    upsert: `${insert}ON CONFLICT (${keys.map((name) => `"${name}"`).join(', ')}) DO ${action}`,
  };
  plans.set(table, plan);
  return plan;
}

function encode<Table extends SQLiteTable>(table: Table, rows: readonly RowOf<Table>[]): string {
  const { columns } = planFor(table);
  return JSON.stringify(
    rows.map((row) => columns.map(([key, column]) => driverValue(column, Reflect.get(row, key)))),
  );
}

/** Never half a surrogate pair: SQLite would store it, and libsql 0.5 aborts the process that reads it back. */
function driverValue(column: SQLiteColumn, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  const mapped: unknown = column.mapToDriverValue(value);
  return typeof mapped === 'string' ? mapped.toWellFormed() : mapped;
}
