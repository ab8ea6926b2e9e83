/** What the writer and its committing thread tell one another. */
import type { InStatement, InValue } from '@libsql/client';
import { assert } from '@hazri/domain';

/** A transaction to commit. */
export type Order = readonly PlainStatement[];

export interface PlainStatement {
  readonly sql: string;
  readonly args: readonly InValue[];
}

/** Of one transaction: null when it is on the disk, else why not. */
export type Report = { readonly message: string; readonly code: string | undefined } | null;

export function plainStatement(statement: InStatement): PlainStatement {
  if (typeof statement === 'string') return { sql: statement, args: [] };
  const { sql, args = [] } = statement;
  assert(Array.isArray(args), 'arguments go by place');
  return { sql, args: args.every(isStorable) ? args : args.map(storable) };
}

function isStorable(value: InValue): boolean {
  return typeof value === 'string' || value === null || Number.isFinite(value);
}

/** As `@libsql/client` hands values on. */
function storable(value: InValue): InValue {
  if (typeof value === 'boolean') return value ? 1 : 0;
  assert(typeof value !== 'number' || Number.isFinite(value), 'SQLite has no such number');
  return value;
}
