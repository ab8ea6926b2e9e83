/** The columns of a table with the names that rows have in the program. */
import type { SQLiteColumn, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { getTableColumns } from 'drizzle-orm';

export type NamedColumn = readonly [key: string, column: SQLiteColumn];

export function columnsOf(table: SQLiteTable): readonly NamedColumn[] {
  return Object.entries(getTableColumns(table));
}
