import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ok } from '@hazri/domain';
import { serverHealth } from '@hazri/sync-protocol/api/health';
import { runCommand } from '../cli/run-command.ts';
import { systemRandom } from '../clock.ts';
import { LAST_BACKUP_FILE } from '../operations/last-backup.ts';
import type { OfficeWorld } from '../testing/office-world.ts';
import { startOffice } from '../testing/office-world.ts';
import { registerDevice, sync, testConfig } from '../testing/server-world.ts';

let office: OfficeWorld;
let folder: string;
beforeAll(async () => {
  office = await startOffice();
  folder = mkdtempSync(join(tmpdir(), 'hazri-health-'));
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await office.world.close();
});

const health = async () => serverHealth.parse((await office.administrator.ask('GET', '/admin/health')).body);

test('tells size, migrations, traffic of the last minute and who listens', async () => {
  const { world } = office;
  const before = await health();
  expect(before).toMatchObject({
    version: 'test',
    trouble: null,
    startedAt: world.clock.now(),
    connected: 0,
    lastMinute: { syncs: 0, facts: 0 },
    mail: { sends: false, waiting: 0, trouble: null },
  });
  expect(before.database.bytes).toBeGreaterThan(100_000);
  expect(before.database.freeBytes).toBeGreaterThan(1_000_000);
  expect(before.database.migrations.count).toBeGreaterThan(9);
  expect(before.database.migrations.last).toMatch(/^\d{4}_\w+$/);
  const phone = await registerDevice(world, world.people.professor);
  await sync(world, phone, []);
  await sync(world, phone, [{ not: 'a fact' }]);
  const seat = world.server.deps.pokes.connect(new Set(), () => undefined);
  expect(await health()).toMatchObject({ connected: 1, lastMinute: { syncs: 2 } });
  seat?.leave();
  world.clock.advance(60_000);
  expect(await health()).toMatchObject({ connected: 0, lastMinute: { syncs: 0, facts: 0 } });
});

test('tells of the last backup that was made from this folder, and of none when the note can’t be read', async () => {
  const { world } = office;
  expect((await health()).lastBackup).toBeNull();
  const complained: string[] = [];
  const code = await runCommand(['backup', join(folder, 'monday.db')], {
    config: ok(testConfig(world.dataDir)),
    clock: world.clock,
    random: systemRandom,
    say: () => undefined,
    complain: (line) => complained.push(line),
  });
  expect([code, complained]).toEqual([0, []]);
  const { lastBackup } = await health();
  expect(lastBackup).toMatchObject({ at: world.clock.now(), encrypted: false });
  expect(lastBackup?.bytes).toBeGreaterThan(100_000);
  writeFileSync(join(world.dataDir, LAST_BACKUP_FILE), '{"at":');
  expect((await health()).lastBackup).toBeNull();
});

test('tells why nothing can be written', async () => {
  const { troubles } = office.world.server.deps;
  troubles.began('disk_full');
  expect(await health()).toMatchObject({ trouble: 'disk_full' });
  troubles.ended();
  expect(await health()).toMatchObject({ trouble: null });
});
