/** What the server derived from facts, as one hash: a refused request must not change it. */
import { createHash } from 'node:crypto';
import type { School } from './school.ts';

const DERIVED = [
  'sessions',
  'scans',
  'attendance',
  'tallies',
  'enrolments',
  'headcounts',
  'notifications',
  'codes_shown',
  'users',
  'aliases',
] as const;

/** Each table's rows in an order of their own, hashed. */
export async function derivedTables({ server }: School): Promise<Readonly<Record<string, string>>> {
  const hashes: Record<string, string> = {};
  for (const table of DERIVED) {
    const { rows } = await server.deps.database.client.execute(`SELECT * FROM ${table}`);
    const lines = rows.map((row) => JSON.stringify(row)).toSorted();
    hashes[table] = `${lines.length} ${createHash('sha256').update(lines.join('\n')).digest('hex')}`;
  }
  return hashes;
}
