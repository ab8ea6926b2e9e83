/** Many rows of one table in one statement: `INSERT … VALUES (?, …), … ON CONFLICT`, or by `json_each` when there are too many. */
import type { InStatement, InValue } from '@libsql/client';
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import { assert } from '@hazri/domain';
import { columnsOf, isPlain, keyNamesOf } from './columns-of.ts';

type RowOf<Table extends SQLiteTable> = Table['$inferInsert'];

/** SQLite's own limit for one statement. */
const MAX_VARIABLES = 32_766;

/**
 * Inserts rows, or replaces those with the same primary key. 30 times faster than a statement a row (one parse,
 * one round trip into SQLite). Columns are numbers, text or null; no blobs.
 */
export function upsertRows<Table extends SQLiteTable>(
  table: Table,
  rows: readonly RowOf<Table>[],
): InStatement {
  return statementFor(table, rows, planFor(table).upsert);
}

/** Rows of one statement; the first that still fits is taken. */
const PARTS = [64, 8, 1] as const;

/**
 * The same in statements of few sizes: each is prepared once in the life of the thread that commits, and preparing
 * a statement costs as much as running it.
 */
export function upsertInParts<Table extends SQLiteTable>(
  table: Table,
  rows: readonly RowOf<Table>[],
): readonly InStatement[] {
  const statements: InStatement[] = [];
  let at = 0;
  for (const size of PARTS) {
    for (; rows.length - at >= size; at += size)
      statements.push(upsertRows(table, rows.slice(at, at + size)));
  }
  return statements;
}

/** Inserts rows; one whose key or unique column exists already is left out. */
export function insertNewRows<Table extends SQLiteTable>(
  table: Table,
  rows: readonly RowOf<Table>[],
): InStatement {
  return statementFor(table, rows, 'DO NOTHING');
}

interface Plan {
  /** What rows call the column, and what is stored of its value. */
  readonly columns: readonly (readonly [key: string, cellOf: (value: unknown) => InValue])[];
  readonly into: string;
  /** A row of `VALUES`. */
  readonly variables: string;
  /** Rows from a JSON array of arrays: slower by half, but one variable however many they are. */
  readonly fromJson: string;
  /** What to do with a row whose key exists. */
  readonly upsert: string;
}
const plans = new WeakMap<SQLiteTable, Plan>();

function statementFor(table: SQLiteTable, rows: readonly object[], onConflict: string): InStatement {
  const { columns, into, variables, fromJson } = planFor(table);
  const addCells = (row: object, cells: InValue[]): InValue[] => {
    for (const [key, cellOf] of columns) cells.push(cellOf(Reflect.get(row, key)));
    return cells;
  };
  if (rows.length === 0 || rows.length * columns.length > MAX_VARIABLES) {
    return {
      sql: `${into} ${fromJson} ON CONFLICT ${onConflict}`,
      args: [JSON.stringify(rows.map((row) => addCells(row, [])))],
    };
  }
  const values = `${`${variables}, `.repeat(rows.length - 1)}${variables}`;
  const args: InValue[] = [];
  for (const row of rows) addCells(row, args);
  return { sql: `${into} VALUES ${values} ON CONFLICT ${onConflict}`, args };
}

function planFor(table: SQLiteTable): Plan {
  const known = plans.get(table);
  if (known) return known;
  const config = getTableConfig(table);
  const columns = columnsOf(table);
  const keys = keyNamesOf(table);
  assert(keys.length > 0, `${config.name} has a primary key`);
  const names = columns.map(([, column]) => column.name);
  const updates = names
    .filter((name) => !keys.includes(name))
    .map((name) => `"${name}" = excluded."${name}"`);
  const action = updates.length > 0 ? `UPDATE SET ${updates.join(', ')}` : 'NOTHING';
  const cells = names.map((_, place) => `json_extract(value, '$[${place}]')`);
  const plan: Plan = {
    columns: columns.map(([key, column]) => [key, writerOf(column)]),
    into: `INSERT INTO "${config.name}" (${names.map((name) => `"${name}"`).join(', ')})`,
    variables: `(${names.map(() => '?').join(', ')})`,
    fromJson: `SELECT ${cells.join(', ')} FROM json_each(?) WHERE true`,
    upsert: `(${keys.map((name) => `"${name}"`).join(', ')}) DO ${action}`,
  };
  plans.set(table, plan);
  return plan;
}

function writerOf(column: SQLiteColumn): (value: unknown) => InValue {
  const isStoredAsItIs = isPlain(column);
  return (value) => {
    if (value === null || value === undefined) return null;
    const mapped: unknown = isStoredAsItIs ? value : column.mapToDriverValue(value);
    // Never half a surrogate pair: SQLite would store it, and libsql 0.5 aborts the process that reads it back.
    if (typeof mapped === 'string') return mapped.toWellFormed();
    assert(typeof mapped === 'number' || typeof mapped === 'boolean', `${column.name} is a number or text`);
    return mapped;
  };
}
