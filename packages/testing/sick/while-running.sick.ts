/**
 * A machine that falls ill under a running server: pushes are answered 503 and stay on their phones, what was
 * acknowledged stays, and when the machine is well again everything arrives without a restart.
 */
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Answer } from '@hazri/sync-client';
import type { BuiltServer, Installation } from '../src/built-server.ts';
import { install, startBuilt } from '../src/built-server.ts';
import type { Codes } from '../src/day-key-codes.ts';
import { codesOf } from '../src/day-key-codes.ts';
import { canLimit, limitFiles } from '../src/file-limit.ts';
import type { NodePhone } from '../src/node-phone.ts';
import { openNodePhone, untilSent } from '../src/node-phone.ts';
import { canMount, mountSmallDisk } from '../src/small-disk.ts';
import { expectStored, PASSWORD, PROFESSOR } from './kit/history.ts';

const SMALL_DISK_KIB = 12 * 1_024;
const PHONES = 6;
const SCANS_AT_ONCE = 40;
/** By then a disk without room must have said no: far more than fits into the log that is there already. */
const MAX_ROUNDS = 60;
const PATIENCE_MS = 60_000;
const RETRY_AFTER_MS = 5_000;

let installation: Installation;
beforeEach(() => {
  installation = install();
});
afterEach(() => installation.remove());

interface Room {
  readonly server: BuiltServer;
  readonly phones: readonly NodePhone[];
  readonly codes: Codes;
  /** Answers that were not 200. */
  readonly refusals: Extract<Answer, { kind: 'answered' }>[];
}

async function openRoom(): Promise<Room> {
  const server = await startBuilt(installation);
  const refusals: Room['refusals'] = [];
  const hear = (answer: Answer): void => {
    if (answer.kind === 'answered' && answer.status !== 200) refusals.push(answer);
  };
  const professor = await openNodePhone(server.origin, PROFESSOR, PASSWORD);
  const codes = await codesOf(professor);
  await professor.engine.stop();
  const phones: NodePhone[] = [];
  for (let n = 2; n < PHONES + 2; n += 1) {
    phones.push(await openNodePhone(server.origin, `24cs00${n}@acem.ac.in`, PASSWORD, hear));
  }
  return { server, phones, codes, refusals };
}

async function scanMany({ phones, codes }: Room): Promise<void> {
  for (const phone of phones) {
    for (let n = 0; n < SCANS_AT_ONCE; n += 1) {
      const tokens = [{ text: codes.tokenOf(n), gapMs: 0 }];
      await phone.state('scan', { tokens, scannedAt: Date.now(), how: 'camera' });
    }
  }
}

/** Everybody scans and sends until the server refuses. */
async function scanUntilRefused(room: Room): Promise<void> {
  for (let round = 0; room.refusals.length === 0; round += 1) {
    if (round === MAX_ROUNDS) throw new Error('the server never refused');
    await scanMany(room);
    await Promise.all(room.phones.map(({ engine }) => engine.sync()));
  }
}

const acknowledgedBy = ({ phones }: Room): readonly string[] =>
  phones.flatMap(({ store }) => [...store.acknowledged().keys()]);
const waitingOn = ({ phones }: Room): number => phones.flatMap(({ store }) => store.unsent()).length;

function expectRefusals({ refusals }: Room): void {
  for (const { status, retryAfterMs, body } of refusals) {
    expect([status, retryAfterMs]).toEqual([503, RETRY_AFTER_MS]);
    expect(body).toMatchObject({ reason: 'database_unavailable' });
  }
}

async function health({ server }: Room): Promise<unknown> {
  const answer = await fetch(`${server.origin}/api/health`);
  const body: unknown = await answer.json();
  return answer.status === 200 ? 'ok' : [answer.status, answer.headers.get('retry-after'), body];
}

const sick = (detail: string): readonly unknown[] => [
  503,
  '5',
  expect.objectContaining({ reason: 'database_unavailable', detail }),
];

