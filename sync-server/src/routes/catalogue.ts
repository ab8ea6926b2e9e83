/** `GET /api/catalogue`: what a class can be made of. */
import { isNull } from 'drizzle-orm';
import { catalogueView } from '@hazri/sync-protocol/api/catalogue';
import type { AppDeps } from '../app-deps.ts';
import { courseViews, departmentViews, holidayViews, termViews } from '../catalogue/catalogue-views.ts';
import { courses, departments, holidays, terms } from '../db/office-schema.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { courseEndpoints } from './admin-courses.ts';
import { departmentEndpoints } from './admin-departments.ts';
import { holidayEndpoints } from './admin-holidays.ts';
import { termEndpoints } from './admin-terms.ts';

export function catalogueEndpoints(deps: AppDeps): readonly Endpoint[] {
  const { orm } = deps.database;
  return [
    endpoint({
      method: 'get',
      path: '/catalogue',
      access: 'teaching',
      summary: 'Departments, terms and courses in use, and holidays',
      answer: catalogueView,
      handle: async () => {
        const known = await orm.select().from(departments).orderBy(departments.code);
        const taught = await orm
          .select()
          .from(courses)
          .where(isNull(courses.archivedAt))
          .orderBy(courses.code);
        const running = await orm
          .select()
          .from(terms)
          .where(isNull(terms.archivedAt))
          .orderBy(terms.startsOn);
        return {
          departments: departmentViews(known.filter(({ archivedAt }) => archivedAt === null)),
          terms: termViews(running),
          courses: courseViews(taught, known),
          holidays: holidayViews(await orm.select().from(holidays).orderBy(holidays.startsOn)),
        };
      },
    }),
    ...departmentEndpoints(deps),
    ...termEndpoints(deps),
    ...courseEndpoints(deps),
    ...holidayEndpoints(deps),
  ];
}
