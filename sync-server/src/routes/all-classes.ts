/** `/api/admin/classes`: every class of the institution, found by words. */
import { allClassesPage, allClassesQuery } from '@hazri/sync-protocol/api/all-classes';
import type { AppDeps } from '../app-deps.ts';
import { listAllClasses } from '../catalogue/list-all-classes.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';

export function allClassesEndpoints({ clock, database }: AppDeps): readonly Endpoint[] {
  return [
    endpoint({
      method: 'get',
      path: '/admin/classes',
      access: 'administrator',
      summary: 'Every class by its code, a page at a time',
      query: allClassesQuery,
      answer: allClassesPage,
      handle: ({ query }) => listAllClasses(database, query, clock.now()),
    }),
  ];
}
