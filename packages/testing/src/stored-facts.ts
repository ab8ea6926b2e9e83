/** What a database file holds, read from the file itself while no server runs on it or beside it. */
import { join } from 'node:path';
import { createClient } from '@libsql/client';

/** How often each fact is stored, by its id. */
export async function factsIn(dataDir: string): Promise<ReadonlyMap<string, number>> {
  const client = createClient({ url: `file:${join(dataDir, 'hazri.db')}` });
  try {
    const { rows } = await client.execute('SELECT id, count(*) AS n FROM facts GROUP BY id');
    return new Map(rows.map(({ id, n }) => [typeof id === 'string' ? id : '', Number(n)]));
  } finally {
    client.close();
  }
}
