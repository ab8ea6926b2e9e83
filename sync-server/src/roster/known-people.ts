/** Accounts and enrolments that rows of people may mean, as the database has them now. */
import { and, eq, sql } from 'drizzle-orm';
import type { SQLiteColumn } from 'drizzle-orm/sqlite-core';
import type { User } from '../auth/accounts.ts';
import type { Database } from '../db/open-database.ts';
import { enrolments } from '../db/class-schema.ts';
import { users } from '../db/people-schema.ts';
import type { PersonRow } from './read-people.ts';

export interface KnownPeople {
  readonly byEmail: ReadonlyMap<string, User>;
  /** In lower case, as numbers are compared. */
  readonly byNumber: ReadonlyMap<string, User>;
  readonly enrolmentByStudent: ReadonlyMap<number, { readonly from: number; readonly until: number | null }>;
}

/** Values of one query: bounds how long it keeps everybody else waiting. */
const VALUES_PER_QUERY = 500;

export async function loadKnownPeople(
  { orm }: Database,
  classId: number,
  rows: readonly Pick<PersonRow, 'email' | 'studentNo'>[],
): Promise<KnownPeople> {
  const found = new Map<number, User>();
  for (let at = 0; at < rows.length; at += VALUES_PER_QUERY) {
    const part = rows.slice(at, at + VALUES_PER_QUERY);
    const emails = part.flatMap(({ email }) => email || []);
    const numbers = part.flatMap(({ studentNo }) => studentNo || []);
    const people = [
      ...(await orm.select().from(users).where(among(users.email, emails))),
      // The number as written, and as it is most often: an index serves both, which it wouldn't serve lower(…).
      ...(await orm
        .select()
        .from(users)
        .where(
          among(
            users.studentNo,
            numbers.flatMap((no) => [no, no.toUpperCase(), no.toLowerCase()]),
          ),
        )),
    ];
    for (const user of people) found.set(user.id, user);
  }
  const people = [...found.values()];
  const enrolmentByStudent = new Map<number, { from: number; until: number | null }>();
  for (let at = 0; at < people.length; at += VALUES_PER_QUERY) {
    const ids = people.slice(at, at + VALUES_PER_QUERY).map(({ id }) => id);
    const held = await orm
      .select({ studentId: enrolments.studentId, from: enrolments.from, until: enrolments.until })
      .from(enrolments)
      .where(and(eq(enrolments.classId, classId), among(enrolments.studentId, ids)));
    for (const { studentId, from, until } of held) enrolmentByStudent.set(studentId, { from, until });
  }
  return {
    byEmail: new Map(people.flatMap((user) => (user.email === null ? [] : [[user.email, user]]))),
    byNumber: new Map(
      people.flatMap((user) => (user.studentNo === null ? [] : [[user.studentNo.toLowerCase(), user]])),
    ),
    enrolmentByStudent,
  };
}

function among(column: SQLiteColumn, values: readonly (string | number)[]) {
  return sql`${column} in (select value from json_each(${JSON.stringify(values)}))`;
}
