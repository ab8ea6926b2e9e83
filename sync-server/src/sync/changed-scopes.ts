/** What did a flush change? Names all that readers may hold of it (change-log.ts), and who should come and pull (SYNC8). */
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Topic } from '../db/change-log.ts';
import type { PokeTarget } from './poke-hub.ts';
import { classScope, meOf, staffScope } from './poke-hub.ts';
import type { WorkingSet } from './working-set.ts';

export interface Changes {
  /** Scopes with a row that changed. */
  readonly scopes: ReadonlySet<PokeTarget>;
  readonly topics: ReadonlySet<Topic>;
}

export function changesOf(set: WorkingSet, catalogue: Catalogue): Changes {
  const scopes = new Set<PokeTarget>();
  const others = new Set<Topic>();
  const add = (classId: number | null, scope: typeof classScope) => {
    const found = classId === null ? undefined : catalogue.classById(classId);
    if (found) scopes.add(scope(found.uuid));
  };
  for (const { id } of set.users.changed()) {
    scopes.add(meOf(id));
    others.add(`user:${id}`);
  }
  for (const { classId } of set.sessions.changed()) add(classId, classScope);
  for (const rows of [set.attendance, set.enrolments, set.scans, set.requests]) {
    for (const { classId, studentId } of rows.changed()) {
      add(classId, staffScope);
      scopes.add(meOf(studentId));
    }
  }
  for (const { studentId } of set.enrolments.changed()) others.add(`enrolled:${studentId}`);
  for (const { classId } of set.headcounts.changed()) add(classId, staffScope);
  for (const { userId } of set.notifications.changed()) scopes.add(meOf(userId));
  return { scopes, topics: new Set<Topic>([...scopes, ...others]) };
}
