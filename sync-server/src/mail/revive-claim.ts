/** The mail with a code to claim an account by, written again after a restart: of the code only a hash was left. */
import type { InStatement } from '@libsql/client';
import { and, eq, gt } from 'drizzle-orm';
import type { AccountCodes } from '../auth/account-codes.ts';
import { languageOf } from '../auth/account-languages.ts';
import { findUserByEmail } from '../auth/accounts.ts';
import { accountCodes } from '../db/account-schema.ts';
import type { Database } from '../db/open-database.ts';
import { accountMail } from './account-mails.ts';
import type { Mail } from './mail.ts';

interface Deps {
  readonly database: Database;
  readonly codes: Pick<AccountCodes, 'draw'>;
  /** Public address. */
  readonly origin: string | null;
}

/** @returns null when the account is claimed or gone, or a newer code is in somebody's hands already */
export async function reviveClaim(
  { database, codes, origin }: Deps,
  to: string,
  postedAt: number,
): Promise<{ readonly mail: Mail; readonly statement: InStatement } | null> {
  const user = await findUserByEmail(database, to);
  if (user === null || user.passwordHash !== null || user.state === 'deactivated') return null;
  const newer = await database.orm.$count(
    accountCodes,
    and(
      eq(accountCodes.userId, user.id),
      eq(accountCodes.purpose, 'claim'),
      gt(accountCodes.createdAt, postedAt),
    ),
  );
  if (newer > 0) return null;
  const { code, expiresAt, statement } = codes.draw(user, 'claim');
  const language = await languageOf(database, user.id);
  return { mail: accountMail(to, { kind: 'claim', code }, expiresAt, origin, language), statement };
}
