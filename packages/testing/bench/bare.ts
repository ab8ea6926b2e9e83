/** What the parts of ingest cost on their own: checking MACs, and rows on the disk. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { assert, TAG_BYTES } from '@hazri/domain';
import type { ShownToken } from './code-screen.ts';

/** Verifies every token with its cached key, once. @returns seconds */
export function verifyBare(tokens: readonly ShownToken[]): number {
  const started = performance.now();
  let valid = 0;
  for (const { key, message, tag } of tokens) {
    const mac = createHmac('sha256', key).update(message).digest();
    if (timingSafeEqual(mac.subarray(0, TAG_BYTES), tag.subarray(0, TAG_BYTES))) valid += 1;
  }
  const seconds = (performance.now() - started) / 1_000;
  assert(valid === tokens.length, 'every token is genuine');
  return seconds;
}

export interface BareRow {
  readonly id: string;
  readonly json: string;
}

export interface BareTable {
  /** A commit for every `size` rows, an INSERT statement a row. @returns seconds */
  readonly insert: (rows: readonly BareRow[], size: number) => Promise<number>;
  /** A commit for every `size` rows, each one multi-row INSERT from JSON: the fastest there is. @returns seconds */
  readonly insertMany: (rows: readonly BareRow[], size: number) => Promise<number>;
  readonly close: () => void;
}

const SYNCHRONOUS_FULL = 2;

/** A table in a file of its own, on the disk that has the server's data: WAL, synchronous=FULL. */
export async function openBareTable(directory: string): Promise<BareTable> {
  const client = createClient({ url: `file:${join(directory, 'bare.db')}` });
  await client.execute('PRAGMA journal_mode = WAL');
  await client.execute('CREATE TABLE bare (id TEXT PRIMARY KEY NOT NULL, json TEXT NOT NULL)');
  const pragmas = await client.batch(['PRAGMA synchronous', 'PRAGMA journal_mode'], 'write');
  assert(Number(pragmas[0]?.rows[0]?.[0]) === SYNCHRONOUS_FULL, 'commits are durable');
  assert(pragmas[1]?.rows[0]?.[0] === 'wal', 'the log is written ahead');

  async function timed(
    rows: readonly BareRow[],
    size: number,
    commit: (part: readonly BareRow[]) => Promise<unknown>,
  ) {
    await client.execute('DELETE FROM bare');
    const started = performance.now();
    for (let at = 0; at < rows.length; at += size) await commit(rows.slice(at, at + size));
    const seconds = (performance.now() - started) / 1_000;
    const { rows: counted } = await client.execute('SELECT count(*) FROM bare');
    assert(Number(counted[0]?.[0]) === rows.length, 'every row is there');
    return seconds;
  }

  return {
    insert: (rows, size) =>
      timed(rows, size, (part) =>
        client.batch(
          part.map(({ id, json }) => ({ sql: 'INSERT INTO bare VALUES (?, ?)', args: [id, json] })),
          'write',
        ),
      ),
    insertMany: (rows, size) =>
      timed(rows, size, (part) => {
        const sql = `INSERT INTO bare SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)`;
        return client.batch(
          [{ sql, args: [JSON.stringify(part.map(({ id, json }) => [id, json]))] }],
          'write',
        );
      }),
    close: () => client.close(),
  };
}
