/** The storm at express-pouchdb: as a bare insert, as PouchDB's push, and as an app on PouchDB would have all of it. */
import { randomUUID } from 'node:crypto';
import { assert } from '@hazri/domain';
import { parseRow, syncResponse } from '@hazri/sync-protocol';
import type { CrowdMember } from './crowd.ts';
import { bodyOf } from './phones.ts';
import type { Checkpoint, Document } from './pouchdb-wire.ts';
import {
  feedRequest,
  PULLED,
  pullRequests,
  PUSHED,
  pushRequests,
  readCheckpoint,
  revsDiff,
  storeRevisions,
  writeCheckpoint,
} from './pouchdb-wire.ts';
import type { Answer } from './raw-http.ts';
import { connectionsTo, postBytes, requestBytes } from './raw-http.ts';
import { watchChanges } from './watching-changes.ts';
import type { Target, Weathered } from './weather.ts';
import { weather } from './weather.ts';

/** Facts of each phone, as the product takes them. */
type FactsByPhone = readonly (readonly unknown[])[];

/** A session as a phone of its class is told of it. */
export interface News extends Document {
  readonly session: unknown;
  readonly notification: unknown;
}

export interface SameWork extends Weathered {
  readonly professorMs: number;
  readonly professorPolls: number;
}

export interface Pouchdb {
  /** One `_bulk_docs` a phone. */
  readonly insert: (facts: FactsByPhone) => Promise<Weathered>;
  /** Read the checkpoint, ask what is missing, store it, write the checkpoint. */
  readonly push: (facts: FactsByPhone) => Promise<Weathered>;
  /**
   * Every phone pushes, pulls the news of its class and keeps a feed open for more, and a professor watches.
   * @param news for each class; stored before the time is taken
   */
  readonly sync: (facts: FactsByPhone, news: ReadonlyMap<string, readonly News[]>) => Promise<SameWork>;
}

/** Where insert and push store. */
const PLAIN = 'plain';
/** Where every phone of the app pushes, and the professor watches. */
const FACTS = 'facts';
const SOCKETS = 16;

/** @param classIds of each phone */
export async function openPouchdb(target: Target, classIds: readonly string[]): Promise<Pouchdb> {
  const connections = connectionsTo(target.port, SOCKETS);
  const all = async (requests: readonly Buffer[]): Promise<readonly Answer[]> =>
    (await connections.sendAll(requests)).answers;
  const newsDatabases = new Map([...new Set(classIds)].map((classId) => [classId, `news-${classId}`]));
  const databases = [PLAIN, FACTS, ...newsDatabases.values()];
  for (const answer of await all(databases.map((name) => requestBytes('PUT', `/${name}`))))
    bodyOf(answer, 201);
  /** Storms so far; the sequence number that phones, and what they pull, had come to. */
  let storms = 0;
  let lastSeq = 0;

  function checkpointOf(database: string, id: string, facts: number): Checkpoint {
    return { database, id, session: randomUUID(), lastSeq: lastSeq + facts, written: storms };
  }

  return {
    insert: async (facts) => {
      const members = facts.map((of): CrowdMember => {
        const docs = of.map((fact) => ({ _id: factId(fact), fact }));
        const request = postBytes(`/${PLAIN}/_bulk_docs`, JSON.stringify({ docs }));
        return { requests: () => [request], live: null };
      });
      const { weathered, result } = await weather(target, members, facts.flat().length);
      result.served.forEach(({ answers }, at) => {
        const stored = bodyOf(answers[0], 201);
        assert(Array.isArray(stored) && stored.length === facts[at]?.length, 'every document is stored');
        assert(!answers[0]?.body.includes('"error"'), 'none is a conflict');
      });
      return weathered;
    },

    push: async (facts) => {
      const members = facts.map((of): CrowdMember => {
        const docs = of.map((fact) => ({ _id: `r-${factId(fact)}`, fact }));
        const checkpoint = { ...checkpointOf(PLAIN, docs[0]?._id ?? '', of.length), written: 0 };
        const requests = [
          readCheckpoint(checkpoint),
          revsDiff(PLAIN, docs),
          storeRevisions(PLAIN, docs),
          writeCheckpoint(checkpoint),
        ];
        return { requests: () => requests, live: null };
      });
      const { weathered, result } = await weather(target, members, facts.flat().length);
      for (const { answers } of result.served) expectStatuses(answers, '404 200 201 201');
      return weathered;
    },

    sync: async (facts, news) => {
      for (const [classId, database] of newsDatabases) {
        const [stored] = await all([storeRevisions(database, news.get(classId) ?? [])]);
        bodyOf(stored, 201);
      }
      const members = facts.map((of, at): CrowdMember => {
        const classId = classIds[at] ?? '';
        const told = news.get(classId) ?? [];
        const docs = of.map((fact) => ({ _id: factId(fact), fact }));
        const pushed = pushRequests(docs, checkpointOf(FACTS, `push-${at}`, of.length));
        const checkpoint = checkpointOf(newsDatabases.get(classId) ?? '', `pull-${at}`, told.length);
        const requests = pullRequests(told, lastSeq, checkpoint);
        return {
          requests: () => pushed,
          live: { requests, held: feedRequest(checkpoint), heldStatus: 200 },
        };
      });
      const count = facts.flat().length;
      const professor = await watchChanges(target.port, FACTS);
      const seen = professor.sees(count);
      // Awaited below, after the crowd: should that fail first, this failure is no news.
      seen.catch(() => undefined);
      const { weathered, result } = await weather(target, members, count, seen);
      const turn = storms === 0 ? 'first' : 'again';
      result.served.forEach(({ answers, liveAnswers }, at) => {
        expectStatuses(answers, PUSHED[turn]);
        expectStatuses(liveAnswers, PULLED[turn]);
        for (const { _id } of news.get(classIds[at] ?? '') ?? [])
          assert(liveAnswers[4]?.body.includes(`"_id":"${_id}"`) === true, 'every phone has its news');
      });
      storms += 1;
      lastSeq += facts[0]?.length ?? 0;
      const { ms, polls } = await seen;
      return { ...weathered, professorMs: ms, professorPolls: polls };
    },
  };
}

/** What an answer of the product says that others did: a document for each session, with its notification. */
export function newsIn(answer: Answer | undefined): readonly News[] {
  const { changes } = syncResponse.parse(bodyOf(answer, 200));
  const rows = Object.values(changes).flatMap((page) => page.rows.flatMap((row) => parseRow(row) ?? []));
  return rows.flatMap((row) => {
    if (row.type !== 'session') return [];
    const notification = rows.find(
      (other) =>
        other.type === 'notification' && other.kind === 'session_started' && other.sessionId === row.id,
    );
    assert(notification !== undefined, 'a phone is told of every session');
    return [{ _id: row.id, session: row, notification }];
  });
}

function expectStatuses(answers: readonly Answer[], wanted: string): void {
  const statuses = answers.map(({ status }) => status).join(' ');
  assert(statuses === wanted, `a replication is answered ${statuses}`);
}

function factId(fact: unknown): string {
  assert(typeof fact === 'object' && fact !== null && 'id' in fact, 'a fact has an id');
  return String(fact.id);
}
