/** `/api/auth/register`, `verify`, `resend`, `forgot`, `reset`, `claim`: how people come by an account and a password. */
import type { Context } from 'hono';
import { loginResponse } from '@hazri/sync-protocol';
import {
  claimRequest,
  institutionResponse,
  mailedResponse,
  mailRequest,
  registerRequest,
  resetRequest,
  verifyRequest,
} from '@hazri/sync-protocol/api/accounts';
import type { AppDeps, AppEnv } from '../app-deps.ts';
import { askedBy } from '../audit/asked-by.ts';
import type { CodePurpose } from '../auth/account-codes.ts';
import { accountOf } from '../auth/accounts.ts';
import { askToRegister, emailInvalid, mayMail, passwordUnfit } from '../auth/ask-to-register.ts';
import { beginLogin } from '../auth/begin-login.ts';
import { readEmailAddress } from '../auth/email-address.ts';
import { claimFirst } from '../auth/first-administrator.ts';
import { mailCode } from '../auth/mail-code.ts';
import { asStudentNo } from '../auth/number-claims.ts';
import { proveAccount } from '../auth/prove-account.ts';
import type { SignedIn } from '../auth/sign-in.ts';
import type { Endpoint } from '../http/endpoint.ts';
import { endpoint } from '../http/endpoint.ts';
import { problem } from '../http/problem.ts';

const SECOND_MS = 1_000;
const MAILED = { status: 'check_email' } as const;

export function registerEndpoints(deps: AppDeps): readonly Endpoint[] {
  const { config, mailer, passwords, throttle } = deps;

  interface Typed {
    readonly email: string;
    readonly code: string;
    readonly password?: string | undefined;
    readonly givenName?: string | undefined;
    readonly familyName?: string | undefined;
  }

  async function prove(c: Context<AppEnv>, caller: SignedIn | null, purpose: CodePurpose, typed: Typed) {
    const email = readEmailAddress(typed.email, config.allowedEmailDomain);
    if (!email.ok) return emailInvalid();
    const { password = null, code, givenName = null, familyName = null } = typed;
    const unfit = password === null ? null : passwordUnfit(password);
    if (unfit) return unfit;
    const { address } = askedBy(deps, c, null);
    // Of codes, apart from passwords: who guesses codes doesn't keep the owner from signing in.
    const tried = `code ${email.value}`;
    const waitMs = throttle.waitMs(tried, address);
    if (waitMs > 0) return problem('too_many_tries', { retryAfterSeconds: waitMs / SECOND_MS });
    const proven = await proveAccount(deps, { email: email.value, purpose, code, password, address });
    const first =
      !proven.ok && purpose === 'claim' && password !== null
        ? await claimFirst(deps, {
            email: email.value,
            code,
            passwordHash: await passwords.hash(password),
            givenName,
            familyName,
            address,
          })
        : proven;
    if (!first.ok) {
      if (first.reason === 'name_required') return nameRequired();
      throttle.count(tried, address);
      return problem('code_invalid', { issues: [{ path: 'code', code: 'code_invalid' }] });
    }
    throttle.succeeded(tried);
    await beginLogin(deps, c, caller, first.value);
    return { user: accountOf(first.value) };
  }

  const mailing = (path: string, summary: string, purpose: 'verify' | 'reset') =>
    endpoint({
      method: 'post',
      path,
      access: 'anyone',
      summary,
      refuses: ['email_invalid', 'too_many_tries'],
      body: mailRequest,
      answer: mailedResponse,
      status: 202,
      handle: async ({ c, body }) => {
        const email = mayMail(deps, c, body.email);
        if (email instanceof Response) return email;
        await mailCode(deps, email, purpose);
        return MAILED;
      },
    });

  return [
    endpoint({
      method: 'get',
      path: '/institution',
      access: 'anyone',
      summary: 'What forms need to know before anybody signs in',
      answer: institutionResponse,
      handle: () => Promise.resolve({ emailDomain: config.allowedEmailDomain, sendsMail: mailer.sends }),
    }),
    endpoint({
      method: 'post',
      path: '/auth/register',
      access: 'anyone',
      summary: 'Register as a student or professor; a code is mailed to the address',
      refuses: ['email_invalid', 'password_unfit', 'too_many_tries'],
      body: registerRequest,
      answer: mailedResponse,
      status: 202,
      handle: async ({ c, body }) => {
        const refusal = await askToRegister(deps, c, {
          ...body,
          studentNo: body.role === 'student' ? asStudentNo(body.studentNo) : null,
          employeeNo: body.role === 'professor' ? body.employeeNo : null,
        });
        if (refusal) return refusal;
        return MAILED;
      },
    }),
    mailing('/auth/resend', 'Mail a new code to an address that was registered', 'verify'),
    endpoint({
      method: 'post',
      path: '/auth/verify',
      access: 'anyone',
      summary: 'Prove an address by the mailed code; signs in',
      refuses: ['email_invalid', 'password_unfit', 'code_invalid', 'too_many_tries'],
      body: verifyRequest,
      answer: loginResponse,
      handle: ({ c, caller, body }) => prove(c, caller, 'verify', body),
    }),
    mailing('/auth/forgot', 'Mail a code for a new password', 'reset'),
    endpoint({
      method: 'post',
      path: '/auth/reset',
      access: 'anyone',
      summary: 'Choose a new password with the mailed code; ends all logins and signs in',
      refuses: ['email_invalid', 'password_unfit', 'code_invalid', 'too_many_tries'],
      body: resetRequest,
      answer: loginResponse,
      handle: ({ c, caller, body }) => prove(c, caller, 'reset', body),
    }),
    endpoint({
      method: 'post',
      path: '/auth/claim',
      access: 'anyone',
      summary: 'Take over an account with a code from an administrator, or become the first administrator',
      refuses: ['email_invalid', 'password_unfit', 'code_invalid', 'name_required', 'too_many_tries'],
      body: claimRequest,
      answer: loginResponse,
      handle: ({ c, caller, body }) => prove(c, caller, 'claim', body),
    }),
  ];
}

function nameRequired(): Response {
  const issues = ['givenName', 'familyName'].map((path) => ({ path, code: 'required' }));
  return problem('name_required', { issues });
}
