/** `/api/auth/*`: login, logout, who am I, new password. */
import { eq } from 'drizzle-orm';
import { loginRequest, loginResponse } from '@hazri/sync-protocol';
import {
  languageRequest,
  passwordRequest,
  profileChange,
  profileResponse,
} from '@hazri/sync-protocol/api/accounts';
import type { AppDeps } from '../app-deps.ts';
import { askedBy } from '../audit/asked-by.ts';
import { setLanguage } from '../auth/account-languages.ts';
import { accountOf } from '../auth/accounts.ts';
import { beginLogin, endLogin } from '../auth/begin-login.ts';
import { countFailure, logIn, mustWait } from '../auth/log-in.ts';
import { checkNewPassword } from '../auth/passwords.ts';
import { changeProfile, profileOf } from '../auth/profile.ts';
import { exportResponse } from '../auth/export-account.ts';
import { users } from '../db/people-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { problem } from '../http/problem.ts';

export function authEndpoints(deps: AppDeps): readonly Endpoint[] {
  const { authSessions, cookie, database, devices, passwords, writer } = deps;

  return [
    endpoint({
      method: 'post',
      path: '/auth/login',
      access: 'anyone',
      summary: 'Sign in with e-mail and password; sets the login cookie',
      refuses: ['invalid_credentials', 'email_unverified', 'role_forbidden', 'too_many_tries'],
      body: loginRequest,
      answer: loginResponse,
      handle: async ({ c, caller, body }) => {
        const user = await logIn(deps, c, caller, body);
        return user instanceof Response ? user : { user: accountOf(user) };
      },
    }),
    endpoint({
      method: 'post',
      path: '/auth/logout',
      access: 'anyone',
      summary: 'Sign out',
      handle: async ({ c, caller }) => {
        await endLogin(deps, caller);
        c.header('set-cookie', cookie.clear());
        return c.body(null, 204);
      },
    }),
    endpoint({
      method: 'get',
      path: '/auth/me',
      access: 'user',
      summary: 'Who is signed in',
      answer: profileResponse,
      handle: ({ caller }) => profileOf(deps, caller.user),
    }),
    endpoint({
      method: 'patch',
      path: '/auth/me',
      access: 'user',
      summary: 'Change one’s names, or give a number where there is none',
      refuses: ['number_taken', 'field_forbidden'],
      body: profileChange,
      answer: profileResponse,
      handle: async ({ c, caller, body }) => {
        const changed = await changeProfile(deps, caller.user, body, askedBy(deps, c, caller));
        return changed.ok ? profileOf(deps, changed.value) : problem(changed.reason);
      },
    }),
    endpoint({
      method: 'put',
      path: '/auth/me/language',
      access: 'user',
      summary: 'The language that mails to oneself are written in',
      body: languageRequest,
      handle: async ({ c, caller, body: { language, chosen } }) => {
        await setLanguage(writer, caller.user.id, language, chosen);
        return c.body(null, 204);
      },
    }),
    endpoint({
      method: 'get',
      path: '/auth/me/export',
      access: 'user',
      summary: 'Everything that is kept about oneself, as JSON',
      files: ['application/json'],
      handle: async ({ c, caller }) => {
        await writer.run((turn) => {
          const subject = `user:${caller.user.uuid}`;
          turn.audit({ ...askedBy(deps, c, caller), action: 'account.exported', subject });
          return turn.commit([]);
        });
        return exportResponse(deps, caller.user);
      },
    }),
    endpoint({
      method: 'post',
      path: '/auth/password',
      access: 'user',
      summary: 'A new password; ends every login and device but this browser’s',
      refuses: ['invalid_credentials', 'password_unfit', 'too_many_tries'],
      body: passwordRequest,
      answer: loginResponse,
      handle: async ({ c, caller, body: { currentPassword, newPassword } }) => {
        const { user } = caller;
        const wait = mustWait(deps, c, user.email ?? '');
        if (wait) return wait;
        if (!(await passwords.isRight(currentPassword, user.passwordHash))) {
          await countFailure(deps, c, user.email ?? '', user);
          return problem('invalid_credentials');
        }
        const fit = checkNewPassword(newPassword);
        if (!fit.ok) return problem('password_unfit', { detail: fit.reason });
        const passwordHash = await passwords.hash(newPassword);
        await writer.run(async (turn) => {
          const rows = await database.orm.select().from(users).where(eq(users.id, user.id));
          const subject = `user:${user.uuid}`;
          turn.audit({ ...askedBy(deps, c, caller), action: 'account.password_changed', subject });
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
        await beginLogin(deps, c, null, user);
        return { user: accountOf(user) };
      },
    }),
  ];
}
