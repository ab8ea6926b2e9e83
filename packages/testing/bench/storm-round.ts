/** One storm: the same facts into the product with a professor watching, into the bare prototype, into PouchDB. */
import { cpuUsage } from 'node:process';
import { assert } from '@hazri/domain';
import type { CodeScreen } from './code-screen.ts';
import { scanOf } from './code-screen.ts';
import type { CrowdMember, CrowdResult } from './crowd.ts';
import { sendCrowd } from './crowd.ts';
import { quantile } from './figures.ts';
import type { Phone } from './phones.ts';
import { bodyOf, learnFinal, liveHandshake, makeFact, syncBytes } from './phones.ts';
import { postBytes, requestBytes } from './raw-http.ts';
import type { ServerProcess } from './server-process.ts';
import type { WatchingProfessor } from './watching-professor.ts';

/** A server that a crowd is sent to. */
export interface Target {
  readonly process: ServerProcess;
  readonly port: number;
}

export interface Storm {
  readonly product: Target;
  readonly prototype: Target;
  /** null where it isn't compared with. */
  readonly pouchdb: Target | null;
  readonly screen: CodeScreen;
  readonly professor: WatchingProfessor;
  /** Each with the class of its owner. */
  readonly phones: readonly { readonly phone: Phone; readonly classId: string }[];
  readonly factsPerPhone: number;
}

/** What a crowd found at one server. */
export interface Weathered {
  /** From the first connection until the last fact was acknowledged. */
  readonly durableMs: number;
  readonly factsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly slowestMs: number;
  readonly upBytesPerPhone: number;
  readonly downBytesPerPhone: number;
  /** All of its CPU time until the crowd is served and, at the product, the professor too. */
  readonly cpuMicrosPerFact: number;
  /** Of the crowd’s own process, until the last answer. */
  readonly loadMicrosPerFact: number;
  readonly peakResidentBytes: number;
  /** Tries that were answered 503. */
  readonly refusals: number;
}

export interface StormRound {
  readonly product: Weathered;
  /** Facts that the server saw so late that the phone’s clock is in doubt. */
  readonly reviews: number;
  readonly professorMs: number;
  readonly professorPulls: number;
  readonly prototype: Weathered;
  /** Documents stored and nothing else. */
  readonly pouchdb: Weathered | null;
  /** As PouchDB's own client hands documents over. */
  readonly replicating: Weathered | null;
}

export async function weatherStorm(storm: Storm): Promise<StormRound> {
  const { product, prototype, pouchdb, professor, phones, factsPerPhone } = storm;
  const factsByPhone = await scanScreens(storm);
  const count = phones.length * factsPerPhone;
  const members = phones.map(({ phone }, at): CrowdMember => {
    const first = syncBytes(phone, factsByPhone[at] ?? []);
    let tries = 0;
    return {
      // The first is signed before the storm: it's the server that is measured.
      requests: () => [tries++ === 0 ? first : syncBytes(phone, factsByPhone[at] ?? [])],
      handshake: liveHandshake(phone),
    };
  });
  const seen = professor.seesScans(count);
  // Awaited below, after the crowd: should that fail first, this failure is no news.
  seen.catch(() => undefined);
  const { weathered, result } = await weather(product, members, count, seen);
  const reviews = phones.reduce(
    (sum, { phone }, at) => sum + learnFinal(phone, result.served[at]?.answers[0], factsPerPhone),
    0,
  );
  const bare = await weather(prototype, members, count);
  for (const { answers } of bare.result.served)
    assert(answers[0]?.body === `{"accepted":${factsPerPhone}}`, 'the prototype takes every scan');
  const { ms, pulls } = await seen;
  return {
    product: weathered,
    reviews,
    professorMs: ms,
    professorPulls: pulls,
    prototype: bare.weathered,
    pouchdb: pouchdb && (await weatherPouchdb(pouchdb, factsByPhone)),
    replicating: pouchdb && (await weatherReplicating(pouchdb, factsByPhone)),
  };
}

