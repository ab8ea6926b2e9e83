/** How long the operator's commands take on a term's data, and how much memory. */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SERVER_PACKAGE, termEnvironment } from './term-config.ts';

/** A command that takes longer hangs. */
const END_WITHIN_MS = 10 * 60_000;
const LOOK_EVERY_MS = 20;

export interface Command {
  readonly name: string;
  readonly ms: number;
  readonly peakResidentBytes: number;
}

export async function measureCommands(dataDir: string): Promise<readonly Command[]> {
  const copy = join(dataDir, 'bench-backup.db');
  rmSync(copy, { force: true });
  const commands: Command[] = [];
  for (const args of [['backup', copy], ['check'], ['rebuild', '--dry-run']])
    commands.push(await run(dataDir, args));
  rmSync(copy, { force: true });
  return commands;
}

/** @throws unless it ends with 0: a rebuild that finds differences is a fault of the data or of the product */
async function run(dataDir: string, args: readonly string[]): Promise<Command> {
  const began = performance.now();
  const child = spawn(process.execPath, [join(SERVER_PACKAGE, 'src', 'hazri.ts'), ...args], {
    env: { ...process.env, ...termEnvironment(dataDir) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  let peakResidentBytes = 0;
  const look = setInterval(() => {
    peakResidentBytes = Math.max(peakResidentBytes, peakOf(child.pid ?? 0));
  }, LOOK_EVERY_MS);
  const late = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
  const code = await new Promise<number | null>((resolve) => child.once('exit', resolve));
  clearInterval(look);
  clearTimeout(late);
  if (code !== 0) throw new Error(`hazri ${args.join(' ')} ends with ${code ?? 'a signal'}: ${said}`);
  const name = args.filter((arg) => !arg.startsWith('/')).join(' ');
  return { name: `hazri ${name}`, ms: performance.now() - began, peakResidentBytes };
}

/** As Linux counts it; 0 elsewhere, and once the process is over. */
function peakOf(pid: number): number {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes ?? 0) * 1_024;
  } catch {
    return 0;
  }
}
