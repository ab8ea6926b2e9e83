/** `/api/admin/departments`. */
import {
  departmentChange,
  departmentList,
  departmentView,
  newDepartment,
} from '@hazri/sync-protocol/api/catalogue';
import type { AppDeps } from '../app-deps.ts';
import { departmentViews } from '../catalogue/catalogue-views.ts';
import { departments } from '../db/office-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { archivedAt } from './archived-at.ts';
import { entryEndpoints } from './entry-endpoints.ts';
import { takenFault } from './entry-faults.ts';

export function departmentEndpoints(deps: AppDeps): readonly Endpoint[] {
  const { clock, database } = deps;
  return entryEndpoints(deps, {
    word: 'department',
    table: 'departments',
    fresh: newDepartment,
    change: departmentChange,
    view: departmentView,
    list: departmentList,
    read: () => database.orm.select().from(departments).orderBy(departments.code),
    views: (rows) => Promise.resolve(departmentViews(rows)),
    made: (key, body) => Promise.resolve({ ...key, ...body, archivedAt: null }),
    changed: (row, { archived, code = row.code, name = row.name }) =>
      Promise.resolve({ ...row, code, name, archivedAt: archivedAt(row, archived, clock.now()) }),
    faults: (row, others) => takenFault('code', row, others),
    write: (row) => upsertRows(departments, [row]),
  });
}
