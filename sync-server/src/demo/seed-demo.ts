/** Fills an empty demo database: a class with five weeks behind it, and a session to start now. */
import { and, gte, isNull, lt } from 'drizzle-orm';
import { uuidv7 } from '@hazri/domain';
import type { Meeting } from '@hazri/sync-protocol';
import type { AppDeps } from '../app-deps.ts';
import type { User } from '../auth/accounts.ts';
import { createUsers, findUserByEmail } from '../auth/accounts.ts';
import type { ClassRecord } from '../catalogue/catalogue.ts';
import { createClass, DEFAULT_TIME_ZONE, enrol, planSessions } from '../catalogue/create-class.ts';
import { makeJoinCode } from '../catalogue/join-code.ts';
import { sessions } from '../db/class-schema.ts';
import { notifications } from '../db/notification-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import { makeHistoryDevices } from './demo-devices.ts';
import type { Participant } from './demo-history.ts';
import { sessionHistory, sessionsPlannedBefore } from './demo-history.ts';
import { DEMO_JOIN_CODE, seedOffice } from './demo-office.ts';
import {
  DEMO_ADMINISTRATOR,
  DEMO_PASSWORD,
  DEMO_PROFESSOR,
  demoAdministrator,
  demoPeople,
} from './demo-people.ts';
import type { DemoRandom } from './demo-random.ts';
import { makeDemoRandom } from './demo-random.ts';

const SEED = 20_240_817;
const UUID_RANDOM_BYTES = 10;
const DAY_MS = 86_400_000;
const WEEKS_BEFORE = 5;
const WEEKS_AHEAD = 12;
const HOUR_MS = 3_600_000;
/** A session counts as "now or next" when it begins from an hour ago to an hour ahead. */
const NEAR_MS = HOUR_MS;
/** News of the demo's history that its people haven't read yet. */
const UNREAD_FOR_MS = 3 * DAY_MS;
const START_RASTER_MS = 5 * 60_000;

const at = (weekday: number, hour: number): Meeting => ({
  weekday,
  startMinute: hour * 60,
  durationMinutes: 60,
});
const NETWORKS: readonly Meeting[] = [at(1, 10), at(3, 10), at(5, 14)];
const COMPILERS: readonly Meeting[] = [at(2, 9), at(4, 11)];

/** Seeds once; at every later start it only makes sure that there is a session to try. */
export async function seedDemo(deps: AppDeps): Promise<void> {
  const random = makeDemoRandom(SEED);
  const known = await findUserByEmail(deps.database, DEMO_PROFESSOR);
  if (!known) await seed(deps, random);
  await ensureAdministrator(deps);
  await planSessionNow(deps);
}

/** Also in a demo that is older than its administrator. */
async function ensureAdministrator({ clock, database, passwords, random, writer }: AppDeps): Promise<void> {
  if (await findUserByEmail(database, DEMO_ADMINISTRATOR)) return;
  const passwordHash = await passwords.hash(DEMO_PASSWORD);
  await createUsers(writer, [demoAdministrator(passwordHash, clock.now(), random(UUID_RANDOM_BYTES))]);
}

async function seed(deps: AppDeps, random: DemoRandom): Promise<void> {
  const now = deps.clock.now();
  const termStart = now - WEEKS_BEFORE * 7 * DAY_MS;
  const people = demoPeople(random, await deps.passwords.hash(DEMO_PASSWORD), termStart);
  const office = await seedOffice(deps, random, termStart, now + WEEKS_AHEAD * 7 * DAY_MS);
  const [professor, colleague, ...students] = await createUsers(deps.writer, [
    people.professor,
    people.colleague,
    ...people.students,
  ]);
  if (!professor || !colleague) return;
  const details = {
    section: 'A',
    timeZone: DEFAULT_TIME_ZONE,
    from: termStart - DAY_MS,
    term: office.term.name,
    termId: office.term.id,
    departmentId: office.department.id,
  };
  const networks = await createClass(deps, {
    ...details,
    course: office.networks.code,
    title: office.networks.title,
    courseId: office.networks.id,
    capacity: 70,
    joinCode: DEMO_JOIN_CODE,
    room: 'Block B, 204',
    timetable: NETWORKS,
    professorId: professor.id,
  });
  const compilers = await createClass(deps, {
    ...details,
    course: office.compilers.code,
    title: office.compilers.title,
    courseId: office.compilers.id,
    joinCode: makeJoinCode(random.bytes),
    room: 'Block B, 110',
    timetable: COMPILERS,
    professorId: colleague.id,
  });
  const ids = students.map(({ id }) => id);
  await enrol(deps, networks.id, ids, termStart - DAY_MS);
  await enrol(deps, compilers.id, ids.slice(0, 20), termStart - DAY_MS);
  await teach(deps, random, networks, professor, students, now);
  await teach(deps, random, compilers, colleague, students.slice(0, 20), now);
}

/** Plays what lies behind in the term, in the order in which it would have come in. */
async function teach(
  deps: AppDeps,
  random: DemoRandom,
  ofClass: ClassRecord,
  professor: User,
  students: readonly User[],
  now: number,
): Promise<void> {
  const made = await makeHistoryDevices(deps, random, [professor, ...students], now);
  const [teacher, ...participants] = made.map(({ user, device }, index): Participant => {
    // One in eight comes seldom, so that there is somebody under the line.
    const diligence = index % 8 === 5 ? 0.55 + random.fraction() * 0.15 : 0.84 + random.fraction() * 0.15;
    return { user, device, diligence };
  });
  if (!teacher) return;
  const { kid } = await deps.issuerKids.issueFor(teacher.device, { at: now, actorId: null });
  const past = await sessionsPlannedBefore(deps, ofClass, now - HOUR_MS);
  const demoClass = { ofClass, professor: teacher, kid, students: participants };
  const pushes = past.flatMap((row) => sessionHistory(demoClass, row, deps.keys, random, now));
  const ordered = pushes.toSorted((a, b) => a.receivedAt - b.receivedAt);
  await Promise.all(ordered.map((exchange) => deps.ingest.push(exchange)));
  await readOldNews(deps, now - UNREAD_FOR_MS);
}

/** People look at their phones: only the newest is still unread. */
async function readOldNews({ database, writer }: AppDeps, until: number): Promise<void> {
  await writer.run(async (turn) => {
    const rows = await database.orm.select().from(notifications).where(lt(notifications.at, until));
    const read = rows.map((row) => ({ ...row, readAt: row.at, rev: turn.nextRev() }));
    await turn.commit([upsertRows(notifications, read)]);
  });
}

/** Whenever somebody tries the demo, a session of the professor's class is about to begin. */
async function planSessionNow(deps: AppDeps): Promise<void> {
  const { catalogue, clock, database } = deps;
  const professor = await findUserByEmail(database, DEMO_PROFESSOR);
  const [record] = professor ? catalogue.staffRecordsOf(professor.id) : [];
  const ofClass = record && catalogue.classById(record.classId);
  if (!ofClass) return;
  const now = clock.now();
  const near = await database.orm
    .select()
    .from(sessions)
    .where(
      and(
        gte(sessions.startsAt, now - NEAR_MS),
        lt(sessions.startsAt, now + NEAR_MS),
        isNull(sessions.removedAt),
      ),
    );
  if (near.some((row) => row.classId === ofClass.id && row.status === 'scheduled')) return;
  const startsAt = Math.ceil(now / START_RASTER_MS) * START_RASTER_MS;
  await planSessions(deps, ofClass, [
    { id: uuidv7(now, deps.random(10)), plan: 'single', startsAt, endsAt: startsAt + HOUR_MS },
  ]);
}
