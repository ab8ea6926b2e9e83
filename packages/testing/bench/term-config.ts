/** How the server of a college is configured, to make its data and to be measured with it. */
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Config } from '@hazri/sync-server';
import { readConfig } from '@hazri/sync-server';
import { LOAD_ORIGIN } from './ingest-messages.ts';

export const SERVER_PACKAGE = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'sync-server');

export function termEnvironment(dataDir: string) {
  return {
    ORIGIN: LOAD_ORIGIN,
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'warn',
    DATA_DIR: dataDir,
    // There is no app: the server keeps a tag of every file that it serves.
    WEB_DIR: join(dataDir, 'no-web'),
    // Asked for when they are measured.
    WEEKLY_ALERTS: 'off',
  };
}

export function termConfig(dataDir: string): Config {
  const config = readConfig(termEnvironment(dataDir), { packageDir: SERVER_PACKAGE });
  if (!config.ok) throw new Error(config.reason);
  return config.value;
}
