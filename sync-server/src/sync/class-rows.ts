/**
 * Scope `class:<id>`: the class with its staff's kids, and its sessions. A whole class asks for the same few rows
 * when a session opens, so its sessions are kept in memory until one changes.
 */
import { eq } from 'drizzle-orm';
import type { User } from '../auth/accounts.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { makeFreshCache } from '../db/fresh-cache.ts';
import type { Database } from '../db/open-database.ts';
import { sessions } from '../db/class-schema.ts';
import type { Place } from '../db/select-rows.ts';
import { selection, selectRows } from '../db/select-rows.ts';
import type { Writer } from '../db/writer.ts';
import { classScope } from './poke-hub.ts';
import type { ReadDeps } from './read-span.ts';
import { classRow, sessionRow, staffNow } from './class-on-wire.ts';

/** Classes of one term; a class has some hundred sessions at most. */
const MAX_CACHED_CLASSES = 500;

const SESSIONS_OF_CLASS = selection(sessions, (classId: Place<number>) => eq(sessions.classId, classId));

interface Deps {
  readonly database: Database;
  readonly writer: Writer;
  readonly catalogue: Catalogue;
  readonly findUser: (id: number) => Promise<User | null>;
  /** The institution's line. */
  readonly lowPercent: number;
}

export function makeClassRows({
  database,
  writer,
  catalogue,
  findUser,
  lowPercent,
}: Deps): ReadDeps['classRows'] {
  const sessionsOf = makeFreshCache(
    writer,
    MAX_CACHED_CLASSES,
    (classId) => classScope(catalogue.classById(classId)?.uuid ?? ''),
    async (classId) => {
      const found = catalogue.classById(classId);
      if (!found) return [];
      const held = await selectRows(database.reader, SESSIONS_OF_CLASS, classId);
      return held.map((row) => sessionRow(found, row));
    },
  );
  return async (classId, { from, upTo }) => {
    const found = catalogue.classById(classId);
    if (!found) return [];
    const within = ({ rev }: { readonly rev: number }) => rev > from && rev <= upTo;
    // Whoever holds nothing yet has nothing to forget.
    const isNews = (row: { readonly deleted?: boolean | undefined }) => from > 0 || row.deleted !== true;
    const changed = (await sessionsOf(classId)).filter((row) => within(row) && isNews(row));
    if (!within(found)) return changed;
    const people = await Promise.all(staffNow(catalogue, classId).map(({ userId }) => findUser(userId)));
    return [
      classRow(
        { catalogue },
        found,
        people.filter((person) => person !== null),
        lowPercent,
      ),
      ...changed,
    ];
  };
}
