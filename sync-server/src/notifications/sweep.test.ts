import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { World } from '../testing/server-world.ts';
import { startWorld } from '../testing/server-world.ts';
import { KEPT_DAYS, startSweeping } from './sweep.ts';

const DAY_MS = 86_400_000;
/** From one start of the server to the next, where it is started anew every night. */
const RUNNING_MS = 23 * 3_600_000;

let world: World;
beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  world = await startWorld();
});
afterAll(async () => {
  vi.useRealTimers();
  await world.close();
});

test('[NOTE7] a server that is started anew every night deletes old news, too', async () => {
  const { deps } = world.server;
  const { client } = deps.database;
  const args = [world.people.other.id, world.clock.now() - (KEPT_DAYS + 1) * DAY_MS];
  await client.execute({
    sql: `INSERT INTO notifications (id, uuid, user_id, kind, at, rev) VALUES (1, 'old', ?, 'account_approved', ?, 1)`,
    args,
  });
  const stop = startSweeping({ ...deps, report: (cause) => expect.unreachable(String(cause)) });
  vi.advanceTimersByTime(RUNNING_MS);
  stop();
  await vi.waitFor(async () => {
    const { rows } = await client.execute('SELECT count(*) FROM notifications');
    expect(rows[0]?.[0]).toBe(0);
  });
});
