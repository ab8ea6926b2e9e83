/**
 * A college with some of a term behind it: its people, its classes, and every session of theirs, stated fact by fact as
 * devices would have and taken in by the server's own code, so that every row is one that the product wrote.
 */
import { randomBytes } from 'node:crypto';
import { assert, uuidv7 } from '@hazri/domain';
import type { DemoClass, RunningServer } from '@hazri/sync-server';
import {
  createClass,
  createUsers,
  demoName,
  enrol,
  makeDemoRandom,
  makeHistoryDevices,
  seedOffice,
  sessionHistory,
  sessionsPlannedBefore,
} from '@hazri/sync-server';

export const STUDENTS = 3_000;
export const CLASSES = 120;
export const CLASSES_PER_PROFESSOR = 6;
const SMALLEST_CLASS = 60;
const LARGEST_CLASS = 90;
const MEETINGS_PER_WEEK = 3;
const FIRST_HOUR = 9;
const SEED = 20_260_105;
const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
const HOUR_MS = 3_600_000;
/** Twice as many wait for the server at most: well below what it refuses. */
const PUSHES_AT_A_TIME = 2_500;
const ADDRESS = '192.0.2.7';

type Deps = RunningServer['deps'];
type User = DemoClass['professor']['user'];
type Push = ReturnType<typeof sessionHistory>[number];

/** @param sessions that every class has behind it */
export async function makeCollege({ deps }: RunningServer, sessions: number): Promise<void> {
  const random = makeDemoRandom(SEED);
  const now = deps.clock.now();
  const begin = now - (Math.ceil(sessions / MEETINGS_PER_WEEK) + 1) * WEEK_MS;
  const { department, term } = await seedOffice(deps, random, begin, now + 2 * WEEK_MS);
  const person = (name: string, role: User['role'], index: number) => ({
    uuid: uuidv7(begin, random.bytes(10)),
    email: `${name}@acem.ac.in`,
    role,
    passwordHash: null,
    ...demoName(index),
    studentNo: role === 'student' ? `26CS${String(index).padStart(4, '0')}` : null,
  });
  const teaching = CLASSES / CLASSES_PER_PROFESSOR;
  const [administrator, ...people] = await createUsers(deps.writer, [
    person('office', 'administrator', 0),
    ...Array.from({ length: teaching }, (_, at) => person(`professor${at}`, 'professor', at)),
    ...Array.from({ length: STUDENTS }, (_, at) => person(`student${at}`, 'student', at)),
  ]);
  assert(administrator !== undefined, 'an administrator was made');
  const made = await makeHistoryDevices(deps, random, people, begin);
  // One in eight comes seldom, so that somebody is under the line.
  const participants = made.map((one, at) => ({ ...one, diligence: at % 8 === 5 ? 0.62 : 0.93 }));
  const professors = participants.slice(0, teaching);
  const students = participants.slice(teaching);
  const classes: DemoClass[] = [];
  let nextSeat = 0;
  for (let at = 0; at < CLASSES; at += 1) {
    const professor = professors[at % teaching];
    assert(professor !== undefined, 'every class has its professor');
    const { ofClass, kid } = await openClass(deps, at, professor, {
      from: begin,
      term: term.name,
      termId: term.id,
      departmentId: department.id,
    });
    const size = SMALLEST_CLASS + ((at * 7) % (LARGEST_CLASS - SMALLEST_CLASS + 1));
    const members = Array.from({ length: size }, (_, seat) => students[(nextSeat + seat) % STUDENTS]);
    nextSeat += size;
    const enrolled = members.filter((member) => member !== undefined);
    await enrol(deps, ofClass.id, enrolled.map(({ user }) => user.id), begin); // prettier-ignore
    classes.push({ ofClass, professor, kid, students: enrolled });
  }
  await noteJoins(deps, administrator, classes, begin);
  await teach(deps, classes, sessions, now);
}

async function openClass(
  deps: Deps,
  at: number,
  professor: DemoClass['professor'],
  office: Pick<Parameters<typeof createClass>[1], 'from' | 'term' | 'termId' | 'departmentId'>,
): Promise<Pick<DemoClass, 'ofClass' | 'kid'>> {
  const days = at % 2 === 0 ? [1, 3, 5] : [2, 4, 6];
  const startMinute = (FIRST_HOUR + (at % 7)) * 60;
  const ofClass = await createClass(deps, {
    ...office,
    course: `C${101 + at}`,
    title: `Course ${at + 1}`,
    room: `Block ${at % 4}, ${100 + at}`,
    timetable: days.map((weekday) => ({ weekday, startMinute, durationMinutes: 50 })),
    professorId: professor.user.id,
  });
  const by = { at: office.from ?? 0, actorId: professor.user.id };
  return { ofClass, kid: (await deps.issuerKids.issueFor(professor.device, by)).kid };
}

/** What the log has of students who joined by a code. */
async function noteJoins(
  { writer }: Deps,
  administrator: User,
  classes: readonly DemoClass[],
  at: number,
): Promise<void> {
  await writer.run(async (turn) => {
    for (const { ofClass, students } of classes) {
      turn.audit({ at, actorId: administrator.id, action: 'class.made', subject: `class:${ofClass.uuid}` });
      for (const { user } of students)
        turn.audit({
          at,
          actorId: user.id,
          action: 'class.joined',
          subject: `class:${ofClass.uuid}`,
          detail: { student: user.uuid },
        });
    }
    await turn.commit([]);
  });
}

/** Day after day, what came in that day in the order in which it came. */
async function teach(deps: Deps, classes: readonly DemoClass[], sessions: number, now: number) {
  const random = makeDemoRandom(SEED + 1);
  const held = [];
  for (const demoClass of classes) {
    const past = await sessionsPlannedBefore(deps, demoClass.ofClass, now - HOUR_MS);
    for (const session of past.slice(-sessions)) held.push({ demoClass, session });
  }
  const byDay = Map.groupBy(held, ({ session }) => Math.floor(session.startsAt / DAY_MS));
  for (const day of [...byDay.keys()].sort((a, b) => a - b)) {
    const pushes = (byDay.get(day) ?? []).flatMap(({ demoClass, session }) =>
      sessionHistory(demoClass, session, deps.keys, random, now),
    );
    await take(
      deps,
      pushes.toSorted((a, b) => a.receivedAt - b.receivedAt),
    );
  }
}

/** The next pushes wait already while the ones before them are taken in: the server is never idle. */
async function take({ ingest }: Deps, pushes: readonly Push[]): Promise<void> {
  const message = () => ({ id: randomBytes(9).toString('base64url'), mono: null });
  let before: Promise<unknown> = Promise.resolve();
  for (let at = 0; at < pushes.length; at += PUSHES_AT_A_TIME) {
    const some = pushes.slice(at, at + PUSHES_AT_A_TIME);
    const taken = Promise.all(
      some.map((push) => ingest.push({ ...push, message: message(), address: ADDRESS })),
    );
    // Awaited in its turn; should the one before it fail first, this failure is no news.
    taken.catch(() => undefined);
    await before;
    before = taken;
  }
  await before;
}
