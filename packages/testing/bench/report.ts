/**
 * `pnpm bench:report`: 1,000 students in 60 sessions. How long until the report opens, and until its exports have
 * arrived, and how much memory the server holds meanwhile? It runs in a process of its own.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median, rounded, table } from './figures.ts';
import { asImportTarget } from './import-messages.ts';

const STUDENTS = 1_000;
const SESSIONS = 60;
const RUNS = 7;
const SERVER = join(dirname(fileURLToPath(import.meta.url)), 'import-server.ts');

const dir = mkdtempSync(join(tmpdir(), 'hazri-bench-'));
const child = fork(SERVER, [join(dir, 'data'), String(SESSIONS), String(STUDENTS)]);
const vanish = () => {
  child.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
};
process.once('exit', vanish);
const [message] = (await once(child, 'message')) as readonly unknown[];
const { url, cookie, classId } = asImportTarget(message);

const rows: string[][] = [['', 'first ms', 'median ms', 'bytes', 'server’s memory after, MB']];
for (const [name, path] of [
  ['report, opened', 'report'],
  ['summary', 'summary'],
  ['export, CSV', 'report?format=csv'],
  ['export, XLSX', 'report?format=xlsx'],
] as const) {
  const taken: number[] = [];
  let bytes = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const at = performance.now();
    const response = await fetch(`${url}/api/classes/${classId}/${path}`, { headers: { cookie } });
    if (!response.ok) throw new Error(`${path} answers ${response.status}`);
    bytes = (await response.arrayBuffer()).byteLength;
    taken.push(performance.now() - at);
  }
  rows.push([
    name,
    String(rounded(taken[0] ?? Number.NaN)),
    String(rounded(median(taken))),
    bytes.toLocaleString('en'),
    String(memoryMb()),
  ]);
}
console.log(`\n${STUDENTS} students, ${SESSIONS} sessions, ${RUNS} runs each\n${table(rows)}`);
vanish();
process.off('exit', vanish);

/** Of the server's process, as Linux counts it. */
function memoryMb(): number {
  const [, kilobytes] =
    /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid ?? 0}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1_024);
}
