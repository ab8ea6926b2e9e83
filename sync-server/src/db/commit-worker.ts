/**
 * The thread that commits, one transaction at a time: see commit-thread.ts. It uses the library below
 * `@libsql/client`, which keeps prepared statements: preparing is a third of what inserting many rows costs.
 */
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'libsql';
import { assert } from '@hazri/domain';
import { BoundedMap } from '../bounded-map.ts';
import type { Order, PlainStatement, Report } from './commit-messages.ts';
import { BUSY_TIMEOUT_MS, SYNCHRONOUS_FULL } from './connection.ts';

/** Each flush has the same dozen of statements in three sizes; what else is written comes in a hundred forms. */
const MAX_PREPARED = 256;

type Prepared = ReturnType<InstanceType<typeof Database>['prepare']>;

assert(typeof workerData === 'string', 'a file is given');
assert(parentPort !== null, 'this is a thread');
const port = parentPort;
const database = new Database(workerData, { timeout: BUSY_TIMEOUT_MS });
const prepared = new BoundedMap<string, Prepared>(MAX_PREPARED);

function statementOf(sql: string): Prepared {
  const known = prepared.get(sql);
  if (known) return known;
  const made = database.prepare(sql);
  prepared.set(sql, made);
  return made;
}

function commit(statements: readonly PlainStatement[]): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const { sql, args } of statements) statementOf(sql).run(args);
    database.exec('COMMIT');
  } catch (cause) {
    prepared.clear();
    // SQLite rolled back by itself where the disk is full or can't be read.
    if (database.inTransaction) database.exec('ROLLBACK');
    throw cause;
  }
}

function reportOf(work: () => void): Report {
  try {
    work();
    return null;
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
    return { message: cause instanceof Error ? cause.message : String(cause), code };
  }
}

port.on('message', (order: Order | null) => {
  if (order === null) {
    database.close();
    port.close();
  } else port.postMessage(reportOf(() => commit(order)));
});
port.postMessage(reportOf(ensureDurable));

/** The setting is each connection's own. */
function ensureDurable(): void {
  const [synchronous] = database.prepare('PRAGMA synchronous').raw(true).all() as [[number]];
  if (synchronous[0] < SYNCHRONOUS_FULL)
    throw new Error(`database is not durable: synchronous=${synchronous[0]}`);
}
