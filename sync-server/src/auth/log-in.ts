/** Signs in with e-mail and password, or says why not; wrong ones are counted, by account and by address. */
import type { Context } from 'hono';
import type { AppDeps, AppEnv } from '../app-deps.ts';
import { askedBy } from '../audit/asked-by.ts';
import { problem } from '../http/problem.ts';
import type { User } from './accounts.ts';
import { findUserByEmail } from './accounts.ts';
import { beginLogin } from './begin-login.ts';
import type { SignedIn } from './sign-in.ts';
import { canSignIn } from './sign-in.ts';

const SECOND_MS = 1_000;

type Deps = Pick<
  AppDeps,
  | 'authSessions'
  | 'clock'
  | 'config'
  | 'cookie'
  | 'database'
  | 'devices'
  | 'passwords'
  | 'throttle'
  | 'writer'
>;

interface Typed {
  readonly email: string;
  readonly password: string;
  /** null: whatever the account is. */
  readonly role?: User['role'] | null;
}

/** @param caller whom the request's cookie names: that login ends */
export async function logIn(
  deps: Deps,
  c: Context<AppEnv>,
  caller: SignedIn | null,
  { email, password, role = null }: Typed,
): Promise<User | Response> {
  const { database, passwords, throttle } = deps;
  const account = email.trim().toLowerCase();
  const wait = mustWait(deps, c, account);
  if (wait) return wait;
  const user = await findUserByEmail(database, account);
  const right = await passwords.isRight(password, user?.passwordHash ?? null);
  if (!user || !right || !(canSignIn(user) || user.state === 'unverified')) {
    await countFailure(deps, c, account, user);
    return problem('invalid_credentials');
  }
  throttle.succeeded(account);
  // Said only to who knows the password: to others the address might as well have no account.
  if (!canSignIn(user)) return problem('email_unverified');
  if (role !== null && user.role !== role) return problem('role_forbidden');
  await beginLogin(deps, c, caller, user);
  return user;
}

export function mustWait(deps: Deps, c: Context<AppEnv>, account: string): Response | null {
  const waitMs = deps.throttle.waitMs(account, askedBy(deps, c, null).address);
  return waitMs > 0 ? problem('too_many_tries', { retryAfterSeconds: waitMs / SECOND_MS }) : null;
}

/** A burst of wrong passwords is on record once, when it makes its account or address wait. */
export async function countFailure(
  deps: Deps,
  c: Context<AppEnv>,
  account: string,
  user: User | null,
): Promise<void> {
  const { at, address } = askedBy(deps, c, null);
  if (!deps.throttle.count(account, address)) return;
  const subject = user ? `user:${user.uuid}` : '';
  await deps.writer.run((turn) => {
    turn.audit({ at, actorId: null, address, action: 'login.failure_burst', subject });
    return turn.commit([]);
  });
}
