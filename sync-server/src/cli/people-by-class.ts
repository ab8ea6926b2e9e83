/** Which people of which file belong to which class? By a class named for the file, or by a column of it. */
import { readFile, stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { Result } from '@hazri/domain';
import { fail, ok } from '@hazri/domain';
import { MAX_IMPORT_BYTES } from '@hazri/sync-protocol/api/roster';
import type { Catalogue, ClassRecord } from '../catalogue/catalogue.ts';
import { classColumn, guessColumns } from '../roster/guess-columns.ts';
import type { FileOfPeople } from '../roster/read-file-of-people.ts';
import { readFileOfPeople } from '../roster/read-file-of-people.ts';
import type { PersonRow } from '../roster/read-people.ts';
import { readPeople } from '../roster/read-people.ts';
import type { FileReader } from '../roster/reading/read-file.ts';
import type { FileFault } from '../roster/reading/table.ts';

/** People of one file for one class. */
export interface Part {
  readonly fileName: string;
  /** As it was written. */
  readonly className: string;
  readonly ofClass: Result<ClassRecord, string>;
  readonly people: readonly PersonRow[];
}

/** A file as it was asked for and read. */
export interface ReadFile {
  readonly fileName: string;
  /** null: a column of the file says it. */
  readonly className: string | null;
  readonly content: FileOfPeople;
}

export type Unread = FileFault | 'missing' | 'too_large' | 'no_class';

export async function readOne(
  read: FileReader,
  { file, className }: { readonly file: string; readonly className: string | null },
  emailDomain: string,
): Promise<Result<ReadFile, Unread>> {
  const path = resolve(file);
  const size = await stat(path).then(
    (found) => (found.isFile() ? found.size : null),
    () => null,
  );
  if (size === null) return fail('missing');
  if (size > MAX_IMPORT_BYTES) return fail('too_large');
  const content = await readFileOfPeople(read, new Uint8Array(await readFile(path)), emailDomain);
  if (!content.ok) return content;
  if (className === null && classColumn(content.value.table.rows) === null) return fail('no_class');
  return ok({ fileName: basename(path), className, content: content.value });
}

/** Somebody who attends two classes stands in the file twice: what is repeated is asked within a class. */
export function partsOf(
  catalogue: Catalogue,
  { fileName, className, content }: ReadFile,
  emailDomain: string,
): readonly Part[] {
  const { people, table } = content;
  if (className !== null) return [{ fileName, className, ofClass: findClass(catalogue, className), people }];
  const column = classColumn(table.rows) ?? 0;
  const { columns } = guessColumns(table.rows, true);
  return [...Map.groupBy(table.rows.slice(1), ({ cells }) => cells[column] ?? '')].map(([written, rows]) => ({
    fileName,
    className: written,
    ofClass: findClass(catalogue, written),
    people: readPeople(rows, columns, emailDomain),
  }));
}

/** By id, code, or code and section; those put away aren't meant. @returns why it is none, or more than one */
function findClass(catalogue: Catalogue, text: string): Result<ClassRecord, string> {
  const wanted = text.trim().toLowerCase();
  const found = [...catalogue.allClasses()].filter(
    ({ uuid, course, section, archivedAt }) =>
      archivedAt === null &&
      [uuid, course.toLowerCase(), `${course}/${section}`.toLowerCase()].includes(wanted),
  );
  const [first, ...more] = found;
  if (first && more.length === 0) return ok(first);
  const names = found.map(({ course, section, uuid }) => `${course}/${section} ${uuid}`);
  return fail(`${found.length} classes are "${text}". ${names.join(', ')}`.trimEnd());
}
