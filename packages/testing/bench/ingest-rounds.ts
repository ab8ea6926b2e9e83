/** The rounds of the ingest benchmark on one server. */
import { assert } from '@hazri/domain';
import { openBareTable } from './bare.ts';
import { openCodeScreen } from './code-screen.ts';
import type { IngestReport, Round } from './ingest-report.ts';
import { reportOf } from './ingest-report.ts';
import type { Load } from './ingest-round.ts';
import { measureEmpty, measureScans } from './ingest-round.ts';
import type { LoadTarget } from './load-target.ts';
import { startLoadTarget } from './load-target.ts';
import { learn, registerPhones, syncBytes } from './phones.ts';
import { connectionsTo } from './raw-http.ts';

const STUDENTS = 1_000;
const CLASSES = 10;
/** Those who send many scans at once: the first classes. */
const RETURNING_STUDENTS = 200;
const SCANS_OF_RETURNING = 20;
const ROUNDS = 5;
const WARM_UP_ROUNDS = 1;
/** Requests in flight at a time. */
const SOCKETS = 256;

/** @param profile file for a CPU profile of the server; null for none */
export async function measureIngest(profile: string | null): Promise<IngestReport> {
  const server = await startLoadTarget({ students: STUDENTS, classes: CLASSES, profile });
  try {
    return reportOf(await measureRounds(server), SCANS_OF_RETURNING);
  } finally {
    await server.stop();
  }
}

async function measureRounds(target: LoadTarget): Promise<readonly Round[]> {
  const { port, emptyPort, professor, students, classIds } = target.ready;
  const connections = connectionsTo(port, SOCKETS);
  const emptyConnections = connectionsTo(emptyPort, SOCKETS);
  const bareTable = await openBareTable(target.dir);
  try {
    const cookies = [professor, ...students].map(({ cookie }) => cookie);
    const [laptop, ...phones] = await registerPhones(connections, cookies);
    assert(laptop !== undefined, 'the professor has a laptop');
    // Every phone has synced before: what it pulls with a scan is what's new.
    const first = await connections.sendAll(phones.map((phone) => syncBytes(phone, [])));
    phones.forEach((phone, at) => learn(phone, first.answers[at], 0));
    const perClass = STUDENTS / CLASSES;
    const one: Load = {
      server: target,
      connections,
      screen: await openCodeScreen(connections, laptop),
      table: bareTable,
      phones: phones.map((phone, at) => ({ phone, classId: classIds[Math.floor(at / perClass)] ?? '' })),
      scansPerRequest: 1,
    };
    const many: Load = {
      ...one,
      phones: one.phones.slice(0, RETURNING_STUDENTS),
      scansPerRequest: SCANS_OF_RETURNING,
    };
    const rounds: Round[] = [];
    for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round += 1) {
      const emptyPosts = await measureEmpty(emptyConnections, STUDENTS);
      rounds.push({ emptyPosts, one: await measureScans(one), many: await measureScans(many) });
    }
    return rounds.slice(WARM_UP_ROUNDS);
  } finally {
    bareTable.close();
  }
}
