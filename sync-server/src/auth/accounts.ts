/** Accounts: found by e-mail or key, made for people that the office knows. */
import { eq } from 'drizzle-orm';
import type { UserId } from '@hazri/domain';
import type { Account } from '@hazri/sync-protocol';
import type { Database } from '../db/open-database.ts';
import { users } from '../db/people-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { Writer } from '../db/writer.ts';

export type User = typeof users.$inferSelect;

export interface NewUser {
  readonly uuid: string;
  readonly email: string;
  readonly role: User['role'];
  /** A professor is `pending` until an administrator approves. */
  readonly state?: User['state'];
  readonly passwordHash: string | null;
  readonly givenName: string;
  readonly familyName: string;
  readonly studentNo?: string | null;
  readonly employeeNo?: string | null;
  /** Epoch ms. */
  readonly createdAt?: number;
}

/** Adds users in one commit and returns them with their keys. @throws when an e-mail or roll number is taken */
export function createUsers(writer: Writer, people: readonly NewUser[]): Promise<readonly User[]> {
  return writer.run(async (turn) => {
    const rows = people.map((person): User => ({
      id: turn.nextId('users'),
      uuid: person.uuid,
      email: person.email.toLowerCase(),
      role: person.role,
      state: person.state ?? 'active',
      passwordHash: person.passwordHash,
      givenName: person.givenName,
      familyName: person.familyName,
      studentNo: person.studentNo ?? null,
      employeeNo: person.employeeNo ?? null,
      createdAt: person.createdAt ?? 0,
      rev: turn.nextRev(),
    }));
    await turn.commit([upsertRows(users, rows)]);
    return rows;
  });
}

export async function findUserByEmail({ orm }: Database, email: string): Promise<User | null> {
  const rows = await orm.select().from(users).where(eq(users.email, email.trim().toLowerCase()));
  return rows[0] ?? null;
}

export async function findUser({ orm }: Database, id: number): Promise<User | null> {
  const rows = await orm.select().from(users).where(eq(users.id, id));
  return rows[0] ?? null;
}

/** The account as its owner sees it. */
export function accountOf(user: User): Account {
  return {
    id: asUserId(user.uuid),
    email: user.email ?? '',
    role: user.role,
    givenName: user.givenName,
    familyName: user.familyName,
    studentNo: user.studentNo,
  };
}

/** The database holds only ids that a parser has let in. */
export function asUserId(uuid: string): UserId {
  return uuid as UserId;
}
