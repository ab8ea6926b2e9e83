/**
 * `pnpm bench:import`: how long do other requests take while 5,000 people are imported? The server runs in a process
 * of its own; this one asks it for a small page of the roster the whole time, before the import and during it.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importJob } from '@hazri/sync-protocol/api/roster';
import { quantile, table } from './figures.ts';
import { asImportTarget } from './import-messages.ts';
import type { ImportTarget } from './import-messages.ts';

const PEOPLE = 5_000;
const QUIET_MS = 2_000;
/** An import that takes longer is broken, and so is this run. */
const MAX_IMPORT_MS = 300_000;
const PAUSE_MS = 5;
/** Sessions that the class has behind it: none at the start of a term, sixty at its end. */
const SESSIONS = [0, 60];

const SERVER = join(dirname(fileURLToPath(import.meta.url)), 'import-server.ts');
const FILE = [
  'Roll No,Name,E-mail',
  ...Array.from({ length: PEOPLE }, (_, at) => `N${at},Person Number${at},n${at}@acem.ac.in`),
].join('\n');

for (const sessions of SESSIONS) await round(sessions);

async function round(sessions: number): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'hazri-bench-'));
  const child = fork(SERVER, [join(dir, 'data'), String(sessions)]);
  const vanish = () => {
    child.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  };
  process.once('exit', vanish);
  const [message] = (await once(child, 'message')) as readonly unknown[];
  const target = asImportTarget(message);
  const quietUntil = Date.now() + QUIET_MS;
  const quiet = await askWhile(target, () => Date.now() < quietUntil);

  const path = `/api/classes/${target.classId}/enrolments/import`;
  const startedAt = performance.now();
  const body = JSON.stringify({ fileName: 'bench.csv', file: Buffer.from(FILE).toString('base64') });
  const starting = fetch(`${target.url}${path}`, {
    method: 'POST',
    headers: { cookie: target.cookie, 'content-type': 'application/json' },
    body,
  }).then(async (response) => importJob.parse(await response.json()));
  let running = true;
  const during = askWhile(target, () => running);
  const { jobId } = await starting;
  const giveUpAt = Date.now() + MAX_IMPORT_MS;
  let job = importJob.parse(await read(target, `${path}/${jobId}`));
  while (job.state === 'running' && Date.now() < giveUpAt) {
    await new Promise((wake) => setTimeout(wake, 100));
    job = importJob.parse(await read(target, `${path}/${jobId}`));
  }
  running = false;
  const tookMs = performance.now() - startedAt;
  const busy = await during;
  if (job.state !== 'done' || job.joined !== PEOPLE)
    throw new Error(`the import ended as ${JSON.stringify(job)}`);
  const rows = [
    ['another request', 'p50 ms', 'p99 ms', 'longest ms', 'requests'],
    ['before it', ...figures(quiet)],
    ['during it', ...figures(busy)],
  ];
  const seconds = (tookMs / 1_000).toFixed(1);
  const perSecond = Math.round((PEOPLE / tookMs) * 1_000);
  console.log(`
${PEOPLE} people into a class with ${sessions} sessions behind it: ${seconds} s, ${perSecond} a second
${table(rows)}`);
  process.off('exit', vanish);
  vanish();
}

function figures(latencies: readonly number[]): readonly string[] {
  const ms = [quantile(latencies, 0.5), quantile(latencies, 0.99), Math.max(...latencies)];
  return [...ms.map((figure) => figure.toFixed(1)), String(latencies.length)];
}

/** Latencies of a request for ten names, one after another, ms. */
async function askWhile(target: ImportTarget, goesOn: () => boolean): Promise<readonly number[]> {
  const latencies: number[] = [];
  while (goesOn()) {
    const at = performance.now();
    await read(target, `/api/classes/${target.otherClassId}/enrolments?limit=10`);
    latencies.push(performance.now() - at);
    await new Promise((wake) => setTimeout(wake, PAUSE_MS));
  }
  return latencies;
}

async function read(target: ImportTarget, path: string): Promise<unknown> {
  const response = await fetch(`${target.url}${path}`, { headers: { cookie: target.cookie } });
  if (!response.ok) throw new Error(`${path} answers ${response.status}`);
  return response.json();
}
