import { afterEach, expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { parseToken } from '@hazri/domain';
import type { Poke } from '@hazri/sync-protocol';
import { poke } from '@hazri/sync-protocol';
import { enrol } from '../catalogue/create-class.ts';
import { useClassroom } from '../testing/classroom.ts';
import {
  issuerOf,
  login,
  makeFact,
  post,
  registerDevice,
  startWorld,
  sync,
} from '../testing/server-world.ts';

const { world, laptop, phone: phoneOf, classId, open, moved, scanOf, send } = await useClassroom();
const phone = phoneOf();
afterEach(() => vi.useRealTimers());

function connect(headers: Record<string, string>): WebSocket {
  return new WebSocket(`${world.server.url.replace('http', 'ws')}/api/live`, { headers });
}
/** Resolves with `open`, or the status that the upgrade was refused with. */
function fate(socket: WebSocket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('open', () => resolve('open'));
    socket.once('unexpected-response', (_request, response) => resolve(String(response.statusCode)));
    socket.once('error', () => resolve('error'));
  });
}
const ORIGIN = 'http://hazri.test';

test('[SYNC8] only our own origin with a login may listen', async () => {
  expect(await fate(connect({ cookie: laptop.cookie, origin: 'http://evil.test' }))).toBe('403');
  expect(await fate(connect({ cookie: laptop.cookie }))).toBe('403');
  expect(await fate(connect({ origin: ORIGIN }))).toBe('401');
  const socket = connect({ cookie: laptop.cookie, origin: ORIGIN });
  expect(await fate(socket)).toBe('open');
  socket.terminate();
});

test('[SYNC8] a scan pokes the class’s staff and its student, nobody else', async () => {
  const sessionId = await open();
  const sockets = [laptop, phone, phoneOf(1)].map(({ cookie }) => connect({ cookie, origin: ORIGIN }));
  const heard: Poke[][] = sockets.map(() => []);
  sockets.forEach((socket, index) => {
    socket.on('message', (data: Buffer) => heard[index]?.push(poke.parse(JSON.parse(data.toString('utf8')))));
  });
  await Promise.all(sockets.map(fate));
  await expect.poll(() => heard.map(({ length }) => length)).toEqual([1, 1, 1]);
  expect(heard[1]?.[0]?.scopes).toEqual(['me', `class:${classId}`]);
  const { changes, epoch } = await sync(world, phone, [scanOf(sessionId)]);
  await expect.poll(() => heard[0]?.slice(1).flatMap(({ scopes }) => scopes)).toContain(`staff:${classId}`);
  await expect.poll(() => heard[1]?.slice(1)).toEqual([{ scopes: ['me'], rev: changes.me.cursor, epoch }]);
  expect(heard[2]).toHaveLength(1);
  for (const socket of sockets) socket.terminate();
});

test('[SYNC8] whoever sends something is disconnected', async () => {
  const socket = connect({ cookie: laptop.cookie, origin: ORIGIN });
  await fate(socket);
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.send('x'.repeat(20_000));
  expect(await closed).toBe(1009);
});

test('[API] the reference’s QR route gives a code that scans, to staff only', async () => {
  const sessionId = await open();
  const path = `/api/sessions/${sessionId}/qr`;
  const get = (cookie: string) => fetch(`${world.server.url}${path}`, { headers: { cookie } });
  expect((await get('')).status).toBe(401);
  expect((await get(phone.cookie)).status).toBe(404);
  const rival = await login(world, world.people.other);
  expect((await get(rival)).status).toBe(404);
  const response = await get(laptop.cookie);
  expect(response.status).toBe(200);
  const body: unknown = await response.json();
  expect(body).toMatchObject({ sessionId });
  expect(JSON.stringify(body)).toMatch(/"signature":"[0-9a-f]{64}"/);
  if (typeof body !== 'object' || body === null || !('token' in body)) throw new Error('a token');
  const text = String(body.token);
  expect(parseToken(text).ok).toBe(true);
  const scan = makeFact(world, phone, 'scan', {
    tokens: [{ text, gapMs: 0 }],
    scannedAt: world.clock.now(),
    how: 'link',
  });
  expect(await send(phone, [scan])).toEqual(['review liveness_weak']);
  const listed = await fetch(`${world.server.url}/api/sessions/${sessionId}/attendance`, {
    headers: { cookie: laptop.cookie },
  });
  expect(await listed.json()).toMatchObject({
    sessionId,
    attendance: [{ student_id: 'R1', status: 'expected' }],
  });
  await send(laptop, [moved('session.completed', sessionId)]);
  expect((await get(laptop.cookie)).status).toBe(409);
  expect((await post(world, path, {}, { cookie: laptop.cookie })).status).toBe(404);
});

