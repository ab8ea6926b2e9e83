/** Which changes of its tables has this database been through? */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { Database } from './open-database.ts';

const journal = z.object({ entries: z.array(z.object({ when: z.int(), tag: z.string() })) });

/** @returns how many, and the name of the last one */
export async function appliedMigrations(
  { client }: Pick<Database, 'client'>,
  migrationsDir: string,
): Promise<{ readonly count: number; readonly last: string }> {
  const { rows } = await client.execute('SELECT count(*), max(created_at) FROM __drizzle_migrations');
  const { entries } = journal.parse(
    JSON.parse(await readFile(join(migrationsDir, 'meta', '_journal.json'), 'utf8')),
  );
  const when = Number(rows[0]?.[1] ?? 0);
  return {
    count: Number(rows[0]?.[0] ?? 0),
    last: entries.find((entry) => entry.when === when)?.tag ?? '',
  };
}
