/** Who is attacked: the product's own server on loopback, not in demo mode, with a clock of its own and a few people. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseId, uuidv7 } from '@hazri/domain';
import type { ClassId, UserId } from '@hazri/domain';
import { createClass, createUsers, enrol, readConfig, startServer } from '@hazri/sync-server';
import type { RunningServer } from '@hazri/sync-server';

const SERVER_PACKAGE = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..', 'sync-server');
const ENROLLED_SINCE_MS = 30 * 86_400_000;
/** A Monday, 10:00 in Kolkata. */
const MONDAY_TEN = Date.UTC(2026, 10, 23, 4, 30);

export const ORIGIN = 'http://hazri.test';
export const PASSWORD = 'a password for tests';

export interface Person {
  readonly id: UserId;
  readonly email: string;
}

export interface School {
  readonly server: RunningServer;
  readonly url: string;
  readonly port: number;
  readonly clock: { readonly now: () => number; readonly advance: (ms: number) => void };
  /** Teaches `classId`. */
  readonly professor: Person;
  /** Teaches another class. */
  readonly rival: Person;
  /** A professor whom nobody has approved yet. */
  readonly pending: Person;
  /** All but the last are enrolled in `classId`. */
  readonly students: readonly Person[];
  readonly classId: ClassId;
  readonly rivalsClassId: ClassId;
  /** What the server reported as its own mistakes since it was asked last. */
  readonly takeMistakes: () => readonly string[];
  readonly close: () => Promise<void>;
}

export async function openSchool(studentCount = 4): Promise<School> {
  const dataDir = mkdtempSync(join(tmpdir(), 'hazri-hostile-'));
  const mistakes: string[] = [];
  let now = MONDAY_TEN;
  const clock = {
    now: () => now,
    advance: (ms: number) => {
      now += ms;
    },
  };
  const folders = { DATA_DIR: dataDir, WEB_DIR: dataDir };
  const environment = { ORIGIN, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error', ...folders };
  const config = readConfig(environment, { packageDir: SERVER_PACKAGE });
  if (!config.ok) throw new Error(config.reason);
  const server = await startServer({
    config: config.value,
    clock,
    report: (cause) => mistakes.push(String(cause)),
    print: () => undefined,
    usesThreads: true,
  });
  const { deps } = server;
  const passwordHash = await deps.passwords.hash(PASSWORD);
  const user = (name: string, role: 'professor' | 'student', state: 'active' | 'pending' = 'active') => ({
    uuid: uuidv7(now, randomBytes(10)),
    email: `${name}@acem.ac.in`,
    role,
    state,
    passwordHash,
    givenName: name,
    familyName: 'Test',
    studentNo: role === 'student' ? name.toUpperCase() : null,
  });
  const made = await createUsers(deps.writer, [
    user('professor', 'professor'),
    user('rival', 'professor'),
    user('pending', 'professor', 'pending'),
    ...Array.from({ length: studentCount }, (_, at) => user(`student${at + 1}`, 'student')),
  ]);
  const [professor, rival, pending, ...students] = made;
  if (!professor || !rival || !pending) throw new Error('people were made');
  const ofClass = await createClass(deps, { course: 'CS1', title: 'Networks', professorId: professor.id });
  const rivals = await createClass(deps, { course: 'CS2', title: 'Compilers', professorId: rival.id });
  const enrolled = students.slice(0, -1).map(({ id }) => id);
  await enrol(deps, ofClass.id, enrolled, now - ENROLLED_SINCE_MS);
  return {
    server,
    url: `http://127.0.0.1:${server.port}`,
    port: server.port,
    clock,
    professor: personOf(professor),
    rival: personOf(rival),
    pending: personOf(pending),
    students: students.map(personOf),
    classId: idOf(ofClass.uuid),
    rivalsClassId: idOf(rivals.uuid),
    takeMistakes: () => mistakes.splice(0),
    close: async () => {
      await server.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function personOf({ uuid, email }: { readonly uuid: string; readonly email: string | null }): Person {
  return { id: idOf(uuid), email: email ?? '' };
}

function idOf<Id extends 'user' | 'class'>(uuid: string) {
  const id = parseId<Id>(uuid);
  if (id === null) throw new Error(`not an id: ${uuid}`);
  return id;
}
