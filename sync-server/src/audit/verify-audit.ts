/** Is the audit log whole? Reads it from its first row to its last, a page at a time. */
import { asc, gt } from 'drizzle-orm';
import { auditLog } from '../db/audit-schema.ts';
import type { Orm } from '../db/open-database.ts';
import type { AuditRow } from './audit-trail.ts';
import { findBreak } from './audit-trail.ts';

/** Rows that are checked between two breaths of the server. */
const PAGE = 1_000;

/** A row of the chain that somebody noted elsewhere: whoever rewrites the whole log can't rewrite that note. */
export type AuditHead = Pick<AuditRow, 'seq' | 'hash'>;

export interface AuditState {
  readonly whole: boolean;
  /** Rows that hold. */
  readonly entries: number;
  /** First row that doesn't; null when all hold. */
  readonly brokenAt: number | null;
  /** The last row that holds; null for an empty log. */
  readonly head: AuditHead | null;
}

/** @param noted a head of an earlier check that must still be part of the chain */
export async function verifyAudit(orm: Orm, noted: AuditHead | null = null): Promise<AuditState> {
  let head: AuditHead | undefined;
  for (;;) {
    const rows = await orm
      .select()
      .from(auditLog)
      .where(gt(auditLog.seq, head?.seq ?? 0))
      .orderBy(asc(auditLog.seq))
      .limit(PAGE);
    const found = findBreak(rows, head);
    const brokenAt = 'brokenAt' in found ? found.brokenAt : contradicts(rows, noted);
    if (brokenAt !== null) {
      const last = rows.findLast(({ seq }) => seq < brokenAt);
      return broken(brokenAt, last ? { seq: last.seq, hash: last.hash } : (head ?? null));
    }
    if ('last' in found && rows.length > 0) head = found.last;
    if (rows.length < PAGE) break;
  }
  const entries = head?.seq ?? 0;
  // Cut off at its end, a chain still holds: only the note knows.
  if (noted !== null && noted.seq > entries) return broken(entries + 1, head ?? null);
  return { whole: true, entries, brokenAt: null, head: head ?? null };
}

function broken(brokenAt: number, head: AuditHead | null): AuditState {
  return { whole: false, entries: brokenAt - 1, brokenAt, head };
}

function contradicts(rows: readonly AuditRow[], noted: AuditHead | null): number | null {
  const row = noted === null ? undefined : rows.find(({ seq }) => seq === noted.seq);
  return row !== undefined && row.hash !== noted?.hash ? row.seq : null;
}
