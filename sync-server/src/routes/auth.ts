/** `/api/auth/*`: login, logout, who am I, new password. */
import { Hono } from 'hono';
import { eq } from 'drizzle-orm';
import * as z from 'zod/mini';
import { loginRequest } from '@hazri/sync-protocol';
import type { App, AppDeps, AppEnv } from '../app-deps.ts';
import { accountOf, findUserByEmail } from '../auth/accounts.ts';
import { AUTH_SESSION_DAYS } from '../auth/auth-sessions.ts';
import { checkNewPassword, MAX_PASSWORD } from '../auth/passwords.ts';
import { canSignIn } from '../auth/sign-in.ts';
import { users } from '../db/schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import { clientAddress } from '../http/client-address.ts';
import { problem } from '../http/problem.ts';
import { readMessage } from '../http/read-message.ts';

const COOKIE_SECONDS = AUTH_SESSION_DAYS * 86_400;
const SECOND_MS = 1_000;

const passwordRequest = z.strictObject({
  currentPassword: z.string().check(z.minLength(1), z.maxLength(MAX_PASSWORD)),
  newPassword: z.string().check(z.maxLength(1_000)),
});

export function authRoutes(deps: AppDeps): App {
  const { accounts, authSessions, config, cookie, database, devices, passwords, throttle, writer } = deps;

  /** Ends the login that a request carries, so that a new one never inherits it. */
  async function endCurrent(headers: Headers): Promise<void> {
    const signedIn = await accounts.signedIn(headers);
    if (!signedIn) return;
    await devices.endOfSession(signedIn.session.id, 'logged_out');
    await authSessions.end(signedIn.session.id);
  }

  return new Hono<AppEnv>()
    .post('/auth/login', async (c) => {
      const read = await readMessage(c.req.raw, loginRequest);
      if (!read.ok) return read.response;
      const { email, password } = read.value.value;
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
      await endCurrent(c.req.raw.headers);
      const { token } = await authSessions.begin(user.id);
      c.header('set-cookie', cookie.write(token, COOKIE_SECONDS));
      return c.json({ user: accountOf(user) });
    })
    .post('/auth/logout', async (c) => {
      await endCurrent(c.req.raw.headers);
      c.header('set-cookie', cookie.clear());
      return c.body(null, 204);
    })
    .get('/auth/me', async (c) => {
      const signedIn = await accounts.signedIn(c.req.raw.headers);
      return signedIn ? c.json({ user: accountOf(signedIn.user) }) : problem('login_required');
    })
    .post('/auth/password', async (c) => {
      const signedIn = await accounts.signedIn(c.req.raw.headers);
      if (!signedIn) return problem('login_required');
      const read = await readMessage(c.req.raw, passwordRequest);
      if (!read.ok) return read.response;
      const { currentPassword, newPassword } = read.value.value;
      const { user } = signedIn;
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
      return c.json({ user: accountOf(user) });
    });
}
