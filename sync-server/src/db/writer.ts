/** The one writer: everything that changes the database passes through this queue, one piece of work at a time. */
import type { Client, InStatement } from '@libsql/client';
import { desc } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/libsql';
import { assert } from '@hazri/domain';
import type { AuditEntry, AuditRow } from '../audit/audit-trail.ts';
import { makeAuditTrail } from '../audit/audit-trail.ts';
import { auditLog } from './audit-schema.ts';
import type { ChangeLog, Topic } from './change-log.ts';
import { makeChangeLog } from './change-log.ts';
import type { Committer } from './committer.ts';
import type { DatabasePlace } from './database-place.ts';
import { databaseTrouble } from './database-trouble.ts';
import type { Troubles } from './troubles.ts';
import { upsertRows } from './upsert-rows.ts';

/** Work that may wait before the server says 503: at a few milliseconds each about two seconds of it. */
export const MAX_QUEUED_WRITES = 500;

/** The queue is full. The edge answers 503 with Retry-After (SYNC9). */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
}

export interface WriteTurn {
  /** As of all turns before this one. */
  readonly lastChange: ChangeLog['lastChange'];
  /** The next values of the database's one change counter, one for each row change (SYNC4). */
  readonly nextRev: () => number;
  /** A new integer key for a table; never handed out twice. */
  readonly nextId: (table: CountedTable) => number;
  /** Adds an entry to the audit log, in the same transaction as what it tells of. */
  readonly audit: (entry: AuditEntry) => void;
  /**
   * Commits the statements in one transaction; with the counter if `nextRev` was used. `topics` are all whose rows
   * the revs belong to; without them every reader looks again. `follow` brings what is kept in memory up to date:
   * the counter is shown only after it, so that no cursor passes a row that a reader still has in its old form.
   */
  readonly commit: (
    statements: readonly InStatement[],
    topics?: Iterable<Topic> | null,
    follow?: () => Promise<void>,
  ) => Promise<void>;
}

const COUNTED_TABLES = [
  'users',
  'devices',
  'classes',
  'sessions',
  'facts',
  'scans',
  'notifications',
  'requests',
  'departments',
  'terms',
  'courses',
  'holidays',
] as const;
type CountedTable = (typeof COUNTED_TABLES)[number];

export interface Writer {
  /** Runs `work` when all earlier work is done. @throws Overloaded when too much waits already */
  readonly run: <T>(work: (turn: WriteTurn) => Promise<T>) => Promise<T>;
  /** The last committed value of the counter: rows above it aren't visible to readers yet. */
  readonly committedRev: () => number;
  /** No committed row of the topic has a greater rev. */
  readonly lastChange: ChangeLog['lastChange'];
  /** Pieces of work that wait or are under way. */
  readonly queued: () => number;
  /** Resolves when all work queued so far is done. */
  readonly idle: () => Promise<void>;
}

/** What a commit has to be held against. */
export interface WriterWatch {
  readonly place: Pick<DatabasePlace, 'ensureSameFile'>;
  readonly troubles: Troubles;
  /** How long each commit took. */
  readonly committed?: (ms: number) => void;
}

/**
 * @param client of a database that nobody else writes to: the counters live here
 * @param committer of the same database
 */
export async function startWriter(
  client: Client,
  committer: Committer,
  watch?: WriterWatch,
): Promise<Writer> {
  let committed = Number((await client.execute('SELECT rev FROM meta')).rows[0]?.[0] ?? 0);
  const changes = makeChangeLog(committed);
  const lastIds = new Map<CountedTable, number>();
  for (const table of COUNTED_TABLES) {
    const key = table === 'facts' ? 'seq' : 'id';
    const found = await client.execute(`SELECT max(${key}) FROM ${table}`);
    lastIds.set(table, Number(found.rows[0]?.[0] ?? 0));
  }
  const trail = makeAuditTrail(await lastAuditRow(client));
  let queued = 0;
  let tail: Promise<unknown> = Promise.resolve();

  function takeTurn(): WriteTurn {
    let rev = committed;
    const entries: AuditEntry[] = [];
    return {
      lastChange: changes.lastChange,
      nextRev: () => ++rev,
      nextId: (table) => {
        const id = (lastIds.get(table) ?? 0) + 1;
        lastIds.set(table, id);
        return id;
      },
      audit: (entry) => entries.push(entry),
      commit: async (statements, topics, follow) => {
        const all = [...statements];
        const chained = trail.chain(entries.splice(0));
        if (chained.length > 0) all.push(upsertRows(auditLog, chained));
        if (rev !== committed) all.push({ sql: 'UPDATE meta SET rev = ?', args: [rev] });
        if (all.length === 0) return;
        try {
          const began = performance.now();
          await committer.commit(all);
          watch?.committed?.(performance.now() - began);
          trail.committed(chained);
          assert(rev >= committed, 'the change counter never goes back');
          try {
            await follow?.();
          } finally {
            // On disk it is: handing these revs out again would be worse than a reader with an old class row.
            if (rev !== committed) changes.note(rev, topics ?? null);
            committed = rev;
          }
          watch?.place.ensureSameFile();
          watch?.troubles.ended();
        } catch (cause) {
          const trouble = databaseTrouble(cause);
          if (trouble !== null) watch?.troubles.began(trouble);
          throw cause;
        }
      },
    };
  }

  return {
    run: (work) => {
      if (queued >= MAX_QUEUED_WRITES) return Promise.reject(new Overloaded('too many writes are waiting'));
      queued += 1;
      const done = tail.then(() => work(takeTurn())).finally(() => (queued -= 1));
      tail = done.catch(() => undefined);
      return done;
    },
    committedRev: () => committed,
    lastChange: changes.lastChange,
    queued: () => queued,
    idle: async () => {
      await tail;
    },
  };
}

async function lastAuditRow(client: Client): Promise<Pick<AuditRow, 'seq' | 'hash'> | null> {
  const [row] = await drizzle(client)
    .select({ seq: auditLog.seq, hash: auditLog.hash })
    .from(auditLog)
    .orderBy(desc(auditLog.seq))
    .limit(1);
  return row ?? null;
}
