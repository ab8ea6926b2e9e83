import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { rowsIn } from '../testing/classroom.ts';
import { registerDevice, startWorld, syncRaw } from '../testing/server-world.ts';
import { syncResponse } from '@hazri/sync-protocol';
import { COMPRESS_FROM_BYTES, longAnswer } from './long-answer.ts';

const LONG = { rows: Array.from({ length: 2_000 }, (_, at) => ({ at, name: 'Ānanyā \u{1f600} <b>' })) };
const SHORT = { rows: 'x'.repeat(COMPRESS_FROM_BYTES - 100) };

const asking = (acceptEncoding?: string) =>
  new Request('http://hazri.test/api/sync', {
    headers: acceptEncoding === undefined ? {} : { 'accept-encoding': acceptEncoding },
  });

test.each(['gzip', 'gzip, deflate, br, zstd', 'br;q=1.0, gzip;q=0.8', 'GZIP;q=0.05'])(
  'a long answer is compressed for %s, and whole',
  async (accepted) => {
    const response = await longAnswer(asking(accepted), LONG);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(response.headers.get('content-encoding')).toBe('gzip');
    expect(response.headers.get('content-length')).toBe(String(bytes.length));
    expect(bytes.length).toBeLessThan(JSON.stringify(LONG).length / 5);
    expect(JSON.parse(gunzipSync(bytes).toString())).toEqual(LONG);
  },
);

test.each([undefined, 'br', 'gzip;q=0', 'gzip;q=0.00, br'])('it goes as it is to %s', async (accepted) => {
  const response = await longAnswer(asking(accepted), LONG);
  expect(response.headers.get('content-encoding')).toBeNull();
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(await response.json()).toEqual(LONG);
});

test('a short one goes as it is to everybody', async () => {
  const response = await longAnswer(asking('gzip'), SHORT);
  expect(response.headers.get('content-encoding')).toBeNull();
  expect(await response.json()).toEqual(SHORT);
});

test('what a device fetches of months comes compressed', async () => {
  const world = await startWorld();
  const [student] = world.people.students;
  if (!student) throw new Error('a student');
  await world.server.deps.database.client.execute({
    sql: `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400)
          INSERT INTO notifications (id, uuid, user_id, kind, at, rev)
          SELECT i, printf('01a2008c-fed0-7501-b48f-%012d', i), ?, 'account_approved', ?, 1 FROM n`,
    args: [student.id, world.clock.now()],
  });
  const response = await syncRaw(world, await registerDevice(world, student), []);
  expect(response.headers.get('content-encoding')).toBe('gzip');
  expect(rowsIn(syncResponse.parse(await response.json()), 'notification')).toHaveLength(400);
  await world.close();
});
