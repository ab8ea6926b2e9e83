/** A data folder with facts in it that phones were told are durable: whatever befalls it, they must still be there. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Installation } from '../../src/built-server.ts';
import { startBuilt } from '../../src/built-server.ts';
import { codesOf } from '../../src/day-key-codes.ts';
import { openNodePhone, untilSent } from '../../src/node-phone.ts';
import { factsIn } from '../../src/stored-facts.ts';

export const PASSWORD = 'password123';
export const PROFESSOR = 'professor@acem.ac.in';
const STUDENT = 'student@acem.ac.in';
const SCANS = 150;
const PATIENCE_MS = 30_000;

export interface History {
  /** Stopped in good order: one file. */
  readonly closed: string;
  /** Killed: the last commits are in the log beside the file. */
  readonly killed: string;
  /** Facts that a phone was told are stored. */
  readonly acknowledged: readonly string[];
}

/** Lets the demo school work for a moment and keeps a copy of its folder before and after a stop. */
export async function makeHistory(installation: Installation): Promise<History> {
  const { demoDataDir, folder } = installation;
  const server = await startBuilt(installation);
  const professor = await openNodePhone(server.origin, PROFESSOR, PASSWORD);
  const phone = await openNodePhone(server.origin, STUDENT, PASSWORD);
  const { tokenOf } = await codesOf(professor);
  for (let n = 0; n < SCANS; n += 1) {
    await phone.state('scan', {
      tokens: [{ text: tokenOf(n), gapMs: 0 }],
      scannedAt: Date.now(),
      how: 'camera',
    });
  }
  await untilSent(phone, PATIENCE_MS);
  const acknowledged = [...phone.store.acknowledged().keys()];
  await Promise.all([phone, professor].map(({ engine }) => engine.stop()));
  await server.end('SIGKILL');
  const killed = join(folder, 'killed');
  cpSync(demoDataDir, killed, { recursive: true });
  const again = await startBuilt(installation);
  await again.end('SIGTERM');
  const closed = join(folder, 'closed');
  cpSync(demoDataDir, closed, { recursive: true });
  expect(acknowledged).toHaveLength(SCANS);
  return { closed, killed, acknowledged };
}

/** Starts on the folder as a college would, stops, and looks into the file. */
export async function expectEverythingThere(
  installation: Installation,
  dataDir: string,
  acknowledged: readonly string[],
): Promise<void> {
  const server = await startBuilt(installation, { env: production(dataDir) });
  expect((await fetch(`${server.origin}/api/health`)).status).toBe(200);
  await server.end('SIGTERM');
  await expectStored(dataDir, acknowledged);
}

/** Each once. */
export async function expectStored(dataDir: string, acknowledged: readonly string[]): Promise<void> {
  const stored = await factsIn(dataDir);
  expect(acknowledged.filter((id) => stored.get(id) !== 1)).toEqual([]);
}

export function production(dataDir: string): Readonly<Record<string, string>> {
  return { DATA_DIR: dataDir, ORIGIN: 'http://hazri.test', HOST: '127.0.0.1' };
}
