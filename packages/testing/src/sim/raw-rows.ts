/** Columns of rows that are read past the product. */
import type { RawRow } from './server-edge.ts';

export function text(row: RawRow, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new Error(`${column} is no text`);
  return value;
}

export function num(row: RawRow, column: string): number {
  return Number(row[column]);
}
