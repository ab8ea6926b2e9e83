/** Who should come and pull after a flush (SYNC8)? */
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { PokeTarget } from './poke-hub.ts';
import { classScope, meOf, staffScope } from './poke-hub.ts';
import type { WorkingSet } from './working-set.ts';

export function scopesOfChanges(set: WorkingSet, catalogue: Catalogue): ReadonlySet<PokeTarget> {
  const targets = new Set<PokeTarget>();
  const add = (classId: number | null, scope: typeof classScope) => {
    const found = classId === null ? undefined : catalogue.classById(classId);
    if (found) targets.add(scope(found.uuid));
  };
  for (const { classId } of set.sessions.changed()) add(classId, classScope);
  for (const rows of [set.attendance, set.enrolments]) {
    for (const { classId, studentId } of rows.changed()) {
      add(classId, staffScope);
      targets.add(meOf(studentId));
    }
  }
  for (const { classId, studentId } of set.scans.changed()) {
    add(classId, staffScope);
    targets.add(meOf(studentId));
  }
  for (const { classId } of set.headcounts.changed()) add(classId, staffScope);
  for (const { userId } of set.notifications.changed()) targets.add(meOf(userId));
  return targets;
}
