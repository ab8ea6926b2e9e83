/** A server under load in a child process with a folder of its own; it ends without a trace. */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Usage } from './server-usage.ts';
import { asUsage } from './server-usage.ts';

const END_WITHIN_MS = 10_000;

export interface ServerProcess {
  /** The first thing it said. */
  readonly ready: unknown;
  /** Goes when it stops; the server's data is in it. */
  readonly dir: string;
  /** Says something and waits for the answer. */
  readonly ask: (message: object | string) => Promise<unknown>;
  readonly usage: () => Promise<Usage>;
  /** Lets it end, kills it if it doesn't, removes its data. */
  readonly stop: () => Promise<void>;
}

/** @param argsIn the arguments of `entry`, for the folder it is given */
export async function startServerProcess(
  entry: string,
  argsIn: (dir: string) => readonly string[],
): Promise<ServerProcess> {
  const dir = mkdtempSync(join(tmpdir(), 'hazri-bench-'));
  const child = fork(entry, [...argsIn(dir)]);
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
  const ask = (message: object | string): Promise<unknown> => {
    child.send(message);
    return nextMessage(child);
  };
  try {
    return {
      dir,
      ready: await nextMessage(child),
      ask,
      usage: async () => asUsage(await ask('usage')),
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
