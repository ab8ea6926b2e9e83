/** What devices ask a server with a term behind it: everything, nothing new, and to take in one more scan. */
import { assert } from '@hazri/domain';
import { syncResponse } from '@hazri/sync-protocol';
import { openCodeScreen, scanOf } from './code-screen.ts';
import { median } from './figures.ts';
import { bodyOf, learn, makeFact, registerPhones, signedSync, syncBytes } from './phones.ts';
import type { Phone } from './phones.ts';
import type { Connections } from './raw-http.ts';
import { connectionsTo } from './raw-http.ts';
import type { ServerProcess } from './server-process.ts';
import type { TermReady } from './term-messages.ts';

const FIRST_SYNCS = 3;
const PULLS = 30;
/** A first sync that takes more never ends. */
const MAX_REQUESTS = 400;
const ROUNDS_OF_SCANS = 3;

/** Of several, the medians. */
export interface FirstSync {
  readonly ms: number;
  readonly slowestMs: number;
  readonly requests: number;
  readonly rows: number;
  readonly plainBytes: number;
  /** As they came over the connection. */
  readonly sentBytes: number;
  readonly cpuMs: number;
}

export interface TermSyncs {
  readonly professor: FirstSync;
  readonly student: FirstSync;
  readonly nothingNewMs: { readonly professor: number; readonly student: number };
  readonly scan: { readonly ms: number; readonly cpuMicros: number; readonly queries: number };
}

export async function measureSyncs(server: ServerProcess, ready: TermReady): Promise<TermSyncs> {
  const connections = connectionsTo(ready.port, 1);
  const cookies = [ready.professor, ...ready.students.map(({ cookie }) => cookie)];
  const [laptop, ...phones] = await registerPhones(connections, cookies);
  const [phone] = phones;
  const [classId] = ready.classIds;
  assert(laptop !== undefined && phone !== undefined && classId !== undefined, 'people have devices');
  const professor = await firstSyncs(server, ready.port, laptop);
  const student = await firstSyncs(server, ready.port, phone);
  for (const other of phones) await syncFully(ready.port, other);
  const nothingNewMs = {
    professor: await pullNothing(connections, laptop),
    student: await pullNothing(connections, phone),
  };
  const screen = await openCodeScreen(connections, laptop);
  const latencies: number[] = [];
  let cpuMicros = 0;
  let queries = 0;
  for (let round = 0; round < ROUNDS_OF_SCANS; round += 1) {
    const [shown] = await screen.open([classId]);
    assert(shown !== undefined, 'a session is shown');
    // What its beginning told them isn't part of what a scan costs.
    for (const scanning of phones) await syncFully(ready.port, scanning);
    const before = await server.usage();
    for (const scanning of phones) {
      const now = Date.now();
      const request = syncBytes(scanning, [makeFact('scan', scanOf(shown, now), now)]);
      const { answers, latenciesMs } = await connections.sendAll([request]);
      learn(scanning, answers[0], 1);
      latencies.push(...latenciesMs);
    }
    const after = await server.usage();
    cpuMicros += after.cpuMicros - before.cpuMicros;
    queries += after.queries - before.queries;
  }
  const scans = ROUNDS_OF_SCANS * phones.length;
  return {
    professor,
    student,
    nothingNewMs,
    scan: { ms: median(latencies), cpuMicros: cpuMicros / scans, queries: queries / scans },
  };
}

async function firstSyncs(server: ServerProcess, port: number, phone: Phone): Promise<FirstSync> {
  const runs: FirstSync[] = [];
  for (let run = 0; run < FIRST_SYNCS; run += 1) {
    phone.held = { epoch: null, cursors: {} };
    const before = await server.usage();
    const synced = await syncFully(port, phone);
    const after = await server.usage();
    runs.push({ ...synced, cpuMs: (after.cpuMicros - before.cpuMicros) / 1_000 });
  }
  const of = (pick: (run: FirstSync) => number) => median(runs.map(pick));
  return {
    ms: of(({ ms }) => ms),
    slowestMs: of(({ slowestMs }) => slowestMs),
    requests: of(({ requests }) => requests),
    rows: of(({ rows }) => rows),
    plainBytes: of(({ plainBytes }) => plainBytes),
    sentBytes: of(({ sentBytes }) => sentBytes),
    cpuMs: of(({ cpuMs }) => cpuMs),
  };
}

/**
 * Asks until there is nothing more, as a browser does: long answers come compressed. Times are the server's and the
 * connection's, without what a device does with the answers.
 */
async function syncFully(port: number, phone: Phone): Promise<Omit<FirstSync, 'cpuMs'>> {
  let [ms, slowestMs, requests, rows, plainBytes, sentBytes] = [0, 0, 0, 0, 0, 0];
  for (let more = true; more; requests += 1) {
    assert(requests < MAX_REQUESTS, 'a sync ends');
    const { body, headers } = signedSync(phone, []);
    const at = performance.now();
    const response = await fetch(`http://127.0.0.1:${port}/api/sync`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body,
    });
    const answer = { status: response.status, retryAfterSeconds: null, body: await response.text() };
    const took = performance.now() - at;
    ms += took;
    slowestMs = Math.max(slowestMs, took);
    plainBytes += Buffer.byteLength(answer.body);
    sentBytes += Number(response.headers.get('content-length'));
    const { changes } = syncResponse.parse(bodyOf(answer, 200));
    rows += Object.values(changes).reduce((sum, scope) => sum + scope.rows.length, 0);
    more = Object.values(changes).some((scope) => scope.more);
    learn(phone, answer, 0);
  }
  return { ms, slowestMs, requests, rows, plainBytes, sentBytes };
}

async function pullNothing(connections: Connections, phone: Phone): Promise<number> {
  const latencies: number[] = [];
  for (let pull = 0; pull < PULLS; pull += 1) {
    const { answers, latenciesMs } = await connections.sendAll([syncBytes(phone, [])]);
    learn(phone, answers[0], 0);
    latencies.push(...latenciesMs);
  }
  return median(latencies);
}
