/** What happens to a class after it was made: edited, put away and taken back, given another code. */
import type { AppDeps } from '../app-deps.ts';
import type { AuditEntry } from '../audit/audit-trail.ts';
import { classes } from '../db/class-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import { classScope, staffScope } from '../sync/poke-hub.ts';
import type { ClassRecord } from './catalogue.ts';
import { readOffice, replan } from './replan.ts';

type Deps = Pick<AppDeps, 'catalogue' | 'clock' | 'database' | 'pokes' | 'random' | 'writer'>;

/**
 * Writes the class as `change` makes it, and its calendar with it.
 * @param change gets the class as it is when its turn has come; null: nothing to do
 */
export async function changeClass(
  deps: Deps,
  classId: number,
  change: (row: ClassRecord) => Partial<ClassRecord> | null,
  audit: Omit<AuditEntry, 'subject'>,
): Promise<ClassRecord> {
  const { catalogue, pokes, writer } = deps;
  const { row, scopes } = await writer.run(async (turn) => {
    const before = catalogue.classById(classId);
    if (!before) throw new Error(`class ${classId} is in the catalogue`);
    const changes = change(before);
    const scopes = new Set([classScope(before.uuid), staffScope(before.uuid)]);
    if (changes === null) return { row: before, scopes: new Set<never>() };
    const row: ClassRecord = { ...before, ...changes, rev: turn.nextRev() };
    const planned = await replan(deps, turn, row, await readOffice(deps));
    turn.audit({ ...audit, subject: `class:${row.uuid}` });
    await turn.commit([upsertRows(classes, [row]), ...planned.statements], scopes, () => catalogue.reload());
    return { row, scopes };
  });
  pokes.publish(scopes);
  return row;
}
