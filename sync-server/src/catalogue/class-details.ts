/** Do the fields of a class form make a class? Names entries of the catalogue by key, and says what is wrong. */
import { eq } from 'drizzle-orm';
import type { Policy } from '@hazri/domain';
import type { Meeting } from '@hazri/sync-protocol';
import type { ClassChange } from '@hazri/sync-protocol/api/classes';
import type { Database } from '../db/open-database.ts';
import { courses, departments, terms } from '../db/office-schema.ts';
import type { Issue } from '../http/problem.ts';
import type { ClassRecord } from './catalogue.ts';

/** What people decide of a class. */
export type ClassDetails = Pick<
  ClassRecord,
  | 'courseId'
  | 'course'
  | 'title'
  | 'section'
  | 'termId'
  | 'term'
  | 'departmentId'
  | 'room'
  | 'capacity'
  | 'timeZone'
  | 'policy'
  | 'lowPercent'
  | 'timetable'
>;

export interface ReadDetails {
  readonly details: ClassDetails;
  readonly issues: readonly Issue[];
}

/** The fields given, over what stands already. */
export async function readDetails(
  database: Database,
  body: Omit<ClassChange, 'joinUntil'>,
  standing: ClassDetails,
): Promise<ReadDetails> {
  const course = await readCourse(database, body, standing);
  const term = await readTerm(database, body, standing);
  const department = await readDepartment(database, body, course.departmentId ?? standing.departmentId);
  const { section, room, capacity, timeZone, policy, lowPercent, timetable } = {
    ...standing,
    ...given(body),
  };
  const details: ClassDetails = {
    courseId: course.courseId,
    course: course.course,
    title: course.title,
    termId: term.termId,
    term: term.term,
    departmentId: department.departmentId,
    section,
    room,
    capacity,
    timeZone,
    policy,
    lowPercent,
    timetable,
  };
  return {
    details,
    issues: [
      ...course.issues,
      ...term.issues,
      ...department.issues,
      ...(isTimeZone(timeZone) ? [] : [{ path: 'timeZone', code: 'unknown' }]),
      ...policyFaults(policy),
      ...timetableFaults(timetable),
    ],
  };
}

function given(body: Omit<ClassChange, 'joinUntil'>): Partial<ClassDetails> {
  const { section, room, capacity, timeZone, policy, lowPercent, timetable } = body;
  const fields = { section, room, capacity, timeZone, policy, lowPercent, timetable };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

async function readCourse({ orm }: Database, body: Omit<ClassChange, 'joinUntil'>, standing: ClassDetails) {
  const { courseId } = body;
  if (typeof courseId === 'string') {
    const [found] = await orm.select().from(courses).where(eq(courses.uuid, courseId));
    // One that was put away may go on in a class that has it.
    const isGone = found?.archivedAt !== null && found?.id !== standing.courseId;
    if (!found || isGone) return { ...standing, departmentId: null, issues: unknown('courseId') };
    const { id, code, title, departmentId } = found;
    return { courseId: id, course: code, title, departmentId, issues: [] };
  }
  const bound = courseId === undefined ? standing.courseId : null;
  const words = bound === null ? body : {};
  const { course = standing.course, title = standing.title } = words;
  const missing = course === '' ? [{ path: 'course', code: 'required' }] : [];
  const untitled = title === '' ? [{ path: 'title', code: 'required' }] : [];
  return { courseId: bound, course, title, departmentId: null, issues: [...missing, ...untitled] };
}

async function readTerm({ orm }: Database, body: Omit<ClassChange, 'joinUntil'>, standing: ClassDetails) {
  const { termId } = body;
  if (typeof termId === 'string') {
    const [found] = await orm.select().from(terms).where(eq(terms.uuid, termId));
    const isGone = found?.archivedAt !== null && found?.id !== standing.termId;
    if (!found || isGone) return { ...standing, issues: unknown('termId') };
    return { termId: found.id, term: found.name, issues: [] };
  }
  const bound = termId === undefined ? standing.termId : null;
  const { term = standing.term } = bound === null ? body : {};
  return { termId: bound, term, issues: [] };
}

/** @param fallback the course's, or what the class has */
async function readDepartment(
  { orm }: Database,
  { departmentId }: Omit<ClassChange, 'joinUntil'>,
  fallback: number | null,
) {
  if (typeof departmentId !== 'string') {
    return { departmentId: departmentId === null ? null : fallback, issues: [] };
  }
  const [found] = await orm.select().from(departments).where(eq(departments.uuid, departmentId));
  return found
    ? { departmentId: found.id, issues: [] }
    : { departmentId: fallback, issues: unknown('departmentId') };
}

const unknown = (path: string): readonly Issue[] => [{ path, code: 'unknown' }];

/** An IANA name that this machine's calendar knows; offsets such as `+05:30` are no place. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]*$/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Two frames must be seen within one step, and a step outlives its picture. */
export function policyFaults({ rotationMs, expiryMs, frameMs, twoFrames }: Policy): readonly Issue[] {
  return [
    ...(twoFrames && frameMs * 2 > rotationMs ? [{ path: 'policy.frameMs', code: 'too_long' }] : []),
    ...(expiryMs < rotationMs ? [{ path: 'policy.expiryMs', code: 'too_short' }] : []),
  ];
}

const WEEK_MINUTES = 7 * 1_440;
const DAY_MINUTES = 1_440;

/** One class can't meet twice at once, the night from Sunday to Monday included. */
export function timetableFaults(timetable: readonly Meeting[]): readonly Issue[] {
  const begin = ({ weekday, startMinute }: Meeting) => (weekday - 1) * DAY_MINUTES + startMinute;
  return timetable.flatMap((meeting, index) => {
    const clashes = timetable.slice(0, index).some((other) => {
      const ahead = (begin(meeting) - begin(other) + WEEK_MINUTES) % WEEK_MINUTES;
      return ahead < other.durationMinutes || WEEK_MINUTES - ahead < meeting.durationMinutes;
    });
    return clashes ? [{ path: `timetable.${index}`, code: 'overlap' }] : [];
  });
}
