/** A class with its professor's laptop and its students' phones, for the tests of one file. */
import { afterAll, beforeEach } from 'vitest';
import type { ClassId, FactBodies, SessionId, UserId } from '@hazri/domain';
import { assert, DEFAULT_POLICY } from '@hazri/domain';
import type { Row, RowOf, RowType, SyncResponse } from '@hazri/sync-protocol';
import { parseRow } from '@hazri/sync-protocol';
import type { Config } from '../env.ts';
import type { SyncExtras, TestDevice, World, WorldOptions } from './server-world.ts';
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
} from './server-world.ts';

const STUDENTS = 5;
/** From one test to the next, so that none comes into another's session. */
const BETWEEN_TESTS_MS = 2 * 3_600_000;

type Fact<Kind extends keyof FactBodies> = ReturnType<typeof makeFact<Kind>>;

export interface Classroom {
  readonly world: World;
  /** The professor's; it shows codes of this kid. */
  readonly laptop: TestDevice;
  readonly kid: number;
  readonly classId: ClassId;
  /** Of the students in their order, of which the last is enrolled nowhere; without a number the first one's. */
  readonly phone: (index?: number) => TestDevice;
  readonly student: (index?: number) => UserId;
  /** States that a session began now. */
  readonly opened: (
    sessionId: SessionId,
    body?: Partial<FactBodies['session.opened']>,
    by?: TestDevice,
  ) => Fact<'session.opened'>;
  /** Has a session begun half a minute ago. */
  readonly open: (body?: Partial<FactBodies['session.opened']>) => Promise<SessionId>;
  readonly moved: (
    kind: 'session.completed' | 'session.reopened',
    sessionId: SessionId,
  ) => Fact<'session.completed' | 'session.reopened'>;
  readonly scanOf: (sessionId: SessionId, by?: TestDevice, at?: number) => Fact<'scan'>;
  /** Pushes, and gives `outcome` or `outcome reason` of each fact. */
  readonly send: (
    by: TestDevice,
    facts: readonly unknown[],
    extras?: SyncExtras,
  ) => Promise<readonly string[]>;
  /** Of the owner's record as the phone is told; `none` where there is no record. */
  readonly statusOf: (sessionId: SessionId, by?: TestDevice) => Promise<string>;
}

/** Starts it, ends it after the last test of the file, and lets time pass before each. */
export async function useClassroom(
  overrides: Partial<Config> = {},
  options: WorldOptions = {},
): Promise<Classroom> {
  const world = await startWorld(STUDENTS, overrides, options);
  afterAll(() => world.close());
  beforeEach(() => world.clock.advance(BETWEEN_TESTS_MS));
  const laptop = await registerDevice(world, world.people.professor);
  const kid = await issuerOf(world, laptop);
  const phones = await Promise.all(world.people.students.map((student) => registerDevice(world, student)));
  const classId = world.ofClass.uuid as ClassId;

  const phone = (index = 0): TestDevice => {
    const found = phones[index];
    assert(found !== undefined, `there is no phone ${index}`);
    return found;
  };
  const opened: Classroom['opened'] = (sessionId, body = {}, by = laptop) =>
    makeFact(world, by, 'session.opened', {
      sessionId,
      classId,
      startsAt: world.clock.now(),
      kid,
      clockOffsetMs: 0,
      policy: DEFAULT_POLICY,
      ...body,
    });
  const send: Classroom['send'] = async (by, facts, extras = {}) =>
    outcomes((await sync(world, by, facts, extras)).results);

  return {
    world,
    laptop,
    kid,
    classId,
    phone,
    student: (index) => phone(index).user.uuid as UserId,
    opened,
    open: async (body) => {
      const sessionId = newId(world) as SessionId;
      const [outcome] = await send(laptop, [opened(sessionId, body)]);
      assert(outcome === 'accepted', `a session is ${outcome ?? 'not'} opened`);
      world.clock.advance(30_000);
      return sessionId;
    },
    moved: (kind, sessionId) =>
      makeFact(world, laptop, kind, { sessionId, at: world.clock.now(), clockOffsetMs: 0 }),
    scanOf: (sessionId, by = phone(), at = world.clock.now()) =>
      makeFact(world, by, 'scan', scanBody(world, { kid, ref: refOf(sessionId) }, at)),
    send,
    statusOf: async (sessionId, by = phone()) => {
      const record = rowsIn(await sync(world, by, []), 'attendance').find(
        (row) => row.sessionId === sessionId && row.studentId === by.user.uuid,
      );
      return record?.status ?? 'none';
    },
  };
}

export function rowsIn<Type extends RowType>({ changes }: SyncResponse, type: Type): readonly RowOf<Type>[] {
  const all = Object.values(changes).flatMap((scope) => scope.rows.flatMap((row) => parseRow(row) ?? []));
  return all.filter((row): row is RowOf<Type> => isOf(row, type));
}

function isOf<Type extends RowType>(row: Row, type: Type): row is RowOf<Type> {
  return row.type === type;
}
