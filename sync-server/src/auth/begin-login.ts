/** A login begins: the one that the request carries ends, so that a new one never inherits it, and the cookie is set. */
import type { Context } from 'hono';
import type { AppDeps, AppEnv } from '../app-deps.ts';
import type { User } from './accounts.ts';
import { AUTH_SESSION_DAYS } from './auth-sessions.ts';
import type { SignedIn } from './sign-in.ts';

const COOKIE_SECONDS = AUTH_SESSION_DAYS * 86_400;

type Deps = Pick<AppDeps, 'authSessions' | 'cookie' | 'devices'>;

export async function beginLogin(
  deps: Deps,
  c: Context<AppEnv>,
  caller: SignedIn | null,
  user: Pick<User, 'id'>,
): Promise<void> {
  await endLogin(deps, caller);
  const { token } = await deps.authSessions.begin(user.id);
  c.header('set-cookie', deps.cookie.write(token, COOKIE_SECONDS));
}

export async function endLogin({ authSessions, devices }: Deps, caller: SignedIn | null): Promise<void> {
  if (!caller) return;
  await devices.endOfSession(caller.session.id, 'logged_out');
  await authSessions.end(caller.session.id);
}
