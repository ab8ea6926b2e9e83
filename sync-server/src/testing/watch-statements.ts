/** What the server asks of its database, seen from outside: how often, and which statements read far more than they give. */
import type { Client, InArgs, InStatement } from '@libsql/client';
import { createClient } from '@libsql/client';
import type { RunningServer } from '../start-server.ts';

/** Tables that grow with every session that is held. */
const GROWING = ['attendance', 'audit_log', 'codes_shown', 'facts', 'notifications', 'scans', 'sessions'];
/** A program has a few hundred statements; more would be made up at run time. */
const MAX_STATEMENTS = 2_000;

export interface WatchedStatement {
  readonly sql: string;
  readonly times: number;
  /** Longest time that one took, ms; 0 for a write, which a thread of its own makes. */
  readonly longestMs: number;
  /** Of its plan, in SQLite's words. */
  readonly steps: readonly string[];
  /** Those of the steps that read a growing table from one end, or from a key on. */
  readonly walks: readonly string[];
}

export interface WatchedStatements {
  readonly counted: () => { readonly commits: number; readonly queries: number };
  /** Each with its plan. */
  readonly all: () => Promise<readonly WatchedStatement[]>;
}

export function watchStatements({ deps }: RunningServer): WatchedStatements {
  const { committer } = deps;
  const { client, reader } = deps.database;
  const commit = committer.commit.bind(committer);
  const execute = client.execute.bind(client);
  const { readText } = reader;
  const seen = new Map<string, { readonly times: number; readonly longestMs: number }>();
  let commits = 0;
  let queries = 0;
  const note = (sql: string, ms: number): void => {
    const held = seen.get(sql) ?? { times: 0, longestMs: 0 };
    if (held.times === 0 && seen.size >= MAX_STATEMENTS) return;
    seen.set(sql, { times: held.times + 1, longestMs: Math.max(held.longestMs, ms) });
  };
  const timed = async <T>(sql: string, work: () => Promise<T>): Promise<T> => {
    queries += 1;
    const began = performance.now();
    try {
      return await work();
    } finally {
      note(sql, performance.now() - began);
    }
  };
  Object.assign(committer, {
    commit: (statements: readonly InStatement[]) => {
      commits += 1;
      for (const statement of statements) note(textOf(statement), 0);
      return commit(statements);
    },
  });
  client.execute = (statement: InStatement, args?: InArgs) =>
    timed(textOf(statement), () =>
      execute(typeof statement === 'string' && args !== undefined ? { sql: statement, args } : statement),
    );
  Object.assign(reader, {
    readText: (query: string, values: readonly (number | string)[]) =>
      timed(query, () => readText(query, values)),
  });
  return {
    counted: () => ({ commits, queries }),
    all: async () => {
      // A connection of its own: one that explained a write would hold the others up.
      const asking = createClient({ url: `file:${deps.database.file}` });
      const found: WatchedStatement[] = [];
      for (const [sql, figures] of seen) {
        const steps = await planOf(asking, sql);
        found.push({ sql, ...figures, steps, walks: walksIn(steps) });
      }
      asking.close();
      return found;
    },
  };
}

/** Nothing for what has no plan, such as a pragma. */
async function planOf(client: Client, sql: string): Promise<readonly string[]> {
  if (!/^\s*(select|delete|update|insert|with)\b/i.test(sql)) return [];
  const { rows } = await client.execute(`EXPLAIN QUERY PLAN ${sql.replaceAll(/\?\d*/g, 'NULL')}`);
  return rows.flatMap(({ detail }) => (typeof detail === 'string' ? [detail] : []));
}

/** What is left out by a condition is found only by looking at every row. */
function walksIn(steps: readonly string[]): readonly string[] {
  // Going through what a subquery found is named as if it were the table itself.
  const subqueries = steps.flatMap((step) => /^(?:CO-ROUTINE|MATERIALIZE) (\w+)/.exec(step)?.[1] ?? []);
  return steps.filter((step) => {
    const walk = /^SCAN (\w+)|^SEARCH (\w+) USING INTEGER PRIMARY KEY \(rowid[<>]\?\)/.exec(step);
    const table = walk?.[1] ?? walk?.[2];
    if (table === undefined || !GROWING.includes(table)) return false;
    const at = step === `SCAN ${table}` ? subqueries.indexOf(table) : -1;
    if (at >= 0) subqueries.splice(at, 1);
    return at < 0;
  });
}

function textOf(statement: InStatement): string {
  return typeof statement === 'string' ? statement : statement.sql;
}
