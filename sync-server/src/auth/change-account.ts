/** Writes an account with everything on devices that shows its name: its class rows and its places in rosters. */
import type { InStatement } from '@libsql/client';
import { eq, sql } from 'drizzle-orm';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Topic } from '../db/change-log.ts';
import type { Database } from '../db/open-database.ts';
import { classes, enrolments } from '../db/class-schema.ts';
import { users } from '../db/people-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { WriteTurn } from '../db/writer.ts';
import { classScope, meOf, staffScope } from '../sync/poke-hub.ts';
import type { User } from './accounts.ts';

interface Deps {
  readonly database: Database;
  readonly catalogue: Catalogue;
}

/**
 * Commits the account in this turn, together with `others`.
 * @returns the row as stored
 */
export async function changeAccount(
  { database: { orm }, catalogue }: Deps,
  turn: WriteTurn,
  changed: User,
  others: readonly InStatement[] = [],
): Promise<User> {
  const user: User = { ...changed, rev: turn.nextRev() };
  const topics: Topic[] = [meOf(user.id), `user:${user.id}`, `enrolled:${user.id}`];
  const taught = [...new Set(catalogue.staffRecordsOf(user.id).map(({ classId }) => classId))];
  const classRows = await orm
    .select()
    .from(classes)
    .where(sql`${classes.id} in (select value from json_each(${JSON.stringify(taught)}))`);
  const attended = await orm.select().from(enrolments).where(eq(enrolments.studentId, user.id));
  for (const { uuid } of classRows) topics.push(classScope(uuid));
  for (const { classId } of attended) {
    const found = catalogue.classById(classId);
    if (found) topics.push(staffScope(found.uuid));
  }
  await turn.commit(
    [
      ...others,
      upsertRows(users, [user]),
      upsertRows(
        classes,
        classRows.map((row) => ({ ...row, rev: turn.nextRev() })),
      ),
      upsertRows(
        enrolments,
        attended.map((row) => ({ ...row, rev: turn.nextRev() })),
      ),
    ],
    topics,
    () => (classRows.length > 0 ? catalogue.reload() : Promise.resolve()),
  );
  return user;
}
