/**
 * The chain of the audit log: each row's hash covers the one before, so that a row that was changed, taken out or put
 * in between shows. Rows are chained in memory and written with the change that they tell of, in one transaction.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../sync/canonical-json.ts';
import type { auditLog } from '../db/audit-schema.ts';

export type AuditRow = typeof auditLog.$inferSelect;

/** One thing that somebody did. `detail` never holds a secret. */
export interface AuditEntry {
  /** Epoch ms. */
  readonly at: number;
  /** null: the server itself. */
  readonly actorId: number | null;
  readonly deviceId?: number | null;
  readonly address?: string | null;
  /** `area.what`, such as `account.approved`. */
  readonly action: string;
  /** What it was done to: `user:<uuid>`, `class:<uuid>`, …; empty for none. */
  readonly subject: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** Who does it, when and from where. */
export type By = Pick<AuditEntry, 'at' | 'actorId' | 'address'>;

export interface AuditTrail {
  /** The entries as the next rows of the chain; they count only once `committed` is told. */
  readonly chain: (entries: readonly AuditEntry[]) => readonly AuditRow[];
  readonly committed: (rows: readonly AuditRow[]) => void;
}

/** What the first row is chained to. */
const GENESIS = '0'.repeat(64);

export function makeAuditTrail(last: Pick<AuditRow, 'seq' | 'hash'> | null): AuditTrail {
  let head = last ?? { seq: 0, hash: GENESIS };
  return {
    chain: (entries) => {
      let before = head;
      return entries.map((entry): AuditRow => {
        const row = rowAfter(before, entry);
        before = row;
        return row;
      });
    },
    committed: (rows) => {
      head = rows.at(-1) ?? head;
    },
  };
}

function rowAfter(before: Pick<AuditRow, 'seq' | 'hash'>, entry: AuditEntry): AuditRow {
  const row = {
    seq: before.seq + 1,
    at: entry.at,
    actorId: entry.actorId,
    deviceId: entry.deviceId ?? null,
    address: entry.address ?? null,
    action: entry.action,
    subject: entry.subject,
    detail: canonicalJson(entry.detail ?? {}),
  };
  return { ...row, hash: hashOf(before.hash, row) };
}

function hashOf(before: string, row: Omit<AuditRow, 'hash'>): string {
  return createHash('sha256')
    .update(before)
    .update(
      canonicalJson([
        row.seq,
        row.at,
        row.actorId,
        row.deviceId,
        row.address,
        row.action,
        row.subject,
        row.detail,
      ]),
    )
    .digest('hex');
}

/**
 * The first break of the chain, or null when it holds. Give rows in the order of `seq`, in as many calls as there
 * are pages: `before` of the next is `last` of the one before.
 */
export function findBreak(
  rows: readonly AuditRow[],
  before: Pick<AuditRow, 'seq' | 'hash'> = { seq: 0, hash: GENESIS },
): { readonly brokenAt: number } | { readonly last: Pick<AuditRow, 'seq' | 'hash'> } {
  let last = before;
  for (const row of rows) {
    if (row.seq !== last.seq + 1 || row.hash !== hashOf(last.hash, row)) return { brokenAt: last.seq + 1 };
    last = { seq: row.seq, hash: row.hash };
  }
  return { last };
}
