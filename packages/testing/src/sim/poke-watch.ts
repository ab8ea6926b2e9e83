/**
 * Does a device that is connected learn of everything that was committed? It is looked at all along, without a message
 * to anybody: how far it has read is held against the server's last change of the same scopes (SYNC8).
 */
import type { Scope } from '@hazri/sync-protocol';
import type { Account } from './account.ts';
import type { Deps, RawExecute } from './server-edge.ts';
import { Violation } from './violation.ts';

/** Longer than any late poke, any exchange, and the server's look at the rights of a connection. */
const GRACE_MS = 2 * 60_000;

interface Owed {
  readonly scope: Scope;
  readonly rev: number;
  readonly epoch: string;
  readonly since: number;
}

export interface Listening {
  readonly phone: number;
  readonly account: Account;
  /** Of the account, in this life of the server. */
  readonly userId: number;
}

type Topic = Parameters<Deps['writer']['lastChange']>[0];

export class PokeWatch {
  readonly #owed = new Map<number, Owed>();

  /** It isn't connected, or has something else to wait for. */
  pass(phone: number): void {
    this.#owed.delete(phone);
  }

  /** @throws Violation when the device has been connected and idle for long, and doesn't know */
  async look({ phone, account, userId }: Listening, server: Server, now: number): Promise<void> {
    const { epoch, cursors } = await account.store.readProgress();
    const before = this.#owed.get(phone);
    if (before?.epoch === server.epoch && isBehind(before, epoch, cursors)) {
      if (now - before.since <= GRACE_MS) return;
      this.#owed.delete(phone);
      const cursor = epoch === before.epoch ? (cursors[before.scope] ?? 0) : 0;
      const { scope } = before;
      const missed = await changedSince(server.rows, scope, scope === 'me' ? userId : scope, cursor);
      // A commit that doesn’t say what it changed may have changed nothing of this.
      if (missed.length === 0) return;
      throw new Violation(
        'connected_is_current',
        `${account.person.name} at ${cursors[scope] ?? 'nothing'} of ${scope}, epoch ${epoch ?? 'none'} of ${server.epoch}: missed ${missed.join(' ')}`,
      );
    }
    this.#owed.delete(phone);
    const scopes: ReadonlySet<Scope> = new Set<Scope>(['me', ...(Object.keys(cursors) as Scope[])]);
    for (const scope of scopes) {
      const rev = server.lastChange(scope === 'me' ? `me:${userId}` : scope);
      const owed = { scope, rev, epoch: server.epoch, since: now };
      if (isBehind(owed, epoch, cursors)) this.#owed.set(phone, owed);
    }
  }
}

interface Server {
  readonly epoch: string;
  readonly lastChange: (topic: Topic) => number;
  readonly rows: RawExecute;
}

/** Of one's own: rows that name the person; of a class or its staff: rows that name the class. */
const OWN_TABLES = {
  attendance: 'student_id',
  enrolments: 'student_id',
  scans: 'student_id',
  requests: 'student_id',
  notifications: 'user_id',
} as const;
const CLASS_TABLES = { classes: 'id', sessions: 'class_id' } as const;
const STAFF_TABLES = {
  attendance: 'class_id',
  enrolments: 'class_id',
  scans: 'class_id',
  requests: 'class_id',
  headcounts: 'class_id',
} as const;

/** Tables of the scope with a row beyond the cursor. @param of the user's id, or the scope itself */
async function changedSince(
  rows: RawExecute,
  scope: Scope,
  of: number | string,
  cursor: number,
): Promise<readonly string[]> {
  const tables = scope === 'me' ? OWN_TABLES : scope.startsWith('staff:') ? STAFF_TABLES : CLASS_TABLES;
  const owner = scope === 'me' ? '?' : "(SELECT id FROM classes WHERE uuid = substr(?, instr(?, ':') + 1))";
  const args = scope === 'me' ? [of, cursor] : [of, of, cursor];
  const found: string[] = [];
  for (const [table, column] of Object.entries(tables)) {
    const sql = `SELECT max(rev) AS rev FROM ${table} WHERE ${column} = ${owner} AND rev > ?`;
    const [newest] = await rows(sql, args);
    if (typeof newest?.['rev'] === 'number') found.push(`${table}@${newest['rev']}`);
  }
  return found;
}

function isBehind(
  owed: Owed,
  epoch: string | null,
  cursors: Readonly<Partial<Record<Scope, number>>>,
): boolean {
  if (epoch !== owed.epoch) return true;
  const cursor = cursors[owed.scope];
  // A scope that was taken from the device is owed no more; `me` never is.
  return cursor === undefined ? owed.scope === 'me' : cursor < owed.rev;
}
