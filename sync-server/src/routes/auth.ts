/** `/api/auth/*`: login, logout, who am I, new password. */
import { eq } from 'drizzle-orm';
import { loginRequest, loginResponse } from '@hazri/sync-protocol';
import { passwordRequest } from '@hazri/sync-protocol/api/accounts';
import type { AppDeps } from '../app-deps.ts';
import { accountOf, findUserByEmail } from '../auth/accounts.ts';
import { AUTH_SESSION_DAYS } from '../auth/auth-sessions.ts';
import { checkNewPassword } from '../auth/passwords.ts';
import type { SignedIn } from '../auth/sign-in.ts';
import { canSignIn } from '../auth/sign-in.ts';
import { users } from '../db/schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import { clientAddress } from '../http/client-address.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { problem } from '../http/problem.ts';

const COOKIE_SECONDS = AUTH_SESSION_DAYS * 86_400;
const SECOND_MS = 1_000;

export function authEndpoints(deps: AppDeps): readonly Endpoint[] {
  const { authSessions, config, cookie, database, devices, passwords, throttle, writer } = deps;

  /** Ends the login that a request carries, so that a new one never inherits it. */
  async function endCurrent(caller: SignedIn | null): Promise<void> {
    if (!caller) return;
    await devices.endOfSession(caller.session.id, 'logged_out');
    await authSessions.end(caller.session.id);
  }

  return [
    endpoint({
      method: 'post',
      path: '/auth/login',
      access: 'anyone',
      summary: 'Sign in with e-mail and password; sets the login cookie',
      body: loginRequest,
      answer: loginResponse,
      handle: async ({ c, caller, body: { email, password } }) => {
        const account = email.trim().toLowerCase();
        const address = clientAddress(c.env, c.req.raw.headers, config.trustedProxies);
        const waitMs = throttle.waitMs(account, address);
        if (waitMs > 0) return problem('too_many_tries', { retryAfterSeconds: waitMs / SECOND_MS });
        const user = await findUserByEmail(database, account);
        const right = await passwords.isRight(password, user?.passwordHash ?? null);
        if (!user || !right || !canSignIn(user)) {
          throttle.failed(account, address);
          return problem('invalid_credentials');
        }
        throttle.succeeded(account);
        await endCurrent(caller);
        const { token } = await authSessions.begin(user.id);
        c.header('set-cookie', cookie.write(token, COOKIE_SECONDS));
        return { user: accountOf(user) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/auth/logout',
      access: 'anyone',
      summary: 'Sign out',
      handle: async ({ c, caller }) => {
        await endCurrent(caller);
        c.header('set-cookie', cookie.clear());
        return c.body(null, 204);
      },
    }),
    endpoint({
      method: 'get',
      path: '/auth/me',
      access: 'user',
      summary: 'Who is signed in',
      answer: loginResponse,
      handle: ({ caller }) => Promise.resolve({ user: accountOf(caller.user) }),
    }),
    endpoint({
      method: 'post',
      path: '/auth/password',
      access: 'user',
      summary: 'A new password; ends every login and device but this browser’s',
      body: passwordRequest,
      answer: loginResponse,
      handle: async ({ c, caller: { user }, body: { currentPassword, newPassword } }) => {
        const address = clientAddress(c.env, c.req.raw.headers, config.trustedProxies);
        const waitMs = throttle.waitMs(user.email ?? '', address);
        if (waitMs > 0) return problem('too_many_tries', { retryAfterSeconds: waitMs / SECOND_MS });
        if (!(await passwords.isRight(currentPassword, user.passwordHash))) {
          throttle.failed(user.email ?? '', address);
          return problem('invalid_credentials');
        }
        const fit = checkNewPassword(newPassword);
        if (!fit.ok) return problem('password_unfit', { detail: fit.reason });
        const passwordHash = await passwords.hash(newPassword);
        await writer.run(async (turn) => {
          const rows = await database.orm.select().from(users).where(eq(users.id, user.id));
          await turn.commit([
            upsertRows(
              users,
              rows.map((row) => ({ ...row, passwordHash, rev: turn.nextRev() })),
            ),
          ]);
        });
        // Every login and every device ends with the old password; this browser goes on with a new login.
        await devices.endOfUser(user.id, 'password_changed');
        await authSessions.endAll(user.id);
        const { token } = await authSessions.begin(user.id);
        c.header('set-cookie', cookie.write(token, COOKIE_SECONDS));
        return { user: accountOf(user) };
      },
    }),
  ];
}
