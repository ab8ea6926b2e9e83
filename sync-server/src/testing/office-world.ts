/** A server with an administrator on it, asked over HTTP as people's browsers do. */
import { assert } from '@hazri/domain';
import type { Approval } from '@hazri/sync-protocol/api/people';
import type { User } from '../auth/accounts.ts';
import { createUsers } from '../auth/accounts.ts';
import type { World } from './server-world.ts';
import { ask, login, newId, startWorld } from './server-world.ts';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** The body of an answer as tests look into it: what it lacks is undefined, and their comparisons say so. */
export interface Told {
  readonly id: string;
  readonly reason: string;
  readonly issues: readonly { readonly path: string; readonly code: string }[];
  readonly joinCode: string;
  readonly archivedAt: number | null;
  readonly fresh: boolean;
  readonly email: string;
  readonly role: string;
  readonly until: number | null;
  readonly action: string;
  readonly actor: string;
  readonly classes: readonly Told[];
  readonly entries: readonly Told[];
  readonly staff: readonly Told[];
  readonly courses: readonly Told[];
  readonly terms: readonly Told[];
  readonly holidays: readonly Told[];
  readonly approvals: readonly Approval[];
}

export interface Answered {
  readonly status: number;
  readonly body: Told;
}

export interface Caller {
  readonly user: User;
  readonly ask: (method: Method, path: string, body?: unknown) => Promise<Answered>;
}

export interface OfficeWorld {
  readonly world: World;
  readonly administrator: Caller;
  readonly professor: Caller;
  readonly other: Caller;
  /** Enrolled nowhere. */
  readonly outsider: Caller;
  readonly student: Caller;
}

export async function startOffice(): Promise<OfficeWorld> {
  const world = await startWorld();
  const { professor, other, students } = world.people;
  const admin = await makeAdministrator(world);
  const [student] = students;
  const outsider = students.at(-1);
  if (!student || !outsider) throw new Error('people are missing');
  return {
    world,
    administrator: await callerFor(world, admin),
    professor: await callerFor(world, professor),
    other: await callerFor(world, other),
    outsider: await callerFor(world, outsider),
    student: await callerFor(world, student),
  };
}

export async function makeAdministrator(world: World): Promise<User> {
  const [admin] = await createUsers(world.server.deps.writer, [
    {
      uuid: newId(world),
      email: 'admin@acem.ac.in',
      role: 'administrator',
      passwordHash: world.people.professor.passwordHash,
      givenName: 'Admin',
      familyName: 'Test',
    },
  ]);
  assert(admin !== undefined, 'an administrator was made');
  return admin;
}

export async function callerFor(world: World, user: User): Promise<Caller> {
  const cookie = await login(world, user);
  return {
    user,
    ask: async (method, path, body) => {
      const response = await ask(world, method, `/api${path}`, { cookie, body });
      const text = await response.text();
      return { status: response.status, body: JSON.parse(text === '' ? '{}' : text) as Told };
    },
  };
}
