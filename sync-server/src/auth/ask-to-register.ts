/** Takes a form of registration, or says what is wrong with it; whoever asks for mails too often waits. */
import type { Context } from 'hono';
import type { AppDeps, AppEnv } from '../app-deps.ts';
import { askedBy } from '../audit/asked-by.ts';
import { problem } from '../http/problem.ts';
import { readEmailAddress } from './email-address.ts';
import { checkNewPassword } from './passwords.ts';
import type { Registration } from './registrations.ts';
import { takeRegistration } from './registrations.ts';

const SECOND_MS = 1_000;

/** @returns why not, or null: the code is on its way, or a mail that says there is an account already */
export async function askToRegister(
  deps: AppDeps,
  c: Context<AppEnv>,
  typed: Registration,
): Promise<Response | null> {
  const unfit = passwordUnfit(typed.password);
  if (unfit) return unfit;
  const email = mayMail(deps, c, typed.email);
  if (email instanceof Response) return email;
  await takeRegistration(deps, { ...typed, email });
  return null;
}

/** The address in its stored form; whoever asks for mails too often waits, whether the address has an account or not. */
export function mayMail(
  deps: Pick<AppDeps, 'clock' | 'config' | 'mailThrottle'>,
  c: Context<AppEnv>,
  typed: string,
): string | Response {
  const { config, mailThrottle } = deps;
  const email = readEmailAddress(typed, config.allowedEmailDomain);
  if (!email.ok) return emailInvalid();
  const { address } = askedBy(deps, c, null);
  const waitMs = mailThrottle.waitMs(email.value, address);
  if (waitMs > 0) return problem('too_many_tries', { retryAfterSeconds: waitMs / SECOND_MS });
  mailThrottle.count(email.value, address);
  return email.value;
}

export function emailInvalid(): Response {
  return problem('email_invalid', { issues: [{ path: 'email', code: 'email_invalid' }] });
}

export function passwordUnfit(password: string): Response | null {
  const fit = checkNewPassword(password);
  if (fit.ok) return null;
  return problem('password_unfit', {
    detail: fit.reason,
    issues: [{ path: 'password', code: fit.reason }],
  });
}
