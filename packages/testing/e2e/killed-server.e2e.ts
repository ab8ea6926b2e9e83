/** SIGKILL to the server in the middle of pushes from 50 phones: nothing acknowledged is lost, nothing comes twice. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codesOf } from '../src/day-key-codes.ts';
import { openNodePhone, untilSent } from '../src/node-phone.ts';
import type { NodePhone } from '../src/node-phone.ts';
import { startServerProcess } from '../src/server-process.ts';
import { factsIn } from '../src/stored-facts.ts';
import { PASSWORD, PROFESSOR } from './kit/people.ts';

const PHONES = 50;
const SCANS_EACH = 12;
const KILL_AFTER_ACKNOWLEDGED = 150;

let dataDir = '';
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'hazri-killed-'));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

test('[SYNC1] [SYNC3] every acknowledged fact is there after the restart, every other arrives once', async () => {
  let server = await startServerProcess(dataDir);
  const origin = `http://127.0.0.1:${server.port}`;
  const professor = await openNodePhone(origin, PROFESSOR, PASSWORD);
  const { tokenOf } = await codesOf(professor);
  const phones: NodePhone[] = [];
  for (let n = 2; n < PHONES + 2; n += 1) {
    phones.push(await openNodePhone(origin, `24cs${String(n).padStart(3, '0')}@acem.ac.in`, PASSWORD));
  }
  const acknowledged = (): readonly string[] =>
    phones.flatMap(({ store }) => [...store.acknowledged().keys()]);

  // A scan at a time from every phone, so that the kill finds pushes on their way, in flushes and in answers.
  const kills: Promise<void>[] = [];
  const pushAll = async (phone: NodePhone): Promise<void> => {
    for (let n = 0; n < SCANS_EACH; n += 1) {
      await phone.state('scan', {
        tokens: [{ text: tokenOf(n), gapMs: 0 }],
        scannedAt: Date.now(),
        how: 'camera',
      });
      if (kills.length === 0) await phone.engine.sync();
      if (acknowledged().length >= KILL_AFTER_ACKNOWLEDGED && kills.length === 0) kills.push(server.kill());
    }
  };
  await Promise.all(phones.map(pushAll));
  expect(kills).toHaveLength(1);
  await Promise.all(kills);

  const before = await factsIn(dataDir);
  const lost = acknowledged().filter((id) => !before.has(id));
  expect(lost).toEqual([]);
  expect(acknowledged().length).toBeGreaterThanOrEqual(KILL_AFTER_ACKNOWLEDGED);
  const waiting = phones.flatMap(({ store }) => store.unsent());
  expect(waiting.length + acknowledged().length).toBe(PHONES * SCANS_EACH);
  expect(waiting.length).toBeGreaterThan(0);

  server = await startServerProcess(dataDir, server.port);
  await Promise.all(phones.map((phone) => untilSent(phone, 60_000)));
  const after = await factsIn(dataDir);
  for (const id of acknowledged()) expect(after.get(id)).toBe(1);
  expect(acknowledged().length).toBe(PHONES * SCANS_EACH);
  await Promise.all(phones.map(({ engine }) => engine.stop()));
  await server.kill();
});
