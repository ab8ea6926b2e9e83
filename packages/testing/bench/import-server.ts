/**
 * A server with one class that has sessions behind it, and one beside it, in a process of its own:
 * `import-server.ts <data folder> <sessions> [<students of the first class>]`.
 */
import { randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert, uuidv7 } from '@hazri/domain';
import { createClass, createUsers, enrol, readConfig, startServer } from '@hazri/sync-server';
import type { ImportTarget } from './import-messages.ts';
import { asStudent, holdSessions } from './past-sessions.ts';

const DAY_MS = 86_400_000;
const OTHERS = 60;
const SERVER_PACKAGE = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', 'sync-server');

const [dataDir = '', sessions = '0', students = '0'] = process.argv.slice(2);
const config = readConfig(
  {
    ORIGIN: 'http://hazri.test',
    HOST: '127.0.0.1',
    PORT: '0',
    LOG_LEVEL: 'warn',
    DATA_DIR: dataDir,
    WEB_DIR: dataDir,
  },
  { packageDir: SERVER_PACKAGE },
);
if (!config.ok) throw new Error(config.reason);
const server = await startServer({ config: config.value });
process.on('disconnect', () => void server.close().then(() => process.exit(0)));

const { deps } = server;
const person = (name: string, role: 'professor' | 'student') => ({
  uuid: uuidv7(deps.clock.now(), randomBytes(10)),
  email: `${name}@acem.ac.in`,
  role,
  passwordHash: null,
  givenName: name,
  familyName: 'Bench',
});
const [professor, ...people] = await createUsers(deps.writer, [
  person('professor', 'professor'),
  ...Array.from({ length: OTHERS + Number(students) }, (_, at) => person(`student${at}`, 'student')),
]);
assert(professor !== undefined, 'a professor was made');
const from = deps.clock.now() - 400 * DAY_MS;
const details = { title: 'Bench', professorId: professor.id, from };
const ofClass = await createClass(deps, { ...details, course: 'C1' });
const otherClass = await createClass(deps, { ...details, course: 'C2' });
await enrol(deps, otherClass.id, people.slice(0, OTHERS).map(({ id }) => id), from); // prettier-ignore
const attending = people.slice(OTHERS);
await enrol(deps, ofClass.id, attending.map(({ id }) => id), from); // prettier-ignore
// Three in four are there; the rest is absent by the session's end.
await holdSessions(server, professor, ofClass, Number(sessions), (index) =>
  attending
    .filter((_, at) => (at * 7 + index * 3) % 4 !== 0)
    .map(({ uuid }) => ({ studentId: asStudent(uuid), status: 'present' as const })),
);
const { token } = await deps.authSessions.begin(professor.id);
const target: ImportTarget = {
  url: server.url,
  cookie: deps.cookie.write(token, 1).split(';', 1)[0] ?? '',
  classId: ofClass.uuid,
  otherClassId: otherClass.uuid,
};
process.send?.(target);
