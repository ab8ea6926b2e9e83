/** The database of the configured data folder, for commands. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@libsql/client';
import { createClient } from '@libsql/client';
import type { Assembled } from '../assemble.ts';
import { assemble, takeApart } from '../assemble.ts';
import type { Lease } from '../db/lease.ts';
import { takeLease } from '../db/lease.ts';
import { DATABASE_FILE } from '../keys/master-key.ts';
import { openLog } from '../log/open-log.ts';
import type { DataDir } from '../open-data-dir.ts';
import { dataDirFailure, openDataDir } from '../open-data-dir.ts';
import { EXIT_CODES, StartFailure } from '../start-failure.ts';
import type { ExitCode, Tools } from './command.ts';
import { EXIT } from './command.ts';

const BUSY_TIMEOUT_MS = 5_000;

/** Opened as it is, without migrating: commands that only read do so beside a running server. */
export async function withDatabase(
  { config, complain }: Tools,
  work: (client: Client) => Promise<ExitCode>,
): Promise<ExitCode> {
  const file = join(config.dataDir, DATABASE_FILE);
  if (!existsSync(file)) return noDatabase(complain, file);
  const client = createClient({ url: `file:${file}`, timeout: BUSY_TIMEOUT_MS });
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

function noDatabase(complain: Tools['complain'], file: string): ExitCode {
  complain(`There is no database at ${file}. Is DATA_DIR right?`);
  return EXIT.noInput;
}

/**
 * The whole application without its door to the network, for commands that write as the server does: only while no
 * server runs, and with its tables up to date.
 * @param mayBegin whether a folder without a database gets one
 */
export async function withApplication(
  { config, clock, random, complain }: Tools,
  work: (assembled: Assembled) => Promise<ExitCode>,
  mayBegin = false,
): Promise<ExitCode> {
  const file = join(config.dataDir, DATABASE_FILE);
  if (!mayBegin && !existsSync(file)) return noDatabase(complain, file);
  let opened: DataDir | null = null;
  let assembled: Assembled | null = null;
  try {
    opened = await openDataDir(config, random);
    const report = (cause: unknown) => complain(cause instanceof Error ? cause.message : String(cause));
    assembled = await assemble(
      { config, clock, random, report, log: openLog('silent'), print: () => undefined },
      opened,
    );
    return await work(assembled);
  } catch (cause) {
    const failure = dataDirFailure(cause, config.dataDir);
    if (!(failure instanceof StartFailure)) throw failure;
    complain(`${failure.message} [${failure.reason}]`);
    return failure.reason === 'data_dir_in_use' ? EXIT.busy : EXIT_CODES[failure.reason];
  } finally {
    if (assembled) await takeApart(assembled.deps);
    else opened?.database.close();
  }
}

/** For commands that write: only while no server does. */
export async function withLease(
  { config, complain }: Tools,
  work: (lease: Lease) => Promise<ExitCode>,
): Promise<ExitCode> {
  const lease = await takeLease(config.dataDir);
  if (!lease.ok) {
    complain(`A server is running on ${config.dataDir}. Stop it first.`);
    return EXIT.busy;
  }
  try {
    return await work(lease.value);
  } finally {
    lease.value.release();
  }
}
