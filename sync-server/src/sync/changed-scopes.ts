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
  // Mostly of the same few classes and people: each is named once.
  const classIds = new Set<number | null>();
  const people = new Set<number>();
  for (const rows of [set.attendance, set.enrolments, set.scans, set.requests]) {
    for (const { classId, studentId } of rows.changed()) {
      classIds.add(classId);
      people.add(studentId);
    }
  }
  for (const { studentId } of set.enrolments.changed()) others.add(`enrolled:${studentId}`);
  for (const { classId } of set.headcounts.changed()) classIds.add(classId);
  for (const { userId } of set.notifications.changed()) people.add(userId);
  for (const classId of classIds) add(classId, staffScope);
  for (const userId of people) scopes.add(meOf(userId));
  return { scopes, topics: new Set<Topic>([...scopes, ...others]) };
}
