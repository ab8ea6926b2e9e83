/** Which rows are asked for, and of what. */
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ChangeLog } from '../db/change-log.ts';
import type { Database } from '../db/open-database.ts';
import type { WireRow } from './wire-rows.ts';

export interface ReadDeps {
  readonly database: Database;
  readonly catalogue: Catalogue;
  readonly epoch: string;
  readonly committedRev: () => number;
  readonly lastChange: ChangeLog['lastChange'];
  readonly classRows: (classId: number, span: Span) => Promise<readonly WireRow[]>;
  readonly myRows: (userId: number, span: Span) => Promise<readonly WireRow[]>;
}

/** Rows with `from` < rev ≤ `upTo`, each table at most `limit`. */
export interface Span {
  readonly from: number;
  readonly upTo: number;
  readonly limit: number;
}
