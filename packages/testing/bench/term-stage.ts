/** Everything that is measured of one college: the server with its data, what devices and people ask, and the commands. */
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WatchedStatement } from '@hazri/sync-server/testing/watch-statements';
import { median } from './figures.ts';
import { startServerProcess } from './server-process.ts';
import type { ServerProcess } from './server-process.ts';
import type { Command } from './term-commands.ts';
import { measureCommands } from './term-commands.ts';
import type { Chore, Done } from './term-messages.ts';
import { asDone, asStatements, asTermReady } from './term-messages.ts';
import type { TermReady } from './term-messages.ts';
import type { PhoneFigures } from './term-phone.ts';
import { measurePhone } from './term-phone.ts';
import { termRequests } from './term-requests.ts';
import type { TermSyncs } from './term-syncs.ts';
import { measureSyncs } from './term-syncs.ts';

const SERVER = join(dirname(fileURLToPath(import.meta.url)), 'term-server.ts');
const RUNS = 7;
const SLOW_MS = 20;

export interface Asked {
  readonly name: string;
  readonly ms: number;
  readonly bytes: number;
}

export interface Stage {
  readonly sessions: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly databaseBytes: number;
  /** Of the log beside the database, after everything that was measured. */
  readonly logBytes: number;
  readonly startMs: number;
  readonly residentBytes: number;
  readonly peakResidentBytes: number;
  readonly syncs: TermSyncs;
  readonly requests: readonly Asked[];
  readonly chores: Readonly<Record<Chore, Done>>;
  readonly commands: readonly Command[];
  /** null when it wasn't tried. */
  readonly phone: PhoneFigures | null;
  /** Worth a look: they walk through a growing table, or took long. */
  readonly statements: readonly WatchedStatement[];
}

/** @param withPhone also on a device, which needs the built app */
export async function measureStage(dataDir: string, sessions: number, withPhone: boolean): Promise<Stage> {
  const { ready, ...stage } = await measureServer(dataDir, sessions);
  return { ...stage, phone: withPhone ? await measurePhone(dataDir, ready) : null };
}

async function measureServer(
  dataDir: string,
  sessions: number,
): Promise<Omit<Stage, 'phone'> & { readonly ready: TermReady }> {
  const databaseBytes = statSync(join(dataDir, 'hazri.db')).size;
  const commands = await measureCommands(dataDir);
  const server = await startServerProcess(SERVER, () => [dataDir]);
  try {
    const ready = asTermReady(server.ready);
    const { residentBytes } = await server.usage();
    const syncs = await measureSyncs(server, ready);
    const requests = await measureRequests(ready);
    const alerts = await timeChore(server, 'alerts');
    const forget = await timeChore(server, 'forget');
    const sweep = await timeChore(server, 'sweep');
    const { peakResidentBytes } = await server.usage();
    return {
      ready,
      sessions,
      counts: ready.counts,
      databaseBytes,
      logBytes: statSync(join(dataDir, 'hazri.db-wal')).size,
      startMs: ready.startMs,
      residentBytes,
      peakResidentBytes,
      syncs,
      requests,
      chores: { alerts, sweep, forget },
      commands,
      statements: asStatements(await server.ask('statements')).filter(
        ({ walks, longestMs }) => walks.length > 0 || longestMs >= SLOW_MS,
      ),
    };
  } finally {
    await server.stop();
  }
}

async function timeChore(server: ServerProcess, chore: Chore): Promise<Done> {
  return asDone(await server.ask(chore));
}

async function measureRequests(ready: TermReady): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  for (const { name, path, cookie } of termRequests(ready)) {
    const taken: number[] = [];
    let bytes = 0;
    for (let run = 0; run < RUNS; run += 1) {
      const at = performance.now();
      const response = await fetch(`${ready.url}${path}`, { headers: { cookie } });
      bytes = (await response.arrayBuffer()).byteLength;
      taken.push(performance.now() - at);
      if (!response.ok) throw new Error(`${path} answers ${response.status}`);
    }
    asked.push({ name, ms: median(taken), bytes });
  }
  return asked;
}