async function weather(
  { process, port }: Target,
  members: readonly CrowdMember[],
  facts: number,
  until?: Promise<unknown>,
): Promise<{ readonly weathered: Weathered; readonly result: CrowdResult }> {
  const before = await process.usage();
  const idle = cpuUsage();
  const result = await sendCrowd(port, members);
  const load = cpuUsage(idle);
  try {
    await until;
    const after = await process.usage();
    const trips = result.served.map(({ roundTripMs }) => roundTripMs);
    const weathered: Weathered = {
      durableMs: result.seconds * 1_000,
      factsPerSecond: facts / result.seconds,
      p50Ms: quantile(trips, 0.5),
      p99Ms: quantile(trips, 0.99),
      slowestMs: Math.max(...trips),
      upBytesPerPhone: result.upBytes / members.length,
      downBytesPerPhone: result.downBytes / members.length,
      cpuMicrosPerFact: (after.cpuMicros - before.cpuMicros) / facts,
      loadMicrosPerFact: (load.user + load.system) / facts,
      peakResidentBytes: after.peakResidentBytes,
      refusals: result.served.reduce((sum, { refusals }) => sum + refusals, 0),
    };
    return { weathered, result };
  } finally {
    result.leave();
  }
}

/** New sessions for the round; every phone has seen its class's codes. */
async function scanScreens({
  screen,
  phones,
  factsPerPhone,
  prototype,
}: Storm): Promise<readonly (readonly unknown[])[]> {
  const classIds = [...new Set(phones.map(({ classId }) => classId))];
  const shown = await screen.open(
    classIds.flatMap((classId) => Array.from({ length: factsPerPhone }, () => classId)),
  );
  await prototype.process.ask({
    sessionKeys: shown.map(({ ref, tokens }) => [ref, tokens[0]?.key.export().toString('base64url')]),
  });
  const shownTo = new Map(
    classIds.map((classId, at) => [classId, shown.slice(at * factsPerPhone, (at + 1) * factsPerPhone)]),
  );
  return phones.map(({ classId }) =>
    (shownTo.get(classId) ?? []).map((session) => {
      const now = Date.now();
      return makeFact('scan', scanOf(session, now), now);
    }),
  );
}

export const POUCHDB_DATABASE = 'hazri';

/** The same facts as documents, one `_bulk_docs` a phone. */
async function weatherPouchdb(
  target: Target,
  factsByPhone: readonly (readonly unknown[])[],
): Promise<Weathered> {
  const members = factsByPhone.map((facts): CrowdMember => {
    const docs = facts.map((fact) => ({ _id: factId(fact), fact }));
    const request = postBytes(`/${POUCHDB_DATABASE}/_bulk_docs`, JSON.stringify({ docs }));
    return { requests: () => [request], handshake: null };
  });
  const { weathered, result } = await weather(target, members, factCount(factsByPhone));
  result.served.forEach(({ answers }, at) => {
    const stored = bodyOf(answers[0], 201);
    assert(Array.isArray(stored) && stored.length === factsByPhone[at]?.length, 'every document is stored');
    assert(!answers[0]?.body.includes('"error"'), 'none is a conflict');
  });
  return weathered;
}

/**
 * The same facts as other documents, handed over as PouchDB replicates: read the checkpoint, ask what is missing,
 * store it, write the checkpoint.
 */
async function weatherReplicating(
  target: Target,
  factsByPhone: readonly (readonly unknown[])[],
): Promise<Weathered> {
  const members = factsByPhone.map((facts): CrowdMember => {
    const docs = facts.map((fact) => ({ _id: `r-${factId(fact)}`, _rev: FIRST_REVISION, fact }));
    const missing = Object.fromEntries(docs.map(({ _id }) => [_id, [FIRST_REVISION]]));
    const checkpoint = `/${POUCHDB_DATABASE}/_local/${docs[0]?._id ?? ''}`;
    const requests = [
      requestBytes('GET', checkpoint),
      postBytes(`/${POUCHDB_DATABASE}/_revs_diff`, JSON.stringify(missing)),
      postBytes(`/${POUCHDB_DATABASE}/_bulk_docs`, JSON.stringify({ docs, new_edits: false })),
      requestBytes('PUT', checkpoint, JSON.stringify({ last_seq: docs.length })),
    ];
    return { requests: () => requests, handshake: null };
  });
  const { weathered, result } = await weather(target, members, factCount(factsByPhone));
  for (const { answers } of result.served) {
    const statuses = answers.map(({ status }) => status).join(' ');
    assert(statuses === '404 200 201 201', `a first replication is answered ${statuses}`);
  }
  return weathered;
}

/** Generation and digest; any digest will do for a document that nobody changes. */
const FIRST_REVISION = `1-${'0'.repeat(32)}`;

function factCount(factsByPhone: readonly (readonly unknown[])[]): number {
  return factsByPhone.reduce((sum, facts) => sum + facts.length, 0);
}

function factId(fact: unknown): string {
  assert(typeof fact === 'object' && fact !== null && 'id' in fact, 'a fact has an id');
  return String(fact.id);
}
