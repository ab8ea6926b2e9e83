/** One measurement of a shape of load: scans through the whole server, then its parts bare, on the same tokens. */
import { randomBytes } from 'node:crypto';
import { assert, uuidv7 } from '@hazri/domain';
import type { BareRow, BareTable } from './bare.ts';
import { verifyBare } from './bare.ts';
import type { CodeScreen, ShownSession } from './code-screen.ts';
import { scanOf } from './code-screen.ts';
import { quantile } from './figures.ts';
import type { Phone } from './phones.ts';
import { learnFinal, makeFact, syncBytes } from './phones.ts';
import type { Connections } from './raw-http.ts';
import { postBytes } from './raw-http.ts';
import type { LoadTarget } from './load-target.ts';

export interface Load {
  readonly server: LoadTarget;
  readonly connections: Connections;
  readonly screen: CodeScreen;
  readonly table: BareTable;
  /** Each with the class of its owner; each student and device sends one request a round. */
  readonly phones: readonly { readonly phone: Phone; readonly classId: string }[];
  readonly scansPerRequest: number;
}

/** Rates are per second; scans carry two tokens each. */
export interface Measured {
  readonly scans: number;
  readonly requests: number;
  readonly serverCpuMicrosPerScan: number;
  readonly scansPerCommit: number;
  /** Reads that the server asks of the database, a flush's share included. */
  readonly queriesPerRequest: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Scans whose MACs are checked and nothing else. */
  readonly bareMac: number;
  /** Rows inserted, a commit for every request's worth, a statement a row. */
  readonly bareInsert: number;
  /** Rows inserted, a commit for as many as the server's own commits held, in one statement. */
  readonly bareGroupInsert: number;
}

export async function measureScans(load: Load): Promise<Measured> {
  const { server, connections, phones, scansPerRequest, table } = load;
  const { requests, rows, sessions } = await prepare(load);
  const before = await server.usage();
  const { seconds, answers, latenciesMs } = await connections.sendAll(requests);
  const after = await server.usage();
  // A verdict of `review` for scans that had to wait on a busy machine costs as much as any other.
  phones.forEach(({ phone }, at) => learnFinal(phone, answers[at], scansPerRequest));
  const scans = phones.length * scansPerRequest;
  const commits = after.commits - before.commits;
  assert(commits > 0, 'the server committed what it acknowledged');
  return {
    scans: scans / seconds,
    requests: requests.length / seconds,
    serverCpuMicrosPerScan: (after.cpuMicros - before.cpuMicros) / scans,
    scansPerCommit: scans / commits,
    queriesPerRequest: (after.queries - before.queries) / requests.length,
    p50Ms: quantile(latenciesMs, 0.5),
    p99Ms: quantile(latenciesMs, 0.99),
    bareMac: scans / verifyBare(sessions.flatMap(({ tokens }) => tokens)),
    bareInsert: scans / (await table.insert(rows, scansPerRequest)),
    bareGroupInsert: scans / (await table.insertMany(rows, Math.ceil(scans / commits))),
  };
}

interface Prepared {
  readonly requests: readonly Buffer[];
  /** The facts that the requests carry. */
  readonly rows: readonly BareRow[];
  /** What each scan saw. */
  readonly sessions: readonly ShownSession[];
}

/** New sessions for every request to scan, and every request signed. */
async function prepare({ phones, scansPerRequest, screen }: Load): Promise<Prepared> {
  const classIds = [...new Set(phones.map(({ classId }) => classId))];
  const shown = await screen.open(
    classIds.flatMap((classId) => Array.from({ length: scansPerRequest }, () => classId)),
  );
  const sessionsOf = new Map(
    classIds.map((classId, at) => [classId, shown.slice(at * scansPerRequest, (at + 1) * scansPerRequest)]),
  );
  const rows: BareRow[] = [];
  const sessions: ShownSession[] = [];
  const requests = phones.map(({ phone, classId }) => {
    const facts = (sessionsOf.get(classId) ?? []).map((session) => {
      const now = Date.now();
      const fact = makeFact('scan', scanOf(session, now), now);
      sessions.push(session);
      rows.push({ id: uuidv7(now, randomBytes(10)), json: JSON.stringify(fact) });
      return fact;
    });
    return syncBytes(phone, facts);
  });
  return { requests, rows, sessions };
}

/** Empty POSTs a second over the same HTTP stack. */
export async function measureEmpty(connections: Connections, count: number): Promise<number> {
  const requests = Array.from({ length: count }, () => postBytes('/empty', '{}'));
  const { seconds, answers } = await connections.sendAll(requests);
  assert(answers.length === count && answers.every(({ status }) => status === 200), 'every one is answered');
  return count / seconds;
}
