import { describe, expect, test } from 'vitest';
import type { Checkpoint } from './pouchdb-wire.ts';
import { feedRequest, FIRST_REVISION, PULLED, pullRequests, PUSHED, pushRequests } from './pouchdb-wire.ts';

const CHECKPOINT: Checkpoint = { database: 'db', id: 'it', session: 's', lastSeq: 5, written: 2 };
const DOCS = [
  { _id: 'a', fact: 1 },
  { _id: 'b', fact: 2 },
];

const firstLines = (requests: readonly Buffer[]): readonly string[] =>
  requests.map((request) => request.toString('latin1').split(' HTTP/1.1\r\n')[0] ?? '');
const bodyOf = (request: Buffer | undefined): unknown =>
  JSON.parse(request?.toString('utf8').split('\r\n\r\n')[1] ?? '');

describe('what an app on PouchDB says, as it was recorded', () => {
  test('to hand documents over', () => {
    const requests = pushRequests(DOCS, CHECKPOINT);
    expect(firstLines(requests)).toEqual([
      'GET /',
      'GET /db/_local/it',
      'POST /db/_revs_diff',
      'POST /db/_bulk_docs',
      'GET /db/_local/it',
      'PUT /db/_local/it',
    ]);
    expect(bodyOf(requests[2])).toEqual({ a: [FIRST_REVISION], b: [FIRST_REVISION] });
    expect(bodyOf(requests[3])).toMatchObject({ new_edits: false, docs: DOCS });
    expect(bodyOf(requests[5])).toMatchObject({ last_seq: 5, _rev: '0-2', _id: '_local/it' });
  });

  test('to fetch what it missed, and to wait for more', () => {
    const requests = pullRequests(DOCS, 3, CHECKPOINT);
    expect(firstLines(requests)).toEqual([
      'GET /',
      'GET /db/_local/it',
      'GET /db/',
      'GET /db/_changes?style=all_docs&since=3&limit=100',
      'POST /db/_bulk_get?revs=true&latest=true',
      'GET /db/_changes?style=all_docs&since=5&limit=100',
      'GET /db/',
      'GET /db/_local/it',
      'PUT /db/_local/it',
    ]);
    expect(bodyOf(requests[4])).toEqual({ docs: DOCS.map(({ _id }) => ({ id: _id, rev: FIRST_REVISION })) });
    expect(firstLines([feedRequest(CHECKPOINT)])).toEqual([
      'GET /db/_changes?style=all_docs&feed=longpoll&heartbeat=10000&since=5&limit=100',
    ]);
  });

  test('a checkpoint that is new has no revision', () => {
    expect(bodyOf(pushRequests(DOCS, { ...CHECKPOINT, written: 0 })[5])).not.toHaveProperty('_rev');
  });

  test('more news than one batch are refused: they would take other requests', () => {
    const many = Array.from({ length: 100 }, (_, at) => ({ _id: String(at) }));
    expect(() => pullRequests(many, 0, CHECKPOINT)).toThrow('one batch');
  });

  test('every request has its status', () => {
    for (const turn of ['first', 'again'] as const) {
      expect(PUSHED[turn].split(' ')).toHaveLength(pushRequests(DOCS, CHECKPOINT).length);
      expect(PULLED[turn].split(' ')).toHaveLength(pullRequests(DOCS, 3, CHECKPOINT).length);
    }
  });
});
