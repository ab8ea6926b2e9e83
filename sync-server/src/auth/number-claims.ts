/**
 * Whose student number is it? Typing a number proves nothing: it is granted at once when nobody has it, or when the
 * proven address is the number itself (`24cs001@…`) and only a walk-in has it. Else an administrator decides.
 */
import type { InStatement } from '@libsql/client';
import { eq, sql } from 'drizzle-orm';
import { numberClaims } from '../db/account-schema.ts';
import type { Database } from '../db/open-database.ts';
import { users } from '../db/people-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { AppDeps } from '../app-deps.ts';
import type { WriteTurn } from '../db/writer.ts';
import type { User } from './accounts.ts';
import { changeAccount } from './change-account.ts';

type NumberClaim = typeof numberClaims.$inferSelect;

/** Rosters are typed by many hands: case means nothing. */
export function asStudentNo(typed: string): string {
  return typed.trim().toUpperCase();
}

export function claimNumber(userId: number, studentNo: string, claimedAt: number): InStatement {
  return upsertRows(numberClaims, [{ userId, studentNo, claimedAt }]);
}

export function dropClaim(userId: number): InStatement {
  return { sql: 'DELETE FROM number_claims WHERE user_id = ?', args: [userId] };
}

export async function claimOf({ orm }: Database, userId: number): Promise<NumberClaim | null> {
  const [claim] = await orm.select().from(numberClaims).where(eq(numberClaims.userId, userId));
  return claim ?? null;
}

/** Who has the number now: an account, or a walk-in that a professor wrote down. */
export async function holderOf({ orm }: Database, studentNo: string): Promise<User | null> {
  const [holder] = await orm
    .select()
    .from(users)
    .where(sql`upper(${users.studentNo}) = ${studentNo.toUpperCase()}`);
  return holder ?? null;
}

/** The mailbox that the institution gave is named after the number. */
function provesNumber(email: string, studentNo: string): boolean {
  return email.split('@', 1)[0]?.toUpperCase() === studentNo.toUpperCase();
}

/**
 * Gives the account the number if nobody has to be asked, in one commit with `others`.
 * @returns the account as stored; null, with nothing written, when an administrator must decide
 */
export async function settleNumber(
  deps: Pick<AppDeps, 'catalogue' | 'database' | 'merger'>,
  turn: WriteTurn,
  user: User,
  studentNo: string,
  others: readonly InStatement[],
): Promise<User | null> {
  const holder = await holderOf(deps.database, studentNo);
  if (holder === null) return changeAccount(deps, turn, { ...user, studentNo }, others);
  return holder.state === 'walk_in' && provesNumber(user.email ?? '', studentNo)
    ? deps.merger.merge(turn, { walkIn: holder, account: user }, others)
    : null;
}
