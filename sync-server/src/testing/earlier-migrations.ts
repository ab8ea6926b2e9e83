/** The folder of migrations as it was before one of them, for tests of what that one makes of older data. */
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const MIGRATIONS = join(import.meta.dirname, '..', '..', 'drizzle');

/** @param folder takes the copy, in a folder of its own @param migration without ending */
export function migrationsBefore(folder: string, migration: string): string {
  const earlier = join(folder, 'earlier');
  cpSync(MIGRATIONS, earlier, { recursive: true });
  const journal = join(earlier, 'meta', '_journal.json');
  const read = JSON.parse(readFileSync(journal, 'utf8')) as { readonly entries: { readonly tag: string }[] };
  const before = read.entries.findIndex(({ tag }) => tag === migration);
  writeFileSync(journal, JSON.stringify({ ...read, entries: read.entries.slice(0, before) }));
  return earlier;
}
