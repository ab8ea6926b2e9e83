/** The product's server under load, in a process of its own. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Ready } from './ingest-messages.ts';
import { asReady } from './ingest-messages.ts';
import type { ServerProcess } from './server-process.ts';
import { startServerProcess } from './server-process.ts';

const ENTRY = join(dirname(fileURLToPath(import.meta.url)), 'ingest-server.ts');

export interface LoadTarget extends ServerProcess {
  readonly ready: Ready;
}

export interface Wanted {
  readonly students: number;
  readonly classes: number;
  /** File for a CPU profile of the server under load (`.cpuprofile`); null for none. */
  readonly profile: string | null;
}

export async function startLoadTarget({ students, classes, profile }: Wanted): Promise<LoadTarget> {
  const server = await startServerProcess(ENTRY, (dir) => [
    join(dir, 'data'),
    String(students),
    String(classes),
    ...(profile === null ? [] : [profile]),
  ]);
  return { ...server, ready: asReady(server.ready) };
}
