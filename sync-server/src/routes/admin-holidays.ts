/** `/api/admin/holidays`: days that take sessions of timetables away, and give them back. */
import { holidayChange, holidayList, holidayView, newHoliday } from '@hazri/sync-protocol/api/catalogue';
import type { AppDeps } from '../app-deps.ts';
import { holidayViews } from '../catalogue/catalogue-views.ts';
import { followHoliday } from '../catalogue/follow-entry.ts';
import { holidays } from '../db/office-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { entryEndpoints } from './entry-endpoints.ts';
import { spanFaults } from './entry-faults.ts';

export function holidayEndpoints(deps: AppDeps): readonly Endpoint[] {
  const { orm } = deps.database;
  return entryEndpoints(deps, {
    word: 'holiday',
    table: 'holidays',
    fresh: newHoliday,
    change: holidayChange,
    view: holidayView,
    list: holidayList,
    read: () => orm.select().from(holidays).orderBy(holidays.startsOn),
    views: (rows) => Promise.resolve(holidayViews(rows)),
    made: (key, body) => Promise.resolve({ ...key, ...body }),
    changed: (row, { name = row.name, startsOn = row.startsOn, endsOn = row.endsOn }) =>
      Promise.resolve({ ...row, name, startsOn, endsOn }),
    faults: spanFaults,
    write: (row) => upsertRows(holidays, [row]),
    remove: ({ id }) => ({ sql: 'DELETE FROM holidays WHERE id = ?', args: [id] }),
    follow: (turn, before, after) => followHoliday(deps, turn, before, after),
  });
}
