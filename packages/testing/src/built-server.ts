/** The product as it is shipped, `dist/main.js` in a process of its own, laid out in a folder where tests may break it. */
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from './free-port.ts';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const SERVER_PACKAGE = join(ROOT, 'sync-server');
const WEB_BUILD = join(ROOT, 'web', 'build');
const RUNNING = 'Hazri is running at ';
/** A start that neither listens nor ends within this is a failure. */
const START_PATIENCE_MS = 60_000;

export interface Installation {
  /** Where it is laid out; goes with `remove`. */
  readonly folder: string;
  /** What demo mode, which alone has accounts, keeps its data in. */
  readonly demoDataDir: string;
  readonly migrationsDir: string;
  readonly remove: () => void;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface BuiltServer {
  readonly pid: number;
  /** `http://127.0.0.1:port`, whatever its public address. */
  readonly origin: string;
  readonly port: number;
  /** What it said so far on standard error. */
  readonly complaints: () => string;
  /** Resolves when the process is gone. */
  readonly end: (signal: NodeJS.Signals) => Promise<Ended>;
}

export interface Launch {
  readonly env?: Readonly<Record<string, string>>;
  /** Largest file that the process may write, as `ulimit -f` sets it; can be lifted with `limitFiles`. */
  readonly maxFileBytes?: number;
}

/** A copy, so that its data and its migrations are a test's own. */
export function install(): Installation {
  if (!existsSync(join(SERVER_PACKAGE, 'dist', 'main.js'))) {
    throw new Error('The server is not built: run `pnpm build` first (`pnpm test` does).');
  }
  const folder = mkdtempSync(join(tmpdir(), 'hazri-installed-'));
  const app = join(folder, 'app');
  mkdirSync(app);
  for (const part of ['dist', 'drizzle', 'package.json'])
    cpSync(join(SERVER_PACKAGE, part), join(app, part), { recursive: true });
  symlinkSync(join(SERVER_PACKAGE, 'node_modules'), join(app, 'node_modules'));
  return {
    folder,
    demoDataDir: join(folder, 'demo-data'),
    migrationsDir: join(app, 'drizzle'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function launch({ folder }: Installation, { env = {}, maxFileBytes }: Launch) {
  const port = Number(env['PORT'] ?? (await freePort()));
  const main = join(folder, 'app', 'dist', 'main.js');
  const limit = [`--fsize=${maxFileBytes ?? 'unlimited'}:unlimited`, process.execPath];
  const [command, args] =
    maxFileBytes === undefined ? [process.execPath, [main]] : ['prlimit', [...limit, main]];
  const child = spawn(command, args, {
    env: { PATH: process.env['PATH'] ?? '', WEB_DIR: WEB_BUILD, ...env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  let wake: () => void = () => undefined;
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    wake();
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  const listening = new Promise<'listening'>((resolve) => {
    wake = () => {
      if (stdout.includes(RUNNING)) resolve('listening');
    };
  });
  return { child, port, ended, listening, complaints: () => stderr };
}

/** @throws when it ends, or nothing happens, before it listens */
export async function startBuilt(installation: Installation, options: Launch = {}): Promise<BuiltServer> {
  const { child, port, ended, listening, complaints } = await launch(installation, options);
  const timer = setTimeout(() => child.kill('SIGKILL'), START_PATIENCE_MS);
  const first = await Promise.race([listening, ended]);
  clearTimeout(timer);
  if (first !== 'listening') {
    throw new Error(`the server ended with ${first.code} before it listened: ${first.stdout}${first.stderr}`);
  }
  return {
    // A process that listens has one.
    pid: child.pid ?? 0,
    origin: `http://127.0.0.1:${port}`,
    port,
    complaints,
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
  };
}

/** A start that is expected to fail. @throws when it listens instead */
export async function refusedStart(installation: Installation, options: Launch = {}): Promise<Ended> {
  const { child, ended, listening } = await launch(installation, options);
  const timer = setTimeout(() => child.kill('SIGKILL'), START_PATIENCE_MS);
  const first = await Promise.race([ended, listening]);
  clearTimeout(timer);
  if (first !== 'listening') return first;
  child.kill('SIGKILL');
  await ended;
  throw new Error('it started');
}

/** Starts it and kills it at the first moment that `now` says so; null when it listened before. */
export async function killDuringStart(
  installation: Installation,
  now: () => boolean,
  options: Launch = {},
): Promise<Ended | null> {
  const { child, ended, listening } = await launch(installation, options);
  const watch = setInterval(() => {
    if (now()) child.kill('SIGKILL');
  }, 1);
  const first = await Promise.race([ended, listening]);
  clearInterval(watch);
  if (first !== 'listening') return first;
  child.kill('SIGKILL');
  await ended;
  return null;
}
