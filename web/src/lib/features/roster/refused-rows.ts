/** Rows that an import didn't take, as a file that can be mended and imported again; and the empty one to begin with. */
import { CSV_START, csvLine } from '@hazri/sync-protocol/api/csv';
import { IMPORT_HEADINGS, type ImportRow } from '@hazri/sync-protocol/api/roster';
import { say } from '../../words/say.ts';
import { sayRowFaults } from './row-words.ts';

export function templateCsv(): string {
  return CSV_START + csvLine(IMPORT_HEADINGS);
}

export function refusedCsv(rows: readonly ImportRow[]): string {
  const lines = rows.map(({ line, studentNo, givenName, familyName, email, issues }) =>
    csvLine([studentNo, givenName, familyName, email, String(line), sayRowFaults(issues)]),
  );
  return [CSV_START, csvLine([...IMPORT_HEADINGS, say('import.line'), say('import.reason')]), ...lines].join(
    '',
  );
}
