/** Classes as their staff and students get them over REST. */
import { and, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import type { ClassView } from '@hazri/sync-protocol/api/classes';
import type { AppDeps } from '../app-deps.ts';
import type { User } from '../auth/accounts.ts';
import { courses, departments, terms } from '../db/office-schema.ts';
import { enrolments } from '../db/class-schema.ts';
import { asClassId } from '../sync/session-state.ts';
import type { ClassRecord } from './catalogue.ts';
import { isStaffAt } from './catalogue.ts';

type Deps = Pick<AppDeps, 'catalogue' | 'clock' | 'database'>;

/** @param viewer sees the join code only as staff or administrator */
export async function classViews(
  deps: Deps,
  rows: readonly ClassRecord[],
  viewer: User,
): Promise<ClassView[]> {
  const { catalogue, clock, database } = deps;
  const now = clock.now();
  const uuids = await catalogueUuids(deps);
  const enrolled = await enrolledCounts(
    database,
    rows.map(({ id }) => id),
    now,
  );
  return rows.map((row): ClassView => {
    const record = catalogue
      .staffOf(row.id)
      .find((staff) => staff.userId === viewer.id && isStaffAt(staff, now));
    const isTrusted = record !== undefined || viewer.role === 'administrator';
    const { course, title, section, term, room, capacity, timeZone, policy, lowPercent } = row;
    return {
      id: asClassId(row.uuid),
      courseId: uuids.course(row.courseId),
      course,
      title,
      section,
      termId: uuids.term(row.termId),
      term,
      departmentId: uuids.department(row.departmentId),
      room,
      capacity,
      timeZone,
      policy,
      lowPercent,
      timetable: [...row.timetable],
      enrolled: enrolled.get(row.id) ?? 0,
      joinCode: isTrusted ? row.joinCode : null,
      joinUntil: row.joinUntil,
      archivedAt: row.archivedAt,
      role: record?.role ?? (viewer.role === 'student' ? 'student' : null),
    };
  });
}

async function catalogueUuids({ database: { orm } }: Deps) {
  const lookup = (rows: readonly { readonly id: number; readonly uuid: string }[]) => {
    const byId = new Map(rows.map(({ id, uuid }) => [id, uuid]));
    return (id: number | null) => (id === null ? null : (byId.get(id) ?? null));
  };
  return {
    course: lookup(await orm.select().from(courses)),
    term: lookup(await orm.select().from(terms)),
    department: lookup(await orm.select().from(departments)),
  };
}

/** Students on the roster at `now`, by class. */
export async function enrolledCounts(
  { orm }: Deps['database'],
  classIds: readonly number[],
  now: number,
): Promise<ReadonlyMap<number, number>> {
  if (classIds.length === 0) return new Map();
  const rows = await orm
    .select({ classId: enrolments.classId, count: sql<number>`count(*)` })
    .from(enrolments)
    .where(
      and(
        inArray(enrolments.classId, [...classIds]),
        or(isNull(enrolments.until), gt(enrolments.until, now)),
      ),
    )
    .groupBy(enrolments.classId);
  return new Map(rows.map(({ classId, count }) => [classId, count]));
}
