/** `/auth/*` of the older system: login, logout and both registrations, by the product's own ways and limits. */
import {
  referenceDone,
  referenceLoggedIn,
  referenceLogin,
  referenceProfessor,
  referenceRegistered,
  referenceStudent,
} from '@hazri/sync-protocol/api/reference';
import type { AppDeps } from '../app-deps.ts';
import { accountOf } from '../auth/accounts.ts';
import { askToRegister } from '../auth/ask-to-register.ts';
import { endLogin } from '../auth/begin-login.ts';
import { logIn } from '../auth/log-in.ts';
import { asStudentNo } from '../auth/number-claims.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { forReference, SUCCESS } from '../http/for-reference.ts';
import { problem } from '../http/problem.ts';

const REGISTERED = {
  ...SUCCESS,
  message: 'A code was mailed to the address: it proves that it is yours',
  status: 'check_email',
} as const;

interface Typed {
  readonly email: string;
  readonly password: string;
  readonly confirm_password?: string | undefined;
  readonly first_name: string;
  readonly last_name: string;
}

export function referenceAccountEndpoints(deps: AppDeps): readonly Endpoint[] {
  const { cookie } = deps;
  return [
    endpoint({
      method: 'post',
      under: '',
      path: '/auth/login',
      access: 'anyone',
      summary: 'Sign in with e-mail and password; sets the login cookie',
      refuses: ['invalid_credentials', 'email_unverified', 'role_forbidden', 'too_many_tries'],
      body: referenceLogin,
      answer: referenceLoggedIn,
      handle: async ({ c, caller, body }) => {
        const { email, password, role = null } = body;
        const user = await logIn(deps, c, caller, { email, password, role });
        if (user instanceof Response) return user;
        return { ...SUCCESS, message: `Welcome, ${user.givenName}`, user: accountOf(user) };
      },
    }),
    endpoint({
      method: 'post',
      under: '',
      path: '/auth/logout',
      access: 'anyone',
      summary: 'Sign out',
      answer: referenceDone,
      handle: async ({ c, caller }) => {
        await endLogin(deps, caller);
        c.header('set-cookie', cookie.clear());
        return { ...SUCCESS, message: 'Signed out' };
      },
    }),
    endpoint({
      method: 'post',
      under: '',
      path: '/auth/student/register',
      access: 'anyone',
      summary: 'Register as a student; a code is mailed to the address',
      refuses: ['email_invalid', 'password_unfit', 'fields_refused', 'too_many_tries'],
      body: referenceStudent,
      answer: referenceRegistered,
      status: 202,
      handle: async ({ c, body }) => {
        const numbers = { studentNo: asStudentNo(body.student_id), employeeNo: null };
        const registration = { ...registrationOf(body), role: 'student', ...numbers } as const;
        return unconfirmed(body) ?? (await askToRegister(deps, c, registration)) ?? REGISTERED;
      },
    }),
    endpoint({
      method: 'post',
      under: '',
      path: '/auth/professor/register',
      access: 'anyone',
      summary: 'Register as a professor; a code is mailed to the address, then an administrator approves',
      refuses: ['email_invalid', 'password_unfit', 'fields_refused', 'too_many_tries'],
      body: referenceProfessor,
      answer: referenceRegistered,
      status: 202,
      handle: async ({ c, body }) => {
        const numbers = { studentNo: null, employeeNo: body.employee_id };
        const registration = { ...registrationOf(body), role: 'professor', ...numbers } as const;
        return unconfirmed(body) ?? (await askToRegister(deps, c, registration)) ?? REGISTERED;
      },
    }),
  ].map(forReference);
}

function registrationOf({ email, password, first_name, last_name }: Typed) {
  return { email, password, givenName: first_name, familyName: last_name };
}

function unconfirmed({ password, confirm_password = password }: Typed): Response | null {
  if (confirm_password === password) return null;
  return problem('fields_refused', { issues: [{ path: 'confirm_password', code: 'differs' }] });
}
