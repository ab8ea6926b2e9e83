/** `/api/admin/terms`: their names and days follow into classes and calendars. */
import { newTerm, termChange, termList, termView } from '@hazri/sync-protocol/api/catalogue';
import type { AppDeps } from '../app-deps.ts';
import { termViews } from '../catalogue/catalogue-views.ts';
import { followTerm } from '../catalogue/follow-entry.ts';
import { terms } from '../db/office-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { archivedAt } from './archived-at.ts';
import { entryEndpoints } from './entry-endpoints.ts';
import { spanFaults, takenFault } from './entry-faults.ts';

export function termEndpoints(deps: AppDeps): readonly Endpoint[] {
  const { clock, database } = deps;
  return entryEndpoints(deps, {
    word: 'term',
    table: 'terms',
    fresh: newTerm,
    change: termChange,
    view: termView,
    list: termList,
    read: () => database.orm.select().from(terms).orderBy(terms.startsOn),
    views: (rows) => Promise.resolve(termViews(rows)),
    made: (key, body) => Promise.resolve({ ...key, ...body, archivedAt: null }),
    changed: (row, { archived, name = row.name, startsOn = row.startsOn, endsOn = row.endsOn }) =>
      Promise.resolve({
        ...row,
        name,
        startsOn,
        endsOn,
        archivedAt: archivedAt(row, archived, clock.now()),
      }),
    faults: (row, others) => [...takenFault('name', row, others), ...spanFaults(row)],
    write: (row) => upsertRows(terms, [row]),
    follow: (turn, _before, after) => followTerm(deps, turn, after),
  });
}