test('[SYNC8] every 60 s a connection is asked again who it is: a login that ended ends it, new rights count', async () => {
  const other = await startWorld();
  try {
    const [student] = other.people.students;
    if (!student) throw new Error('a student');
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const url = `${other.server.url.replace('http', 'ws')}/api/live`;
    const cookie = await login(other, student);
    const socket = new WebSocket(url, { headers: { cookie, origin: ORIGIN } });
    const heard: string[] = [];
    socket.on('message', (data: Buffer) =>
      heard.push(...poke.parse(JSON.parse(data.toString('utf8'))).scopes),
    );
    await fate(socket);
    await expect.poll(() => other.server.deps.pokes.size()).toBe(1);
    const scope = `class:${other.otherClass.uuid}` as const;
    await enrol(other.server.deps, other.otherClass.id, [student.id], other.clock.now());
    other.server.deps.pokes.publish(new Set([scope]));
    await vi.advanceTimersByTimeAsync(60_000);
    await expect
      .poll(() => {
        other.server.deps.pokes.publish(new Set([scope]));
        return heard;
      })
      .toContain(scope);
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    expect((await post(other, '/api/auth/logout', {}, { cookie })).status).toBe(204);
    await vi.advanceTimersByTimeAsync(59_000);
    expect(socket.readyState).toBe(WebSocket.OPEN);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await closed).toBe(4401);
  } finally {
    await other.close();
  }
});

test('[SYNC8] rights that change while a pull is answered are news to who got that answer', async () => {
  /** Of a student of no class. */
  const device = phoneOf(4);
  const { client } = world.server.deps.database;
  const execute = client.execute.bind(client);
  let joined = false;
  client.execute = async (statement: string | { readonly sql: string }) => {
    const found = await execute(statement as string);
    const ofRights = /^select "class_id", "until_at" from "enrolments"/;
    if (!joined && typeof statement !== 'string' && ofRights.test(statement.sql)) {
      joined = true;
      await enrol(world.server.deps, world.ofClass.id, [device.user.id], world.clock.now());
    }
    return found;
  };
  const answer = await sync(world, device, []).finally(() => (client.execute = execute));
  expect(joined).toBe(true);
  expect(answer.added).toEqual(['me']);
  expect(answer.changes.me.cursor).toBeLessThan(world.server.deps.writer.committedRev());
});

test('[SYNC8] keys that are issued or revoked are news to the class, whose row names them', async () => {
  const heard: Poke[] = [];
  const { deps } = world.server;
  const scope = `class:${classId}` as const;
  const seat = deps.pokes.connect(new Set([scope]), (said) => heard.push(said));
  await expect.poll(() => heard).toHaveLength(1);
  const tablet = await registerDevice(world, world.people.professor);
  await issuerOf(world, tablet);
  await expect.poll(() => heard[1]).toMatchObject({ scopes: [scope], rev: deps.writer.lastChange(scope) });
  const device = await deps.devices.find(tablet.uuid);
  if (!device) throw new Error('it is registered');
  await deps.issuerKids.revokeOf(device, { at: world.clock.now(), actorId: null, address: null });
  await expect.poll(() => heard[2]).toMatchObject({ scopes: [scope], rev: deps.writer.lastChange(scope) });
  seat?.leave();
});
