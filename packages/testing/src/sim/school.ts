/**
 * The small school that every simulated history happens in: two classes, three members of staff, six students.
 * Built once per process as a data folder; each run gets a copy of it.
 */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_POLICY, parseId, uuidv7 } from '@hazri/domain';
import type { ClassId, Policy, SessionId, UserId } from '@hazri/domain';
import { createClass, createUsers, enrol, planSessions, startServer } from '@hazri/sync-server';
import type { Config, Random } from '@hazri/sync-server';
import { chanceOf } from './chance.ts';

/** A Monday, 10:00 in Kolkata: the first lesson begins. */
export const START = Date.UTC(2026, 10, 23, 4, 30);
export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;
const FOUNDED = START - 60 * DAY_MS;
const SERVER_PACKAGE = join(import.meta.dirname, '..', '..', '..', '..', 'sync-server');
/** Crashes here are those of a process, not of a disk: a file in memory is as good and ten times as fast. */
const SCRATCH = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export const CLASS_NAMES = ['networks', 'compilers'] as const;
export type ClassName = (typeof CLASS_NAMES)[number];

/** Policies that a class may have had at one time or another. */
export const POLICIES = {
  usual: DEFAULT_POLICY,
  lenient: { ...DEFAULT_POLICY, twoFrames: false, lateAfterMs: 15 * MINUTE_MS },
  careful: { ...DEFAULT_POLICY, offlineScans: 'review' },
  quick: { ...DEFAULT_POLICY, rotationMs: 10_000, expiryMs: 20_000, lateAfterMs: 0 },
} as const satisfies Readonly<Record<string, Policy>>;
export type PolicyName = keyof typeof POLICIES;
export const POLICY_NAMES = ['usual', 'lenient', 'careful', 'quick'] as const satisfies readonly PolicyName[];

export interface Person {
  readonly name: string;
  readonly uuid: UserId;
  readonly email: string;
  readonly role: 'student' | 'professor';
  readonly studentNo: string | null;
  readonly staffOf: readonly ClassName[];
  readonly enrolledIn: readonly ClassName[];
}

type Standing = Pick<Person, 'name' | 'role' | 'staffOf' | 'enrolledIn'>;

const STANDINGS: readonly Standing[] = [
  { name: 'prof', role: 'professor', staffOf: ['networks'], enrolledIn: [] },
  { name: 'assistant', role: 'professor', staffOf: ['networks'], enrolledIn: [] },
  { name: 'rival', role: 'professor', staffOf: ['compilers'], enrolledIn: [] },
  { name: 'asha', role: 'student', staffOf: [], enrolledIn: ['networks'] },
  { name: 'bina', role: 'student', staffOf: [], enrolledIn: ['networks'] },
  { name: 'chandra', role: 'student', staffOf: [], enrolledIn: ['networks', 'compilers'] },
  { name: 'deepak', role: 'student', staffOf: [], enrolledIn: ['networks'] },
  { name: 'esha', role: 'student', staffOf: [], enrolledIn: ['compilers'] },
  { name: 'farid', role: 'student', staffOf: [], enrolledIn: [] },
];

function idFrom<Name extends string>(label: string, at: number = FOUNDED) {
  return uuidv7<Name>(at, chanceOf(0, label).bytes(10));
}

export const PEOPLE: readonly Person[] = STANDINGS.map((standing, index) => ({
  ...standing,
  uuid: idFrom<'user'>(`user ${standing.name}`),
  email: `${standing.name}@acem.ac.in`,
  studentNo: standing.role === 'student' ? `R${index}` : null,
}));

export function person(name: string): Person {
  const found = PEOPLE.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`nobody is called ${name}`);
  return found;
}

export const CLASS_IDS: Readonly<Record<ClassName, ClassId>> = {
  networks: idFrom<'class'>('class networks'),
  compilers: idFrom<'class'>('class compilers'),
};

