/** The accounts of the institution as administrators see them; walk-ins have none. */
import type { SQL } from 'drizzle-orm';
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import type { Approval, PeoplePage, PersonEntry } from '@hazri/sync-protocol/api/people';
import { accountState } from '@hazri/sync-protocol/api/people';
import { numberClaims } from '../db/account-schema.ts';
import { matchWords } from '../db/match-words.ts';
import type { Database } from '../db/open-database.ts';
import { users } from '../db/people-schema.ts';
import type { User } from './accounts.ts';
import { asUserId } from './accounts.ts';
import { holderOf } from './number-claims.ts';

const PAGE = 50;
const MAX_APPROVALS = 200;

interface Asked {
  readonly search?: string | undefined;
  readonly role?: User['role'] | undefined;
  readonly state?: PersonEntry['state'] | undefined;
  readonly after?: string | undefined;
}

export async function listPeople({ orm }: Database, asked: Asked): Promise<PeoplePage> {
  const { search, role, state, after } = asked;
  const [last] = after === undefined ? [] : await orm.select().from(users).where(eq(users.uuid, after));
  const rows = await orm
    .select()
    .from(users)
    .where(
      and(
        state === undefined ? inArray(users.state, [...accountState.options]) : eq(users.state, state),
        role === undefined ? undefined : eq(users.role, role),
        search === undefined ? undefined : matchesPerson(search),
        last &&
          sql`(${users.givenName}, ${users.familyName}, ${users.id}) > (${last.givenName}, ${last.familyName}, ${last.id})`,
      ),
    )
    .orderBy(asc(users.givenName), asc(users.familyName), asc(users.id))
    .limit(PAGE + 1);
  const people = rows.slice(0, PAGE).map(personEntryOf);
  return { people, next: rows.length > PAGE ? (people.at(-1)?.id ?? null) : null };
}

/** Every word somewhere in name, number or e-mail. */
export function matchesPerson(search: string): SQL | undefined {
  const text = sql`${users.givenName} || ' ' || ${users.familyName} || ' ' || coalesce(${users.studentNo}, '') || ' ' || coalesce(${users.employeeNo}, '') || ' ' || coalesce(${users.email}, '')`;
  return matchWords(text, search);
}

export async function listApprovals(database: Database): Promise<readonly Approval[]> {
  const { orm } = database;
  const waiting = await orm
    .select()
    .from(users)
    .where(eq(users.state, 'pending'))
    .orderBy(asc(users.createdAt))
    .limit(MAX_APPROVALS);
  const claims = await orm
    .select()
    .from(numberClaims)
    .innerJoin(users, eq(users.id, numberClaims.userId))
    .where(eq(users.state, 'active'))
    .orderBy(asc(numberClaims.claimedAt))
    .limit(MAX_APPROVALS - waiting.length);
  const approvals: Approval[] = waiting.map((user) => {
    const person = personEntryOf(user);
    return { kind: 'professor', person, since: person.createdAt };
  });
  for (const { number_claims: claim, users: user } of claims) {
    const holder = await holderOf(database, claim.studentNo);
    approvals.push({
      kind: 'number',
      person: personEntryOf(user),
      since: claim.claimedAt,
      studentNo: claim.studentNo,
      holder: holder && {
        name: `${holder.givenName} ${holder.familyName}`.trim(),
        walkIn: holder.state === 'walk_in',
      },
    });
  }
  return approvals;
}

export function personEntryOf(user: User): PersonEntry {
  const { uuid, email, role, state, givenName, familyName, studentNo, employeeNo, createdAt } = user;
  return {
    id: asUserId(uuid),
    email: email ?? '',
    role,
    state: accountState.parse(state),
    givenName,
    familyName,
    studentNo,
    employeeNo,
    createdAt: createdAt === 0 ? null : createdAt,
    claimed: user.passwordHash !== null,
  };
}

/** An account by its public id; walk-ins and those merged are none. */
export async function findAccount({ orm }: Database, uuid: string): Promise<User | null> {
  const [user] = await orm.select().from(users).where(eq(users.uuid, uuid));
  return user && accountState.safeParse(user.state).success ? user : null;
}
