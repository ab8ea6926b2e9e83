/** Who is asking? The cookie's account, while it may be used. */
import { makeFreshCache } from '../db/fresh-cache.ts';
import type { Database } from '../db/open-database.ts';
import type { Writer } from '../db/writer.ts';
import type { LoginCookie } from '../http/cookies.ts';
import type { User } from './accounts.ts';
import { findUser } from './accounts.ts';
import type { AuthSession, AuthSessions } from './auth-sessions.ts';

const MAX_CACHED_ACCOUNTS = 20_000;

export interface SignedIn {
  readonly user: User;
  readonly session: AuthSession;
}

export interface Accounts {
  /** null without a valid cookie, and for accounts that were deactivated. */
  readonly signedIn: (headers: Headers) => Promise<SignedIn | null>;
  /** By key, whatever its state. */
  readonly find: (id: number) => Promise<User | null>;
}

export function makeAccounts(
  database: Database,
  writer: Writer,
  authSessions: AuthSessions,
  cookie: LoginCookie,
): Accounts {
  const find = makeFreshCache(
    writer,
    MAX_CACHED_ACCOUNTS,
    (id) => `user:${id}`,
    (id) => findUser(database, id),
  );
  return {
    find,
    signedIn: async (headers) => {
      const token = cookie.read(headers.get('cookie') ?? undefined);
      const session = token === null ? null : await authSessions.find(token);
      const user = session && (await find(session.userId));
      return session && user && canSignIn(user) ? { user, session } : null;
    },
  };
}

/** A professor who waits for approval may sign in, and read, but state nothing. */
export function canSignIn(user: User): boolean {
  return user.state === 'active' || user.state === 'pending';
}
