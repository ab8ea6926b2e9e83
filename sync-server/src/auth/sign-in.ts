/** Who is asking? The cookie's account, while it may be used. */
import type { Database } from '../db/open-database.ts';
import type { LoginCookie } from '../http/cookies.ts';
import type { User } from './accounts.ts';
import { findUser } from './accounts.ts';
import type { AuthSession, AuthSessions } from './auth-sessions.ts';

interface SignedIn {
  readonly user: User;
  readonly session: AuthSession;
}

export interface Accounts {
  /** null without a valid cookie, and for accounts that were deactivated. */
  readonly signedIn: (headers: Headers) => Promise<SignedIn | null>;
}

export function makeAccounts(database: Database, authSessions: AuthSessions, cookie: LoginCookie): Accounts {
  return {
    signedIn: async (headers) => {
      const token = cookie.read(headers.get('cookie') ?? undefined);
      const session = token === null ? null : await authSessions.find(token);
      const user = session && (await findUser(database, session.userId));
      return session && user && canSignIn(user) ? { user, session } : null;
    },
  };
}

/** A professor who waits for approval may sign in, and read, but state nothing. */
export function canSignIn(user: User): boolean {
  return user.state === 'active' || user.state === 'pending';
}
