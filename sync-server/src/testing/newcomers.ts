/** People who register with their mailbox, on a server that mails. */
import { afterAll } from 'vitest';
import { assert } from '@hazri/domain';
import type { Config } from '../env.ts';
import type { MailServer } from './mail-server.ts';
import { codeIn, startMailServer } from './mail-server.ts';
import type { World } from './server-world.ts';
import { ask, cookieOf, PASSWORD } from './server-world.ts';

/** Starts it, and ends it after everything else of the file. */
export async function useMails(): Promise<MailServer> {
  const mails = await startMailServer();
  afterAll(() => mails.close());
  return mails;
}

export function mailThrough({ url }: MailServer): Pick<Config, 'mail'> {
  return { mail: { url, from: 'Hazri <no-reply@acem.ac.in>' } };
}

/** Registers and proves the address. @returns the cookie */
export async function joined(
  world: World,
  mails: MailServer,
  email: string,
  more: Readonly<Record<string, unknown>>,
): Promise<string> {
  const auth = (path: string, body: unknown) => ask(world, 'POST', `/api/auth/${path}`, { body });
  const form = { email, password: PASSWORD, givenName: 'A', familyName: 'B', ...more };
  const registered = await auth('register', form);
  assert(registered.status === 202, `registering answers ${registered.status}`);
  const code = codeIn(await mails.mailTo(email));
  const verified = await auth('verify', { email, code, password: PASSWORD });
  assert(verified.status === 200, `verifying answers ${verified.status}`);
  return cookieOf(verified);
}

export async function statusAndReason(response: Response): Promise<readonly [number, string | undefined]> {
  const body = (await response.json()) as { readonly reason?: string };
  return [response.status, body.reason];
}
