/**
 * The least that could take in a scan: `prototype-server.ts <database file>`. The same HTTP stack, the MACs of the
 * tokens checked, one table, one multi-row INSERT for what comes within a few milliseconds, durable before it is
 * answered. No login, no device signature, no schema, no verdict, no record, nobody is told.
 */
import { createHmac, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { createAdaptorServer, upgradeWebSocket } from '@hono/node-server';
import { createClient } from '@libsql/client';
import { Hono } from 'hono';
import { WebSocketServer } from 'ws';
import { assert, parseToken, tagMatches, tokenMessage } from '@hazri/domain';
import type { PrototypeReady, SessionKeys } from './prototype-messages.ts';
import { asSessionKeys } from './prototype-messages.ts';
import { usageNow } from './server-usage.ts';

/** How long the first request of a commit waits for company. */
const COMMIT_WINDOW_MS = 5;
const LISTEN_BACKLOG = 4_096;
const SYNCHRONOUS_FULL = 2;
const INSERT = `INSERT INTO bare SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(?)`;

interface Scan {
  readonly id: string;
  readonly body: { readonly tokens: readonly { readonly text: string }[] };
}

const client = createClient({ url: `file:${process.argv[2] ?? ''}` });
await client.execute('PRAGMA journal_mode = WAL');
await client.execute('CREATE TABLE bare (id TEXT PRIMARY KEY NOT NULL, json TEXT NOT NULL)');
const [synchronous] = await client.batch(['PRAGMA synchronous'], 'write');
assert(Number(synchronous?.rows[0]?.[0]) === SYNCHRONOUS_FULL, 'commits are durable');

const keysByRef = new Map<string, KeyObject>();
let rows: (readonly [id: string, json: string])[] = [];
let commit: Promise<unknown> | null = null;
let commits = 0;

function durable(): Promise<unknown> {
  commit ??= new Promise((resolve, reject) => {
    setTimeout(() => {
      const args = [JSON.stringify(rows)];
      rows = [];
      commit = null;
      commits += 1;
      client.batch([{ sql: INSERT, args }], 'write').then(resolve, reject);
    }, COMMIT_WINDOW_MS);
  });
  return commit;
}

function isGenuine({ body }: Scan): boolean {
  return body.tokens.every(({ text }) => {
    const token = parseToken(text);
    const key = token.ok ? keysByRef.get(token.value.ref) : undefined;
    if (!token.ok || key === undefined) return false;
    return tagMatches(token.value, createHmac('sha256', key).update(tokenMessage(token.value)).digest());
  });
}

const app = new Hono()
  .post('/api/sync', async (c) => {
    const { facts } = await c.req.json<{ facts: readonly Scan[] }>();
    if (!facts.every(isGenuine)) return c.json({ accepted: 0 }, 400);
    for (const fact of facts) rows.push([fact.id, JSON.stringify(fact)]);
    await durable();
    return c.json({ accepted: facts.length });
  })
  .get(
    '/api/live',
    upgradeWebSocket(() => ({})),
  );
const sockets = new WebSocketServer({ noServer: true });
const server = createAdaptorServer({
  fetch: app.fetch,
  // The two packages agree at run time; their types differ in how they write an absent option.
  websocket: { server: sockets as never },
});
await new Promise<void>((done) =>
  server.listen({ port: 0, host: '127.0.0.1', backlog: LISTEN_BACKLOG }, done),
);
const address = server.address();
assert(typeof address === 'object' && address !== null, 'the prototype listens on a port');
const ready: PrototypeReady = { prototypePort: address.port };
process.send?.(ready);

process.on('message', (message) => {
  if (message !== 'usage') {
    const keys: SessionKeys = asSessionKeys(message);
    for (const [ref, key] of keys.sessionKeys)
      keysByRef.set(ref, createSecretKey(Buffer.from(key, 'base64url')));
  }
  process.send?.(usageNow({ commits, queries: 0 }));
});
process.on('disconnect', () => process.exit(0));
