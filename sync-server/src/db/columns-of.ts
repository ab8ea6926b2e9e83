/** The columns of a table with the names that rows have in the program. */
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { getTableColumns } from 'drizzle-orm';
import { getTableConfig } from 'drizzle-orm/sqlite-core';

export type NamedColumn = readonly [key: string, column: SQLiteColumn];

export function columnsOf(table: SQLiteTable): readonly NamedColumn[] {
  return Object.entries(getTableColumns(table));
}

/** Whether a cell of the column is the value that a row has in it: text or a number. */
export function isPlain(column: SQLiteColumn): boolean {
  return column.dataType === 'string' || column.dataType === 'number';
}

/** What the database calls the columns of the primary key. */
export function keyNamesOf(table: SQLiteTable): readonly string[] {
  const { columns, primaryKeys } = getTableConfig(table);
  return [
    ...columns.filter((column) => column.primary).map((column) => column.name),
    ...primaryKeys.flatMap((key) => key.columns.map((column) => column.name)),
  ];
}
