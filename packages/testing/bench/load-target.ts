/** Starts the server under load in a child process with data of its own, and ends it without a trace. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Ready, Usage } from './ingest-messages.ts';
import { asReady, asUsage } from './ingest-messages.ts';

const ENTRY = join(dirname(fileURLToPath(import.meta.url)), 'ingest-server.ts');
const END_WITHIN_MS = 10_000;

export interface LoadTarget {
  readonly ready: Ready;
  /** Goes when it stops; the server's data is in it. */
  readonly dir: string;
  readonly usage: () => Promise<Usage>;
  /** Lets it end, kills it if it doesn't, removes its data. */
  readonly stop: () => Promise<void>;
}

export interface Wanted {
  readonly students: number;
  readonly classes: number;
  /** File for a CPU profile of the server under load (`.cpuprofile`); null for none. */
  readonly profile: string | null;
}

export async function startLoadTarget({ students, classes, profile }: Wanted): Promise<LoadTarget> {
  const dir = mkdtempSync(join(tmpdir(), 'hazri-bench-'));
  const args = [join(dir, 'data'), String(students), String(classes)];
  const child = fork(ENTRY, profile === null ? args : [...args, profile]);
  // However this process ends, by hand too: neither the server nor its data stays.
  const vanish = (): void => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  };
  process.once('exit', vanish);
  const stop = async (): Promise<void> => {
    await ended(child);
    process.off('exit', vanish);
    vanish();
  };
  try {
    return {
      dir,
      ready: asReady(await nextMessage(child)),
      usage: async () => {
        child.send('usage');
        return asUsage(await nextMessage(child));
      },
      stop,
    };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

function nextMessage(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = (): void => reject(new Error('the server under load ended'));
    if (child.exitCode !== null || child.signalCode !== null) {
      onExit();
      return;
    }
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const force = setTimeout(() => child.kill('SIGKILL'), END_WITHIN_MS);
    child.once('exit', () => {
      clearTimeout(force);
      resolve();
    });
    if (child.connected) child.disconnect();
  });
}
