/**
 * express-pouchdb as its README sets it up, in the mode that replication needs: `server.mjs <data folder>`.
 * LevelDB commits without fsync here, as PouchDB has it: what it acknowledges may be lost with the power.
 */
import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import express from 'express';
import expressPouchdb from 'express-pouchdb';
import PouchDB from 'pouchdb-core';
import leveldb from 'pouchdb-adapter-leveldb';
import mapreduce from 'pouchdb-mapreduce';
import replication from 'pouchdb-replication';
import { usageNow } from '../server-usage.ts';

const LISTEN_BACKLOG = 4_096;

// Every phone keeps a feed open: a thousand listeners are no leak here, and warnings take time.
EventEmitter.defaultMaxListeners = 0;

const dir = process.argv[2];
mkdirSync(dir, { recursive: true });
const Stored = PouchDB.plugin(leveldb)
  .plugin(mapreduce)
  .plugin(replication)
  .defaults({ prefix: `${dir}/` });
const app = express().use(expressPouchdb(Stored, { mode: 'minimumForPouchDB' }));
const server = app.listen({ port: 0, host: '127.0.0.1', backlog: LISTEN_BACKLOG }, () =>
  process.send({ prototypePort: server.address().port }),
);
process.on('message', () => process.send(usageNow({ commits: 0, queries: 0 })));
process.on('disconnect', () => process.exit(0));