/** Sessions of the timetable, known to everybody beforehand (SES6). */
export const PLANNED: readonly {
  readonly id: SessionId;
  readonly of: ClassName;
  readonly startsAt: number;
}[] = [
  { id: idFrom<'session'>('networks 1', START), of: 'networks', startsAt: START },
  { id: idFrom<'session'>('networks 2', START + 1), of: 'networks', startsAt: START + 70 * MINUTE_MS },
  { id: idFrom<'session'>('compilers 1', START + 2), of: 'compilers', startsAt: START + 20 * MINUTE_MS },
];
const LESSON_MS = 60 * MINUTE_MS;

export const PASSWORD = 'correct horse';

export function simConfig(dataDir: string): Config {
  return {
    host: '127.0.0.1',
    port: 0,
    dataDir,
    webDir: join(dataDir, 'web'),
    migrationsDir: join(SERVER_PACKAGE, 'drizzle'),
    origin: 'http://hazri.test',
    tls: null,
    logLevel: 'silent',
    metricsToken: null,
    demo: false,
    allowedEmailDomain: 'acem.ac.in',
    mail: null,
    trustedProxies: [],
    policy: DEFAULT_POLICY,
    lowAttendance: 0.75,
    weeklyAlerts: false,
    keepAddressesDays: 180,
    version: 'simulated',
  };
}

let template: Promise<string> | null = null;

/** A fresh data folder of the school; whoever takes it removes it. */
export async function copyOfSchool(): Promise<string> {
  template ??= foundSchool();
  const copy = mkdtempSync(join(SCRATCH, 'hazri-sim-'));
  cpSync(await template, copy, { recursive: true });
  return copy;
}

/** Removes what the copies are made from; the next copy founds the school anew. */
export async function closeSchool(): Promise<void> {
  if (template === null) return;
  rmSync(await template, { recursive: true, force: true });
  template = null;
}

async function foundSchool(): Promise<string> {
  const dataDir = mkdtempSync(join(SCRATCH, 'hazri-school-'));
  const chance = chanceOf(0, 'school');
  const random: Random = (length) => chance.bytes(length);
  const server = await startServer({
    config: simConfig(dataDir),
    clock: { now: () => FOUNDED },
    random,
    print: () => undefined,
  });
  const { deps } = server;
  const users = await createUsers(
    deps.writer,
    PEOPLE.map(({ uuid, email, role, name, studentNo }) => ({
      uuid,
      email,
      role,
      // Compared as it is: see `plainPasswords` in sim-server.ts.
      passwordHash: PASSWORD,
      givenName: name,
      familyName: 'Sim',
      studentNo,
    })),
  );
  for (const of of CLASS_NAMES) {
    const members = users.filter((_, index) => PEOPLE[index]?.staffOf.includes(of));
    const students = users.filter((_, index) => PEOPLE[index]?.enrolledIn.includes(of));
    const [professor, ...assistants] = members;
    if (!professor) throw new Error(`${of} has no professor`);
    const made = await createClass(deps, {
      course: of,
      title: of,
      professorId: professor.id,
      uuid: CLASS_IDS[of],
    });
    for (const { id } of assistants) {
      await deps.database.client.execute({
        sql: "INSERT INTO staff (class_id, user_id, role, from_at) VALUES (?, ?, 'assistant', ?)",
        args: [made.id, id, FOUNDED],
      });
    }
    await deps.catalogue.reload();
    await enrol(
      deps,
      made.id,
      students.map(({ id }) => id),
      FOUNDED,
    );
    const planned = PLANNED.filter((session) => session.of === of);
    await planSessions(
      deps,
      made,
      planned.map(({ id, startsAt }) => ({ id, startsAt, endsAt: startsAt + LESSON_MS })),
    );
  }
  await deps.database.client.execute('PRAGMA wal_checkpoint(TRUNCATE)');
  await server.close();
  return dataDir;
}

/** @throws when the text is no id */
export function idOf<Name extends string>(text: string) {
  const id = parseId<Name>(text);
  if (id === null) throw new Error(`${text} is no id`);
  return id;
}
