/** Rows that an import refused, as a file that can be mended and imported again. */
import { writeFile } from 'node:fs/promises';
import type { ImportRow } from '@hazri/sync-protocol/api/roster';
import { CSV_START, csvLine } from '@hazri/sync-protocol/api/csv';

export interface RefusedRow {
  readonly fileName: string;
  readonly className: string;
  readonly row: Omit<ImportRow, 'verdict' | 'issues'>;
  readonly why: string;
}

/** Those that an import knows come first (roster/guess-columns.ts); it passes over the others. */
const HEADINGS = ['Class', 'Student number', 'Given name', 'Family name', 'E-mail', 'File', 'Row', 'Why'];

/** @throws when the file is there already */
export function writeRefused(path: string, refused: readonly RefusedRow[]): Promise<void> {
  const lines = refused.map(({ fileName, className, why, row }) => {
    const { studentNo, givenName, familyName, email, line } = row;
    return csvLine([className, studentNo, givenName, familyName, email, fileName, String(line), why]);
  });
  return writeFile(path, CSV_START + csvLine(HEADINGS) + lines.join(''), { flag: 'wx' });
}
