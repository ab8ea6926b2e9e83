/** What a file of people comes to: rows of text. */
import type { Result } from '@hazri/domain';

/** People in one file: a large faculty; a file beyond it is split by whoever makes it. */
export const MAX_FILE_ROWS = 10_000;
/** Columns that are looked at; what lies to the right of them is left out. */
export const MAX_FILE_COLUMNS = 60;
/** Longer than any field may be, so that one that is cut is still refused as too long. */
export const MAX_CELL_CHARS = 400;
/** Rows without anything in them that are passed over. */
export const MAX_BLANK_ROWS = 100_000;

export interface FileRow {
  /** As people count in the file: the first line is 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface FileTable {
  readonly kind: 'csv' | 'xlsx';
  /** `UTF-8`, `UTF-16`, `Windows-1252`; of a CSV only. */
  readonly encoding: string | null;
  /** Rows with something in them. */
  readonly rows: readonly FileRow[];
}

/**
 * - `empty`: there is nothing in it
 * - `too_many_rows`
 * - `unclosed_quote`: a CSV that ends within quotes, so that the rows before can't be told apart
 * - `old_workbook`: an `.xls` of before 2007, or a workbook with a password
 * - `broken_workbook`: a ZIP or XML that can't be read
 * - `unpacks_too_large`: small on disk, huge inside
 * - `too_slow`: reading it took longer than a file of that size may
 */
export type FileFault =
  | 'empty'
  | 'too_many_rows'
  | 'unclosed_quote'
  | 'old_workbook'
  | 'broken_workbook'
  | 'unpacks_too_large'
  | 'too_slow';

export type ReadFile = Result<FileTable, FileFault>;

/** A cell as one line of text: no control characters, no tricks with the direction of writing, no half characters. */
export function cellText(raw: string): string {
  return (
    raw
      .slice(0, MAX_CELL_CHARS)
      .toWellFormed()
      .normalize('NFC')
      // Line breaks, tabs and no-break spaces within a cell are spaces to whoever reads it.
      .replaceAll(/[\s\u0085]+/gu, ' ')
      // Overrides and isolates can make one text look like another; joiners stay, Indic scripts and emoji need them.
      .replaceAll(
        /[\u0000-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/gu,
        '',
      )
      .trim()
  );
}
