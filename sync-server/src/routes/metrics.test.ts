import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '../env.ts';
import { parseMetrics } from '../testing/parse-metrics.ts';
import type { World } from '../testing/server-world.ts';
import { makeFact, newId, registerDevice, startWorld, sync } from '../testing/server-world.ts';

const METRICS_TOKEN = 'scraper-0123456789';
let world: World;
beforeAll(async () => {
  world = await startWorld(3, { metricsToken: METRICS_TOKEN });
});
afterAll(() => world.close());

/** `fetch` sets a host of its own. */
function get(
  of: World,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const asking = request(
      { host: '127.0.0.1', port: of.server.port, path: '/metrics', headers },
      (answer) => {
        let body = '';
        answer.on('data', (chunk: Buffer) => (body += chunk.toString()));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body }));
      },
    );
    asking.on('error', reject);
    asking.end();
  });
}

test('counts requests by route, facts by outcome, commits and what waits', async () => {
  const phone = await registerDevice(world, world.people.professor);
  const fact = makeFact(world, phone, 'mark', {
    sessionId: newId(world) as never,
    studentId: newId(world) as never,
    status: 'present',
  });
  await sync(world, phone, [fact]);
  await sync(world, phone, [fact]);
  await fetch(`${world.server.url}/api/classes/${newId(world)}/staff`);
  await fetch(`${world.server.url}/S/AFNMDKDBQ63X`);
  const seat = world.server.deps.pokes.connect(new Set(), () => undefined);
  const { status, body } = await get(world);
  seat?.leave();
  expect(status).toBe(200);
  const metrics = parseMetrics(body);
  const value = (name: string) => metrics.get(name) ?? Number.NaN;
  expect(value('hazri_http_requests_total{method="POST",route="/api/sync",status="200"}')).toBe(2);
  expect(
    value('hazri_http_requests_total{method="GET",route="/api/classes/:classId/staff",status="401"}'),
  ).toBe(1);
  expect(value('hazri_sync_facts_total{outcome="waiting"}')).toBe(1);
  expect(value('hazri_sync_facts_total{outcome="duplicate"}')).toBe(1);
  expect(value('hazri_commit_seconds_count')).toBeGreaterThan(3);
  expect(value('hazri_commit_seconds_bucket{le="+Inf"}')).toBe(value('hazri_commit_seconds_count'));
  expect(value('hazri_http_request_seconds_count')).toBeGreaterThan(4);
  expect(value('hazri_websockets')).toBe(1);
  expect(value('hazri_writer_queue')).toBe(0);
  expect(value('hazri_mail_queue')).toBe(0);
  expect(value('hazri_database_trouble')).toBe(0);
  expect(value('process_resident_memory_bytes')).toBeGreaterThan(10_000_000);
  expect(value('process_cpu_seconds_total')).toBeGreaterThan(0);
  expect(value('process_start_time_seconds')).toBe(world.server.deps.startedAt / 1_000);
  expect(body).not.toContain('AFNMDKDBQ63X');
});

test('is for this machine and for whoever has the token; for others there is no such address', async () => {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  const cases: readonly (readonly [number, Record<string, string>])[] = [
    [200, {}],
    [200, { host: 'localhost' }],
    // As a proxy on the same machine asks, for anybody.
    [404, { host: 'hazri.test' }],
    [404, { 'x-forwarded-for': '203.0.113.9' }],
    [404, { forwarded: 'for=203.0.113.9' }],
    [200, { host: 'hazri.test', ...bearer(METRICS_TOKEN) }],
    [404, { host: 'hazri.test', ...bearer(`${METRICS_TOKEN}0`) }],
    [404, bearer('wrong-wrong-wrong')],
  ];
  for (const [status, headers] of cases)
    expect([(await get(world, headers)).status, headers]).toEqual([status, headers]);
  const without = await startWorld(3);
  expect((await get(without, { host: 'hazri.test', ...bearer('null-null-null-null') })).status).toBe(404);
  await without.close();
});

test('the token is one that can’t be guessed', () => {
  const read = (token: string) =>
    readConfig({ DATA_DIR: '/tmp', METRICS_TOKEN: token }, { packageDir: '/tmp' });
  expect(read(METRICS_TOKEN)).toMatchObject({ ok: true, value: { metricsToken: METRICS_TOKEN } });
  expect(read('')).toMatchObject({ ok: true, value: { metricsToken: null } });
  for (const token of ['short', 'has blanks in it, sixteen'])
    expect(read(token)).toMatchObject({ ok: false });
});
