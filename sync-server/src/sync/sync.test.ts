import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SessionId } from '@hazri/domain';
import { DEFAULT_POLICY } from '@hazri/domain';
import type { Row } from '@hazri/sync-protocol';
import { parseRow } from '@hazri/sync-protocol';
import type { TestDevice, World } from '../testing/server-world.ts';
import {
  issuerOf,
  makeFact,
  newId,
  outcomes,
  refOf,
  registerDevice,
  scanBody,
  startWorld,
  sync,
} from '../testing/server-world.ts';

let world: World;
let laptop: TestDevice;
let phone: TestDevice;
let kid: number;

beforeAll(async () => {
  world = await startWorld();
  laptop = await registerDevice(world, world.people.professor);
  const [student] = world.people.students;
  if (!student) throw new Error('a student');
  phone = await registerDevice(world, student);
  kid = await issuerOf(world, laptop);
});
afterAll(() => world.close());

function opened(sessionId: string) {
  return makeFact(world, laptop, 'session.opened', {
    sessionId: sessionId as SessionId,
    classId: world.ofClass.uuid as never,
    startsAt: world.clock.now(),
    kid,
    clockOffsetMs: 0,
    policy: DEFAULT_POLICY,
  });
}

function rowsOf(changes: Awaited<ReturnType<typeof sync>>['changes'], type: Row['type']): readonly Row[] {
  return Object.values(changes)
    .flatMap(({ rows }) => rows.flatMap((row) => parseRow(row) ?? []))
    .filter((row) => row.type === type);
}

describe('a session in the room', () => {
  test('[SCAN12] a scan received in time is live and the student is present', async () => {
    const sessionId = newId(world);
    expect(outcomes((await sync(world, laptop, [opened(sessionId)])).results)).toEqual(['accepted']);
    world.clock.advance(30_000);
    const scan = makeFact(world, phone, 'scan', scanBody(world, { kid, ref: refOf(sessionId) }));
    const answer = await sync(world, phone, [scan]);
    expect(outcomes(answer.results)).toEqual(['accepted']);
    expect(rowsOf(answer.changes, 'attendance')).toMatchObject([
      { status: 'present', trust: 'live', sessionId },
    ]);
  });

  test('[SCAN2] a scan before its session waits and counts once the session arrives', async () => {
    const sessionId = newId(world);
    const open = opened(sessionId);
    world.clock.advance(30_000);
    const scan = makeFact(world, phone, 'scan', scanBody(world, { kid, ref: refOf(sessionId) }));
    expect(outcomes((await sync(world, phone, [scan])).results)).toEqual(['waiting pending_session']);
    world.clock.advance(3_600_000);
    await sync(world, laptop, [open]);
    const answer = await sync(world, phone, []);
    const found = rowsOf(answer.changes, 'attendance').filter(
      (row) => row.type === 'attendance' && row.sessionId === sessionId,
    );
    expect(found).toMatchObject([{ status: 'present', trust: 'live' }]);
  });
});
