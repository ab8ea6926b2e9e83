import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ok } from '@hazri/domain';
import { systemRandom } from '../clock.ts';
import { takeLease } from '../db/lease.ts';
import { startServer } from '../start-server.ts';
import type { TestDevice, World } from '../testing/server-world.ts';
import {
  issuerOf,
  makeFact,
  newId,
  outcomes,
  registerDevice,
  startWorld,
  sync,
  testConfig,
} from '../testing/server-world.ts';
import { runCommand } from './run-command.ts';

let world: World;
let laptop: TestDevice;
let folder: string;
beforeAll(async () => {
  world = await startWorld();
  laptop = await registerDevice(world, world.people.professor);
  await sync(world, laptop, [await openedFact()]);
  await world.server.deps.writer.run((turn) => {
    for (const action of ['account.approved', 'roster.imported', 'account.closed'])
      turn.audit({ at: world.clock.now(), actorId: null, action, subject: '' });
    return turn.commit([]);
  });
});
afterAll(() => world.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hazri-ops-'));
  return () => rmSync(folder, { recursive: true, force: true });
});

async function openedFact() {
  const { ofClass, server, clock } = world;
  return makeFact(world, laptop, 'session.opened', {
    sessionId: newId(world) as never,
    classId: ofClass.uuid as never,
    startsAt: clock.now(),
    kid: await issuerOf(world, laptop),
    clockOffsetMs: 0,
    policy: server.deps.config.policy,
  });
}

/** Runs `hazri` on a data folder. */
async function hazri(dataDir: string, ...words: string[]) {
  const said: string[] = [];
  const complained: string[] = [];
  const code = await runCommand(words, {
    config: ok(testConfig(dataDir)),
    clock: world.clock,
    random: systemRandom,
    say: (line) => said.push(line),
    complain: (line) => complained.push(line),
  });
  return { code, said: said.join('\n'), complained: complained.join('\n') };
}

const serverOn = (dataDir: string) => startServer({ config: testConfig(dataDir), clock: world.clock });

test('a backup made while the server runs restores to a new life that has everything', async () => {
  const file = join(folder, 'monday.db');
  const before = world.server.deps.life;
  expect(await hazri(world.dataDir, 'backup', file)).toMatchObject({ code: 0 });
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const target = join(folder, 'data');
  const restored = await hazri(target, 'restore', file);
  expect(restored).toMatchObject({ code: 0, complained: '' });
  expect(restored.said).toContain('Restored: 1 facts');
  copyFileSync(join(world.dataDir, 'master.key'), join(target, 'master.key'));
  const server = await serverOn(target);
  const { life, database } = server.deps;
  expect(life).toMatchObject({ keyEpoch: before.keyEpoch + 1, keysRestored: true });
  expect(life.epoch).not.toBe(before.epoch);
  expect((await database.client.execute('SELECT count(*) FROM sessions')).rows[0]?.[0]).toBe(1);
  await server.close();
  // The chain goes on over the restore.
  expect(await hazri(target, 'audit', 'verify')).toMatchObject({ code: 0 });
});

test('[SYNC6] devices give a restored server back what the backup lacks, with its first receipt', async () => {
  const file = join(folder, 'early.db');
  await hazri(world.dataDir, 'backup', file);
  const lost = await openedFact();
  const first = await sync(world, laptop, [lost]);
  const receipt = first.results[0];
  const receivedAt = world.clock.now();
  const target = join(folder, 'data');
  await hazri(target, 'restore', file);
  copyFileSync(join(world.dataDir, 'master.key'), join(target, 'master.key'));
  world.clock.advance(3_600_000);
  const server = await serverOn(target);
  const elsewhere = { ...world, server };
  const again = await sync(elsewhere, laptop, [lost], {
    receipts: [{ id: lost.id, receivedAt: receipt?.receivedAt, stamp: receipt?.stamp }],
  });
  expect(again.epoch).not.toBe(first.epoch);
  expect(outcomes(again.results)).toEqual(['accepted']);
  expect(again.results[0]?.receivedAt).toBe(receivedAt);
  await server.close();
});

test('an encrypted backup can be read with its key alone', async () => {
  const identity = await generateIdentity();
  const file = join(folder, 'b.age');
  await hazri(world.dataDir, 'backup', file, '--to', await identityToRecipient(identity));
  expect(readFileSync(file, 'latin1').startsWith('age-encryption.org/v1')).toBe(true);
  expect(readFileSync(file).includes('SQLite format 3')).toBe(false);
  const target = join(folder, 'data');
  expect(await hazri(target, 'restore', file)).toMatchObject({ code: 66 });
  const keys = join(folder, 'keys.txt');
  writeFileSync(keys, `${await generateIdentity()}\n`);
  expect(await hazri(target, 'restore', file, '--identity', keys)).toMatchObject({ code: 65 });
  expect(existsSync(join(target, 'hazri.db'))).toBe(false);
  writeFileSync(keys, `# mine\n${identity}\n`);
  expect(await hazri(target, 'restore', file, '--identity', keys)).toMatchObject({ code: 0 });
  expect(existsSync(join(target, 'hazri.db'))).toBe(true);
});

