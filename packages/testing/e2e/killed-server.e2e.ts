/** SIGKILL to the server in the middle of pushes from 50 phones: nothing acknowledged is lost, nothing comes twice. */
import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dayOfStep, DEFAULT_POLICY, encodeToken, sessionRef, tokenMessage, uuidv7 } from '@hazri/domain';
import type { SessionId } from '@hazri/domain';
import { openNodePhone, untilSent } from '../src/node-phone.ts';
import type { NodePhone } from '../src/node-phone.ts';
import { startServerProcess } from '../src/server-process.ts';
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
  const makeToken = await tokenMaker(professor);
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
        tokens: [{ text: makeToken(n), gapMs: 0 }],
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

/** How often each fact is stored, read from the file itself while no server runs on it or beside it. */
async function factsIn(dir: string): Promise<ReadonlyMap<string, number>> {
  const client = createClient({ url: `file:${join(dir, 'hazri.db')}` });
  const { rows } = await client.execute('SELECT id, count(*) AS n FROM facts GROUP BY id');
  client.close();
  return new Map(rows.map(({ id, n }) => [typeof id === 'string' ? id : '', Number(n)]));
}

/** Tokens of a session that the server doesn't know yet, signed with the professor's own day key. */
async function tokenMaker(professor: NodePhone): Promise<(frame: number) => string> {
  const { kid, days } = await professor.issuer();
  const sessionId: SessionId = uuidv7(Date.now(), randomBytes(10));
  const ref = sessionRef(sessionId);
  const stepStart = Math.floor(Date.now() / DEFAULT_POLICY.rotationMs) * (DEFAULT_POLICY.rotationMs / 1_000);
  const dayKey = days.find(({ day }) => day === dayOfStep(stepStart))?.key;
  if (dayKey === undefined) throw new Error('no key for today');
  const sessionKey = hkdfSync(
    'sha256',
    Buffer.from(dayKey, 'base64url'),
    Buffer.from(ref, 'hex'),
    Buffer.from('hazri/v1/session'),
    32,
  );
  return (frame) => {
    const fields = { kid, ref, stepStart, frame, nonce: '0badcafe' };
    const mac = createHmac('sha256', Buffer.from(sessionKey)).update(tokenMessage(fields)).digest();
    return encodeToken(fields, mac);
  };
}
