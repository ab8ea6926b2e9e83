/** Whom does a file name? The same for a file that a page sends and for one that a command is given. */
import type { ImportColumns } from '@hazri/sync-protocol/api/roster';
import type { Result } from '@hazri/domain';
import { fail, ok } from '@hazri/domain';
import { guessColumns, withoutTitle } from './guess-columns.ts';
import type { PersonRow } from './read-people.ts';
import { readPeople } from './read-people.ts';
import type { FileReader } from './reading/read-file.ts';
import type { FileFault, FileTable } from './reading/table.ts';

export interface FileOfPeople {
  readonly table: FileTable;
  /** Which columns were taken for what. */
  readonly chosen: { readonly headings: boolean; readonly columns: ImportColumns };
  readonly people: readonly PersonRow[];
}

/** What somebody says of the file; guessed where nobody does. */
interface Told {
  readonly headings?: boolean | undefined;
  readonly columns?: ImportColumns | undefined;
}

/** @param bytes are handed over to the reader @throws Overloaded */
export async function readFileOfPeople(
  readFile: FileReader,
  bytes: Uint8Array<ArrayBuffer>,
  emailDomain: string,
  told: Told = {},
): Promise<Result<FileOfPeople, FileFault>> {
  const read = bytes.length === 0 ? fail('empty' as const) : await readFile(bytes);
  if (!read.ok) return read;
  const table = told.headings === false ? read.value : { ...read.value, rows: withoutTitle(read.value.rows) };
  const guessed = guessColumns(table.rows, told.headings);
  const chosen = { headings: guessed.headings, columns: told.columns ?? guessed.columns };
  const rows = chosen.headings ? table.rows.slice(1) : table.rows;
  if (rows.length === 0) return fail('empty');
  return ok({ table, chosen, people: readPeople(rows, chosen.columns, emailDomain) });
}
