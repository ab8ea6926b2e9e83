/**
 * Histories run the same few hundred statements over and over, and @libsql/client prepares each anew: a quarter of
 * a run. Lends the driver beneath it a memory of prepared statements, one for each connection; the database, its
 * file and its transactions are the real ones.
 */
import { createRequire } from 'node:module';

interface Statement {
  columns: () => readonly unknown[];
}
interface Driver {
  readonly prototype: { prepare: (this: object, sql: string) => Statement };
}

/** Statements of one connection; all of the product's are far fewer. */
const MAX_STATEMENTS = 2_000;

export function rememberStatements(): void {
  const driver = driverBeneath('@libsql/client');
  const { prepare } = driver.prototype;
  const byConnection = new WeakMap<object, Map<string, Statement>>();
  driver.prototype.prepare = function (sql) {
    const known = byConnection.get(this) ?? new Map<string, Statement>();
    byConnection.set(this, known);
    const found = known.get(sql);
    if (found) return found;
    const made = withColumnsReadOnce(prepare.call(this, sql));
    if (known.size < MAX_STATEMENTS) known.set(sql, made);
    return made;
  };
}

/** The tables don't change while a history lasts. */
function withColumnsReadOnce(statement: Statement): Statement {
  const read = statement.columns.bind(statement);
  let columns: readonly unknown[] | null = null;
  statement.columns = () => (columns ??= read());
  return statement;
}

function driverBeneath(client: string): Driver {
  const found: unknown = createRequire(import.meta.resolve(client))('libsql');
  if (!isDriver(found)) throw new Error(`${client} stands on another driver now`);
  return found;
}

function isDriver(found: unknown): found is Driver {
  return (
    typeof found === 'function' &&
    typeof (found.prototype as Partial<Driver['prototype']>).prepare === 'function'
  );
}
