/** Reads a roster in pages, and what was stated of one enrolment. */
import { and, asc, eq, gt, isNull, or, sql } from 'drizzle-orm';
import type { SQL } from 'drizzle-orm';
import type { EnrolmentHistory, RosterEntry } from '@hazri/sync-protocol/api/roster';
import type { User } from '../auth/accounts.ts';
import { asUserId } from '../auth/accounts.ts';
import type { Database } from '../db/open-database.ts';
import { enrolments } from '../db/class-schema.ts';
import { facts } from '../db/fact-schema.ts';
import { users } from '../db/people-schema.ts';
import { storedFact } from '../sync/received-fact.ts';
import { enrolmentSubject } from '../sync/taking/subjects.ts';

export interface RosterQuestion {
  readonly classId: number;
  /** Epoch ms; who is on the roster then. */
  readonly now: number;
  readonly search: string;
  readonly ended: boolean;
  readonly unclaimed: boolean;
  /** Position after which the page begins, or null. */
  readonly after: RosterPosition | null;
  readonly limit: number;
}

export type RosterPosition = readonly [givenName: string, familyName: string, id: number];

export interface RosterRead {
  readonly entries: readonly RosterEntry[];
  readonly total: number;
  readonly next: RosterPosition | null;
}

export async function listRoster({ orm }: Database, asked: RosterQuestion): Promise<RosterRead> {
  const { classId, now, after, limit } = asked;
  const onRoster = or(isNull(enrolments.until), gt(enrolments.until, now));
  const ofClass = eq(enrolments.classId, classId);
  const rows = await orm
    .select()
    .from(enrolments)
    .innerJoin(users, eq(users.id, enrolments.studentId))
    .where(
      and(
        ofClass,
        asked.ended ? undefined : onRoster,
        asked.unclaimed ? isNull(users.passwordHash) : undefined,
        asked.search === '' ? undefined : matches(asked.search),
        after === null
          ? undefined
          : sql`(${users.givenName}, ${users.familyName}, ${users.id}) > (${after[0]}, ${after[1]}, ${after[2]})`,
      ),
    )
    .orderBy(asc(users.givenName), asc(users.familyName), asc(users.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1)?.users;
  return {
    entries: page.map(({ enrolments: { from, until, addedAt }, users: student }) => ({
      ...personOf(student),
      email: student.email,
      from,
      until,
      addedAt,
      claimed: student.passwordHash !== null,
    })),
    total: await orm.$count(enrolments, and(ofClass, onRoster)),
    next: rows.length > limit && last ? [last.givenName, last.familyName, last.id] : null,
  };
}

/** Anywhere in a name, number or e-mail; `%` and `_` mean themselves. */
function matches(search: string): SQL {
  const pattern = `%${search.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const text = sql`${users.givenName} || ' ' || ${users.familyName} || ' ' || coalesce(${users.studentNo}, '') || ' ' || coalesce(${users.email}, '')`;
  return sql`${text} like ${pattern} escape '\\'`;
}

function personOf(student: User) {
  const { givenName, familyName, studentNo } = student;
  return { studentId: asUserId(student.uuid), givenName, familyName, studentNo };
}

/** null when the person never was on the roster. */
export async function readEnrolment(
  { orm }: Database,
  classId: number,
  studentUuid: string,
): Promise<{ readonly student: User; readonly enrolment: typeof enrolments.$inferSelect } | null> {
  const [row] = await orm
    .select()
    .from(enrolments)
    .innerJoin(users, eq(users.id, enrolments.studentId))
    .where(and(eq(enrolments.classId, classId), eq(users.uuid, studentUuid)));
  return row ? { student: row.users, enrolment: row.enrolments } : null;
}

export async function readHistory(
  database: Database,
  classId: number,
  studentUuid: string,
): Promise<EnrolmentHistory | null> {
  const { orm } = database;
  const found = await readEnrolment(database, classId, studentUuid);
  if (!found) return null;
  const { student, enrolment } = found;
  const rows = await orm
    .select()
    .from(facts)
    .innerJoin(users, eq(users.id, facts.authorId))
    .where(and(eq(facts.subject, enrolmentSubject(classId, student.id)), eq(facts.outcome, 'accepted')));
  const stated = rows
    .toSorted((a, b) => b.facts.receivedAt - a.facts.receivedAt || b.facts.seq - a.facts.seq)
    .flatMap(({ facts: row, users: author }): EnrolmentHistory['entries'] => {
      const fact = storedFact(row);
      const told = { at: row.receivedAt, by: `${author.givenName} ${author.familyName}`.trim() };
      if (fact.kind === 'enrolment.added') return [{ kind: 'added', date: fact.body.from, ...told }];
      return fact.kind === 'enrolment.ended' ? [{ kind: 'ended', date: fact.body.until, ...told }] : [];
    });
  const onRecord: EnrolmentHistory['entries'] =
    enrolment.baseFrom === null
      ? []
      : [{ kind: 'added', date: enrolment.baseFrom, at: enrolment.addedAt, by: null }];
  return { ...personOf(student), entries: [...stated, ...onRecord] };
}
