/**
 * The built server on machines where it can't work: it ends with its own exit code and one line for a person, and once
 * the machine is mended everything that was acknowledged is still there.
 */
import { chmodSync, closeSync, cpSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync, writeFileSync, writeSync } from 'node:fs'; // prettier-ignore
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT_CODES } from '@hazri/sync-server';
import type { Ended, Installation } from '../src/built-server.ts';
import { install, refusedStart, startBuilt } from '../src/built-server.ts';
import { canLimit } from '../src/file-limit.ts';
import { canMount, mountReadOnly, mountSmallDisk } from '../src/small-disk.ts';
import type { History } from './kit/history.ts';
import { expectEverythingThere, expectStored, makeHistory, production } from './kit/history.ts';

const SMALL_DISK_KIB = 8 * 1_024;
const SQLITE_HEADER_BYTES = 100;

let installation: Installation;
let history: History;
beforeAll(async () => {
  installation = install();
  history = await makeHistory(installation);
});
afterAll(() => installation.remove());

let copies = 0;
function copyOf(template: string): string {
  copies += 1;
  const dataDir = join(installation.folder, `copy-${copies}`);
  cpSync(template, dataDir, { recursive: true });
  return dataDir;
}

/** One line on standard error, nothing else, and the code that belongs to it. */
function expectRefusal(ended: Ended, reason: keyof typeof EXIT_CODES, ...says: readonly string[]): void {
  expect([ended.code, ended.stdout]).toEqual([EXIT_CODES[reason], '']);
  expect(ended.stderr).toMatch(new RegExp(`^Hazri can't start: .+ \\[${reason}\\]\\n$`));
  for (const words of says) expect(ended.stderr).toContain(words);
}

