/**
 * The server under load, in a process of its own: `ingest-server.ts <data folder> <students> <classes> [<profile>]`.
 * Beside the product listens an app on the same HTTP stack that answers an empty POST: what HTTP alone costs.
 */
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { assert, uuidv7 } from '@hazri/domain';
import { createClass, createUsers, enrol, readConfig, startServer } from '@hazri/sync-server';
import type { RunningServer } from '@hazri/sync-server';
import { watchStatements } from '@hazri/sync-server/testing/watch-statements';
import type { Ready } from './ingest-messages.ts';
import { LOAD_ORIGIN } from './ingest-messages.ts';
import { usageNow } from './server-usage.ts';

const DAY_MS = 86_400_000;
const SERVER_PACKAGE = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'sync-server');

const [dataDir = '', students = '', classes = '', profile] = process.argv.slice(2);
const config = readConfig(
  {
    ORIGIN: LOAD_ORIGIN,
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'warn',
    DATA_DIR: dataDir,
    WEB_DIR: dataDir,
  },
  { packageDir: SERVER_PACKAGE },
);
if (!config.ok) throw new Error(config.reason);
const server = await startServer({ config: config.value, usesThreads: true });
const { counted } = watchStatements(server);
const empty = createAdaptorServer({ fetch: new Hono().post('/empty', (c) => c.json({})).fetch });
await new Promise<void>((done) => empty.listen(0, '127.0.0.1', done));
const people = await populate(server, Number(students), Number(classes));
const address = empty.address();
assert(typeof address === 'object' && address !== null, 'the empty app listens on a port');

const ready: Ready = { port: server.port, emptyPort: address.port, ...people };
process.send?.(ready);
const profiler = profile === undefined ? null : new Session();
profiler?.connect();
let isProfiling = false;
process.on('message', () => {
  // The first question comes right before the first load: making people isn't profiled.
  if (profiler !== null && !isProfiling) {
    isProfiling = true;
    void profiler.post('Profiler.enable').then(() => profiler.post('Profiler.start'));
  }
  process.send?.(usageNow(counted()));
});
// The parent is gone, or done: so are we.
process.on('disconnect', () => {
  empty.close();
  void server
    .close()
    .then(saveProfile)
    .then(() => process.exit(0));
});

async function saveProfile(): Promise<void> {
  if (profiler === null || profile === undefined || !isProfiling) return;
  const stopped = await profiler.post('Profiler.stop');
  writeFileSync(profile, JSON.stringify(stopped.profile));
}

/** A professor and students in equal classes, all signed in. */
async function populate(
  { deps }: RunningServer,
  studentCount: number,
  classCount: number,
): Promise<Pick<Ready, 'professor' | 'students' | 'classIds'>> {
  const { authSessions, clock, writer } = deps;
  const person = (name: string, role: 'professor' | 'student', studentNo: string | null = null) => ({
    uuid: uuidv7(clock.now(), randomBytes(10)),
    email: `${name}@acem.ac.in`,
    role,
    passwordHash: null,
    givenName: name,
    familyName: 'Bench',
    studentNo,
  });
  const [professor, ...enrolled] = await createUsers(writer, [
    person('professor', 'professor'),
    ...Array.from({ length: studentCount }, (_, at) => person(`s${at}`, 'student', `R${at}`)),
  ]);
  assert(professor !== undefined, 'a professor was made');
  const from = clock.now() - DAY_MS;
  const classIds: string[] = [];
  const perClass = studentCount / classCount;
  for (let at = 0; at < classCount; at += 1) {
    const made = await createClass(deps, {
      course: `C${at}`,
      title: 'Bench',
      professorId: professor.id,
      from,
    });
    const members = enrolled.slice(at * perClass, (at + 1) * perClass);
    await enrol(deps, made.id, members.map(({ id }) => id), from); // prettier-ignore
    classIds.push(made.uuid);
  }
  const cookieOf = async (userId: number): Promise<string> => {
    const { token } = await authSessions.begin(userId);
    return deps.cookie.write(token, 1).split(';', 1)[0] ?? '';
  };
  const cookies: string[] = [];
  for (const { id } of enrolled) cookies.push(await cookieOf(id));
  return {
    professor: { cookie: await cookieOf(professor.id) },
    students: cookies.map((cookie) => ({ cookie })),
    classIds,
  };
}