/** Everything arrives, exactly once, and the server has said in two lines what happened. */
async function expectRecovery(room: Room, trouble: string): Promise<void> {
  await Promise.all(room.phones.map((phone) => untilSent(phone, PATIENCE_MS)));
  expect(await health(room)).toBe('ok');
  await Promise.all(room.phones.map(({ engine }) => engine.stop()));
  const { code, stderr } = await room.server.end('SIGTERM');
  expect(code).toBe(0);
  expect(stderr).toMatch(
    new RegExp(`^Hazri can't write: .* \\[${trouble}\\]\\nHazri can write again\\.\\n$`),
  );
  await expectStored(installation.demoDataDir, acknowledgedBy(room));
}

describe.runIf(canMount)('a disk that becomes full', () => {
  test('[SYNC1] [SYNC9] pushes wait, nothing acknowledged is lost, all arrive when there is room', async () => {
    const disk = mountSmallDisk(installation.demoDataDir, SMALL_DISK_KIB);
    try {
      const room = await openRoom();
      await scanMany(room);
      await Promise.all(room.phones.map((phone) => untilSent(phone, PATIENCE_MS)));
      expect(await health(room)).toBe('ok');
      disk.fill();
      await scanUntilRefused(room);
      expectRefusals(room);
      expect(waitingOn(room)).toBeGreaterThan(0);
      expect(await health(room)).toEqual(sick('disk_full'));
      // Acknowledged is acknowledged, full disk or not.
      await expectStored(installation.demoDataDir, acknowledgedBy(room));
      disk.makeRoom();
      await expectRecovery(room, 'disk_full');
    } finally {
      disk.unmount();
    }
  });

  test('[SYNC1] killed while it is full: the next start finds all that was acknowledged', async () => {
    const disk = mountSmallDisk(installation.demoDataDir, SMALL_DISK_KIB);
    try {
      const room = await openRoom();
      disk.fill();
      await scanUntilRefused(room);
      await room.server.end('SIGKILL');
      disk.makeRoom();
      const again = await startBuilt(installation, { env: { PORT: String(room.server.port) } });
      await Promise.all(room.phones.map((phone) => untilSent(phone, PATIENCE_MS)));
      await Promise.all(room.phones.map(({ engine }) => engine.stop()));
      await again.end('SIGTERM');
      expect(acknowledgedBy(room).length).toBeGreaterThan(0);
      await expectStored(installation.demoDataDir, acknowledgedBy(room));
    } finally {
      disk.unmount();
    }
  });
});

describe.runIf(canLimit)('files that may not grow', () => {
  test('[SYNC1] [SYNC9] pushes wait, and all arrive when the limit is lifted', async () => {
    const room = await openRoom();
    await scanMany(room);
    await Promise.all(room.phones.map(({ engine }) => engine.sync()));
    limitFiles(room.server.pid, 1);
    await scanUntilRefused(room);
    expectRefusals(room);
    expect(await health(room)).toEqual(sick('disk_failing'));
    limitFiles(room.server.pid, null);
    await expectRecovery(room, 'disk_failing');
  });
});

describe('a data folder that vanishes', () => {
  test('[SYNC1] moved away and back: nothing is acknowledged meanwhile, then everything arrives', async () => {
    const room = await openRoom();
    await scanMany(room);
    await Promise.all(room.phones.map((phone) => untilSent(phone, PATIENCE_MS)));
    const before = acknowledgedBy(room).length;
    const away = `${installation.demoDataDir}-away`;
    renameSync(installation.demoDataDir, away);
    await scanUntilRefused(room);
    expectRefusals(room);
    expect(acknowledgedBy(room).length).toBe(before);
    expect(await health(room)).toEqual(sick('data_dir_gone'));
    renameSync(away, installation.demoDataDir);
    await expectRecovery(room, 'data_dir_gone');
  });

  test('[SYNC1] deleted, with or without another one in its place: nothing is acknowledged any more', async () => {
    const room = await openRoom();
    rmSync(installation.demoDataDir, { recursive: true });
    await scanUntilRefused(room);
    mkdirSync(installation.demoDataDir);
    await scanMany(room);
    for (const { engine } of room.phones) await engine.sync();
    expectRefusals(room);
    expect(acknowledgedBy(room)).toEqual([]);
    expect(await health(room)).toEqual(sick('data_dir_gone'));
    await Promise.all(room.phones.map(({ engine }) => engine.stop()));
    const { stderr } = await room.server.end('SIGTERM');
    expect(stderr).toMatch(/^Hazri can't write: .* \[data_dir_gone\]\n$/);
  });
});
