/** `/api/admin/courses`: their codes and titles follow into classes. */
import { eq } from 'drizzle-orm';
import { courseChange, courseList, courseView, newCourse } from '@hazri/sync-protocol/api/catalogue';
import type { AppDeps } from '../app-deps.ts';
import { courseViews } from '../catalogue/catalogue-views.ts';
import { followCourse } from '../catalogue/follow-entry.ts';
import { courses, departments } from '../db/office-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { archivedAt } from './archived-at.ts';
import { entryEndpoints } from './entry-endpoints.ts';
import { takenFault } from './entry-faults.ts';

/** No department has this key: the id that was given is of none. */
const UNKNOWN = 0;

export function courseEndpoints(deps: AppDeps): readonly Endpoint[] {
  const { clock, database } = deps;

  async function departmentKey(uuid: string | null): Promise<number | null> {
    if (uuid === null) return null;
    const [found] = await database.orm.select().from(departments).where(eq(departments.uuid, uuid));
    return found?.id ?? UNKNOWN;
  }

  return entryEndpoints(deps, {
    word: 'course',
    table: 'courses',
    fresh: newCourse,
    change: courseChange,
    view: courseView,
    list: courseList,
    read: () => database.orm.select().from(courses).orderBy(courses.code),
    views: async (rows) => courseViews(rows, await database.orm.select().from(departments)),
    made: async (key, { code, title, departmentId = null }) => ({
      ...key,
      code,
      title,
      departmentId: await departmentKey(departmentId),
      archivedAt: null,
    }),
    changed: async (row, { archived, code = row.code, title = row.title, departmentId }) => ({
      ...row,
      code,
      title,
      departmentId: departmentId === undefined ? row.departmentId : await departmentKey(departmentId),
      archivedAt: archivedAt(row, archived, clock.now()),
    }),
    faults: (row, others) => [
      ...takenFault('code', row, others),
      ...(row.departmentId === UNKNOWN ? [{ path: 'departmentId', code: 'unknown' }] : []),
    ],
    write: (row) => upsertRows(courses, [row]),
    follow: (turn, _before, after) => followCourse(deps, turn, after),
  });
}
