/** What may this user see? The only place that decides it (SYNC5). */
import { eq } from 'drizzle-orm';
import type { Scope } from '@hazri/sync-protocol';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { isStaffAt } from '../catalogue/catalogue.ts';
import type { Database } from '../db/open-database.ts';
import { enrolments } from '../db/schema.ts';
import type { PokeTarget } from './poke-hub.ts';
import { meOf } from './poke-hub.ts';

export interface AllowedScope {
  readonly scope: Scope;
  /** null for `me`. */
  readonly classId: number | null;
}

/** The user's scopes at `now`: own rows, classes enrolled in or taught, staff's view of the classes taught. */
export async function allowedScopes(
  database: Database,
  catalogue: Catalogue,
  userId: number,
  now: number,
): Promise<readonly AllowedScope[]> {
  const taught = new Set(
    catalogue
      .staffRecordsOf(userId)
      .filter((record) => isStaffAt(record, now))
      .map((record) => record.classId),
  );
  const enrolled = await database.orm.select().from(enrolments).where(eq(enrolments.studentId, userId));
  const attended = enrolled
    .filter(({ until }) => until === null || now < until)
    .map(({ classId }) => classId);
  const classIds = [...new Set([...taught, ...attended])].sort((a, b) => a - b);
  return [
    { scope: 'me', classId: null },
    ...classIds.flatMap((classId): AllowedScope[] => {
      const uuid = catalogue.classById(classId)?.uuid;
      if (uuid === undefined) return [];
      const own: AllowedScope = { scope: `class:${uuid}`, classId };
      return taught.has(classId) ? [own, { scope: `staff:${uuid}`, classId }] : [own];
    }),
  ];
}

/** The same, as what a connection is poked for. */
export function pokeTargets(userId: number, scopes: readonly AllowedScope[]): ReadonlySet<PokeTarget> {
  return new Set(scopes.map(({ scope }) => (scope === 'me' ? meOf(userId) : scope)));
}