test('a restore keeps the database that was there, and touches nothing for a bad backup', async () => {
  const file = join(folder, 'good.db');
  await hazri(world.dataDir, 'backup', file);
  const target = join(folder, 'data');
  await hazri(target, 'restore', file);
  const present = readFileSync(join(target, 'hazri.db'));

  const noise = join(folder, 'noise.db');
  writeFileSync(noise, 'not a database at all');
  const torn = join(folder, 'torn.db');
  const bytes = readFileSync(file);
  bytes.fill(0xaa, 4_096 * 3, 4_096 * 5);
  writeFileSync(torn, bytes);
  const newer = join(folder, 'newer.db');
  copyFileSync(file, newer);
  const client = createClient({ url: `file:${newer}` });
  await client.execute("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('x', 99999999999999)");
  client.close();
  for (const bad of [noise, torn, newer, join(folder, 'missing.db')]) {
    const { code, complained } = await hazri(target, 'restore', bad);
    expect([65, 66], bad).toContain(code);
    expect(complained).not.toBe('');
    expect(readFileSync(join(target, 'hazri.db')).equals(present)).toBe(true);
  }

  const again = await hazri(target, 'restore', file);
  const aside = readdirSync(target).filter((name) => name.includes('.before-'));
  expect(aside).toHaveLength(1);
  expect(again.said).toContain(aside[0]);
  expect(readdirSync(target).some((name) => name.includes('.restoring'))).toBe(false);
});

test('a backup never replaces a file, and nothing is restored under a running server', async () => {
  const file = join(folder, 'x.db');
  await hazri(world.dataDir, 'backup', file);
  const size = statSync(file).size;
  expect(await hazri(world.dataDir, 'backup', file)).toMatchObject({ code: 73 });
  expect(statSync(file).size).toBe(size);
  const lease = await takeLease(folder);
  expect(lease.ok).toBe(true);
  expect(await hazri(folder, 'restore', file)).toMatchObject({ code: 75 });
  if (lease.ok) lease.value.release();
  expect(await hazri(folder, 'restore', file)).toMatchObject({ code: 0 });
});

test('audit verify names the row that was edited, and a head that is no longer in the chain', async () => {
  const copy = join(folder, 'hazri.db');
  await hazri(world.dataDir, 'backup', copy);
  const whole = await hazri(folder, 'audit', 'verify');
  expect(whole.said).toContain('4 entries');
  const head = /Head to note somewhere else: (\S+)/.exec(whole.said)?.[1] ?? '';
  expect(await hazri(folder, 'audit', 'verify', '--head', head)).toMatchObject({ code: 0 });
  const client = createClient({ url: `file:${copy}` });
  await client.execute('DROP TRIGGER audit_log_no_delete');
  await client.execute('DELETE FROM audit_log WHERE seq = 4');
  expect(await hazri(folder, 'audit', 'verify')).toMatchObject({ code: 0 });
  expect(await hazri(folder, 'audit', 'verify', '--head', head)).toMatchObject({
    code: 1,
    complained: expect.stringContaining('audit_chain_broken') as string,
  });
  await client.execute('DROP TRIGGER audit_log_no_update');
  await client.execute("UPDATE audit_log SET action = 'account.closed' WHERE seq = 2");
  client.close();
  const edited = await hazri(folder, 'audit', 'verify');
  expect(edited).toMatchObject({ code: 1 });
  expect(edited.complained).toBe("audit_chain_broken: 1 entries hold, number 2 doesn't.");
});

test('check tells a damaged database from a whole one', async () => {
  const copy = join(folder, 'hazri.db');
  await hazri(world.dataDir, 'backup', copy);
  expect(await hazri(folder, 'check')).toMatchObject({ code: 0 });
  const bytes = readFileSync(copy);
  bytes.fill(0xaa, 4_096 * 3, 4_096 * 5);
  writeFileSync(copy, bytes);
  expect(await hazri(folder, 'check')).toMatchObject({ code: 1 });
});

test('words that are no command, and arguments that make no sense, say so', async () => {
  expect(await hazri(folder, 'help')).toMatchObject({ code: 0 });
  expect((await hazri(folder)).said).toContain('hazri backup <file>');
  expect(await hazri(folder, 'explode')).toMatchObject({ code: 64 });
  expect(await hazri(folder, 'backup')).toMatchObject({ code: 64 });
  expect(await hazri(folder, 'backup', 'a', '--nonsense')).toMatchObject({ code: 64 });
  expect(await hazri(folder, 'audit', 'verify', '--head', 'x')).toMatchObject({ code: 64 });
  expect(await hazri(folder, 'check')).toMatchObject({ code: 66 });
});
