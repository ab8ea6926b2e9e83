/** What may this user see? The only place that decides it (SYNC5). */
import { eq } from 'drizzle-orm';
import type { Scope } from '@hazri/sync-protocol';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { isStaffAt } from '../catalogue/catalogue.ts';
import { makeFreshCache } from '../db/fresh-cache.ts';
import type { Database } from '../db/open-database.ts';
import { enrolments } from '../db/class-schema.ts';
import type { Writer } from '../db/writer.ts';
import type { PokeTarget } from './poke-hub.ts';
import { meOf } from './poke-hub.ts';

export interface AllowedScope {
  readonly scope: Scope;
  /** null for `me`. */
  readonly classId: number | null;
}

const MAX_CACHED_STUDENTS = 20_000;

/** The user's scopes at `now`: own rows, classes enrolled in or taught, staff's view of the classes taught. */
export type AllowedScopes = (userId: number, now: number) => Promise<readonly AllowedScope[]>;

export function makeAllowedScopes(database: Database, writer: Writer, catalogue: Catalogue): AllowedScopes {
  const enrolmentsOf = makeFreshCache(
    writer,
    MAX_CACHED_STUDENTS,
    (id) => `enrolled:${id}`,
    (id) =>
      database.orm
        .select({ classId: enrolments.classId, until: enrolments.until })
        .from(enrolments)
        .where(eq(enrolments.studentId, id)),
  );
  return async (userId, now) => scopesOf(catalogue, userId, await enrolmentsOf(userId), now);
}

function scopesOf(
  catalogue: Catalogue,
  userId: number,
  enrolled: readonly { readonly classId: number; readonly until: number | null }[],
  now: number,
): readonly AllowedScope[] {
  const taught = new Set(
    catalogue
      .staffRecordsOf(userId)
      .filter((record) => isStaffAt(record, now))
      .map((record) => record.classId),
  );
  const attended = enrolled
    .filter(({ until }) => until === null || now < until)
    .map(({ classId }) => classId);
  const classIds = [...new Set([...taught, ...attended])].sort((a, b) => a - b);
  const known = classIds.flatMap((classId) => {
    const uuid = catalogue.classById(classId)?.uuid;
    return uuid === undefined ? [] : [{ classId, uuid }];
  });
  // In the order in which a device gets them: all classes, and only then the records of a term, which are most of it.
  return [
    { scope: 'me', classId: null },
    ...known.map(({ classId, uuid }): AllowedScope => ({ scope: `class:${uuid}`, classId })),
    ...known
      .filter(({ classId }) => taught.has(classId))
      .map(({ classId, uuid }): AllowedScope => ({ scope: `staff:${uuid}`, classId })),
  ];
}

/** The same, as what a connection is poked for. */
export function pokeTargets(userId: number, scopes: readonly AllowedScope[]): ReadonlySet<PokeTarget> {
  return new Set(scopes.map(({ scope }) => (scope === 'me' ? meOf(userId) : scope)));
}