const start = (dataDir: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  refusedStart(installation, { env: { ...production(dataDir), ...env } });

/** Overwrites bytes of the database in place. */
function damage(dataDir: string, at: number, bytes: Uint8Array): () => void {
  const file = join(dataDir, 'hazri.db');
  const before = readFileSync(file);
  const fd = openSync(file, 'r+');
  writeSync(fd, bytes, 0, bytes.length, at);
  closeSync(fd);
  return () => writeFileSync(file, before);
}

describe('settings', () => {
  test('[RUN] a setting that makes no sense: 78 config_invalid', async () => {
    expectRefusal(await start(history.closed, { ORIGIN: 'hazri.example' }), 'config_invalid', 'ORIGIN');
  });

  test('[RUN] a port that is taken: 10 port_taken', async () => {
    const holder = createServer();
    const port = await new Promise<number>((resolve) =>
      holder.listen(0, '127.0.0.1', () => {
        const address = holder.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      }),
    );
    const dataDir = copyOf(history.closed);
    const ended = await start(dataDir, { PORT: String(port) });
    holder.close();
    expectRefusal(ended, 'port_taken', String(port), 'Set PORT');
    await expectStored(dataDir, history.acknowledged);
  });

  test('[RUN] an address of another machine: 11 address_unusable', async () => {
    const ended = await start(copyOf(history.closed), { HOST: '192.0.2.1' });
    expectRefusal(ended, 'address_unusable', '192.0.2.1', 'Set HOST');
  });
});

describe('the data folder', () => {
  test('[RUN] below a file: 12 data_dir_unwritable', async () => {
    const dataDir = join(copyOf(history.closed), 'hazri.db', 'data');
    expectRefusal(await start(dataDir), 'data_dir_unwritable', dataDir, 'DATA_DIR');
  });

  test.runIf(existsSync('/proc/self'))(
    '[RUN] where the system makes no folders: 12, and no hanging',
    async () => {
      expectRefusal(await start('/proc/hazri/data'), 'data_dir_unwritable', '/proc/hazri/data', 'DATA_DIR');
    },
  );

  test.runIf(canMount)('[RUN] on a read-only volume: 12 data_dir_unwritable', async () => {
    const dataDir = copyOf(history.killed);
    const at = join(installation.folder, 'read-only');
    const mounted = mountReadOnly(dataDir, at);
    try {
      expectRefusal(await start(at), 'data_dir_unwritable', at, 'mounted for writing');
    } finally {
      mounted.unmount();
    }
    await expectEverythingThere(installation, dataDir, history.acknowledged);
  });

  test.skipIf(process.getuid?.() === 0)('[RUN] somebody else’s: 12 data_dir_unwritable', async () => {
    const dataDir = copyOf(history.closed);
    chmodSync(dataDir, 0o500);
    expectRefusal(await start(dataDir), 'data_dir_unwritable', dataDir, 'owner');
    chmodSync(dataDir, 0o700);
    await expectEverythingThere(installation, dataDir, history.acknowledged);
  });

  test('[RUN] in use by another server: 13 data_dir_in_use, and that one goes on', async () => {
    const dataDir = copyOf(history.closed);
    const first = await startBuilt(installation, { env: production(dataDir) });
    expectRefusal(await start(dataDir), 'data_dir_in_use', dataDir, 'another Hazri');
    expect((await fetch(`${first.origin}/api/health`)).status).toBe(200);
    await first.end('SIGKILL');
    await expectEverythingThere(installation, dataDir, history.acknowledged);
  });

  test.runIf(canMount)('[RUN] on a full disk, new or with data: 14 disk_full', async () => {
    const at = join(installation.folder, 'full');
    const disk = mountSmallDisk(at, SMALL_DISK_KIB);
    try {
      disk.fill();
      const fresh = join(at, 'fresh');
      expectRefusal(await start(fresh), 'disk_full', fresh, 'Make room');
      disk.makeRoom();
      const dataDir = join(at, 'data');
      cpSync(history.killed, dataDir, { recursive: true });
      disk.fill();
      expectRefusal(await start(dataDir), 'disk_full', dataDir, 'Make room');
      disk.makeRoom();
      await expectEverythingThere(installation, dataDir, history.acknowledged);
    } finally {
      disk.unmount();
    }
  });

  test.runIf(canLimit)('[RUN] where no file may grow: 14 disk_full', async () => {
    const dataDir = copyOf(history.killed);
    const ended = await refusedStart(installation, { env: production(dataDir), maxFileBytes: 1 });
    expectRefusal(ended, 'disk_full', dataDir, 'Make room');
    await expectEverythingThere(installation, dataDir, history.acknowledged);
  });
});

describe('the master key', () => {
  const keyOf = (dataDir: string): string => join(dataDir, 'master.key');

  test('[RUN] missing: 16 master_key_missing, and none is made', async () => {
    const dataDir = copyOf(history.closed);
    const kept = join(dataDir, 'kept.key');
    renameSync(keyOf(dataDir), kept);
    for (let times = 0; times < 2; times += 1)
      expectRefusal(await start(dataDir), 'master_key_missing', dataDir, 'Put the key back');
    renameSync(kept, keyOf(dataDir));
    await expectEverythingThere(installation, dataDir, history.acknowledged);
  });

  test.each([
    ['empty', ''],
    ['cut', '0123456789abcdef'],
    ['of other letters', 'z'.repeat(64)],
    ['bytes', '\0'.repeat(64)],
  ])('[RUN] %s: 17 master_key_malformed, and it is left as it is', async (_how, text) => {
    const dataDir = copyOf(history.closed);
    writeFileSync(keyOf(dataDir), text);
    expectRefusal(await start(dataDir), 'master_key_malformed', keyOf(dataDir), 'Put the key back');
    expect(readFileSync(keyOf(dataDir), 'latin1')).toBe(text);
    await expectStored(dataDir, history.acknowledged);
  });
});

describe('the database', () => {
  test('[RUN] a log whose database is gone: 18 database_missing, and the log is left as it is', async () => {
    const dataDir = copyOf(history.killed);
    const file = join(dataDir, 'hazri.db');
    renameSync(file, join(dataDir, 'elsewhere'));
    const bytes = statSync(`${file}-wal`).size;
    expectRefusal(await start(dataDir), 'database_missing', file, 'Put the database back');
    expect(statSync(`${file}-wal`).size).toBe(bytes);
    renameSync(join(dataDir, 'elsewhere'), file);
    await expectEverythingThere(installation, dataDir, history.acknowledged);
  });

  test('[RUN] garbage at its beginning: 19 database_damaged', async () => {
    const dataDir = copyOf(history.closed);
    const mend = damage(dataDir, 0, Buffer.alloc(SQLITE_HEADER_BYTES, 0x5a));
    expectRefusal(await start(dataDir), 'database_damaged', join(dataDir, 'hazri.db'), 'hazri restore');
    mend();
    await expectEverythingThere(installation, dataDir, history.acknowledged);
  });

  test('[RUN] a page in its middle flipped: 19 database_damaged', async () => {
    const dataDir = copyOf(history.closed);
    const whole = readFileSync(join(dataDir, 'hazri.db'));
    const pageBytes = whole.readUInt16BE(16);
    const at = Math.floor(whole.length / pageBytes / 2) * pageBytes;
    const flipped = whole.subarray(at, at + pageBytes).map((byte) => byte ^ 0xff);
    const mend = damage(dataDir, at, flipped);
    expectRefusal(await start(dataDir), 'database_damaged', join(dataDir, 'hazri.db'), 'hazri restore');
    mend();
    await expectEverythingThere(installation, dataDir, history.acknowledged);
  });

  test('[RUN] cut in half: 19 database_damaged', async () => {
    const dataDir = copyOf(history.closed);
    const file = join(dataDir, 'hazri.db');
    const whole = readFileSync(file);
    writeFileSync(file, whole.subarray(0, whole.length / 2));
    expectRefusal(await start(dataDir), 'database_damaged', file, 'hazri restore');
    writeFileSync(file, whole);
    await expectEverythingThere(installation, dataDir, history.acknowledged);
  });

  test('[RUN] a log left behind by a kill is read: nothing is refused, nothing is lost', async () => {
    const dataDir = copyOf(history.killed);
    expect(statSync(join(dataDir, 'hazri.db-wal')).size).toBeGreaterThan(0);
    await expectEverythingThere(installation, dataDir, history.acknowledged);
    // And with the index of the log gone, as after a power cut.
    const again = copyOf(history.killed);
    rmSync(join(again, 'hazri.db-shm'));
    await expectEverythingThere(installation, again, history.acknowledged);
  });
});
