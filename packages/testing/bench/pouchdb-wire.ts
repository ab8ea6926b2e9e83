/**
 * What an app on PouchDB says to its server, request by request, as recorded from PouchDB 9.0.0 with
 * `replicate.to(…)` and `replicate.from(…, {live: true, retry: true})` between a database of its own and
 * express-pouchdb 4.2.0, when the network returns and the app was open all the time. What can go either way goes the
 * way that costs the server less: no compression, one batch, requests that PouchDB sends at once on several
 * connections after one another on one.
 */
import { assert } from '@hazri/domain';
import { postBytes, requestBytes } from './raw-http.ts';

/** A document of which nobody makes a second revision. */
export interface Document {
  readonly _id: string;
}

/** How far a replication came, as both of its ends write down. */
export interface Checkpoint {
  readonly database: string;
  readonly id: string;
  /** Of this run of the replication. */
  readonly session: string;
  /** The last sequence number that it read. */
  readonly lastSeq: number;
  /** How often it was written before. */
  readonly written: number;
}

/** PouchDB's own `batch_size` of a replication; more documents would take another batch. */
const BATCH = 100;
const DIGEST = '0'.repeat(32);
/** Generation and digest; any digest will do for a document that nobody changes. */
export const FIRST_REVISION = `1-${DIGEST}`;

/** Statuses of the answers to `pushRequests`: of a replication that is new, and of one that ran before. */
export const PUSHED = { first: '200 404 200 201 404 201', again: '200 200 200 201 200 201' } as const;

/** Hands over documents that the server doesn't have. */
export function pushRequests(docs: readonly Document[], checkpoint: Checkpoint): readonly Buffer[] {
  const { database } = checkpoint;
  return [
    requestBytes('GET', '/'),
    readCheckpoint(checkpoint),
    revsDiff(database, docs),
    storeRevisions(database, docs),
    readCheckpoint(checkpoint),
    writeCheckpoint(checkpoint),
  ];
}

/** Statuses of the answers to `pullRequests`, likewise. */
export const PULLED = {
  first: '200 404 200 200 200 200 200 404 201',
  again: '200 200 200 200 200 200 200 200 201',
} as const;

/** Fetches the documents that came after the sequence number `since`, no more than a batch of them. */
export function pullRequests(
  docs: readonly Document[],
  since: number,
  checkpoint: Checkpoint,
): readonly Buffer[] {
  const { database, lastSeq } = checkpoint;
  assert(docs.length < BATCH, 'the news fit into one batch');
  const changes = `/${database}/_changes?style=all_docs`;
  const wanted = docs.map(({ _id }) => ({ id: _id, rev: FIRST_REVISION }));
  return [
    requestBytes('GET', '/'),
    readCheckpoint(checkpoint),
    requestBytes('GET', `/${database}/`),
    requestBytes('GET', `${changes}&since=${since}&limit=${BATCH}`),
    postBytes(`/${database}/_bulk_get?revs=true&latest=true`, JSON.stringify({ docs: wanted })),
    requestBytes('GET', `${changes}&since=${lastSeq}&limit=${BATCH}`),
    requestBytes('GET', `/${database}/`),
    readCheckpoint(checkpoint),
    writeCheckpoint(checkpoint),
  ];
}

/** Waits for what comes after the checkpoint. */
export function feedRequest({ database, lastSeq }: Checkpoint): Buffer {
  const query = `style=all_docs&feed=longpoll&heartbeat=10000&since=${lastSeq}&limit=${BATCH}`;
  return requestBytes('GET', `/${database}/_changes?${query}`);
}

export function revsDiff(database: string, docs: readonly Document[]): Buffer {
  const missing = Object.fromEntries(docs.map(({ _id }) => [_id, [FIRST_REVISION]]));
  return postBytes(`/${database}/_revs_diff`, JSON.stringify(missing));
}

/** Stores documents with the revisions that they have where they come from. */
export function storeRevisions(database: string, docs: readonly Document[]): Buffer {
  const revised = docs.map((doc) => ({
    ...doc,
    _rev: FIRST_REVISION,
    _revisions: { start: 1, ids: [DIGEST] },
  }));
  return postBytes(`/${database}/_bulk_docs`, JSON.stringify({ docs: revised, new_edits: false }));
}

export function readCheckpoint({ database, id }: Pick<Checkpoint, 'database' | 'id'>): Buffer {
  return requestBytes('GET', `/${database}/_local/${id}`);
}

export function writeCheckpoint({ database, id, session, lastSeq, written }: Checkpoint): Buffer {
  const body = {
    session_id: session,
    _id: `_local/${id}`,
    history: [{ last_seq: lastSeq, session_id: session }],
    replicator: 'pouchdb',
    version: 1,
    last_seq: lastSeq,
    ...(written === 0 ? {} : { _rev: `0-${written}` }),
  };
  return requestBytes('PUT', `/${database}/_local/${id}`, JSON.stringify(body));
}
