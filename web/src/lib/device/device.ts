/**
 * The signed-in phone as screens see it. Who is signed in is known without a network; signing in needs one.
 */
import { fail, ok } from '@hazri/domain';
import type { Result, UserId } from '@hazri/domain';
import type { Answer } from '@hazri/sync-client';
import type { Account } from '@hazri/sync-protocol';
import { EXCHANGE_TIMEOUT_MS } from '@hazri/sync-client';
import { loginResponse, problem } from '@hazri/sync-protocol';
import { HazriDb } from '../db/hazri-db.ts';
import { readInstallation, rememberAccount } from '../platform/installation.ts';
import { keepStorage } from '../platform/storage.ts';
import { openChannel } from '../sync/channel.ts';
import { deviceIdentity } from '../sync/identity.ts';
import { post } from '../sync/post.ts';
import { BROWSER } from '../sync/surroundings.ts';
import type { Surroundings } from '../sync/surroundings.ts';
import { endPendingCookie } from './logout.ts';
import { openDevice } from './open-device.ts';
import type { Device } from './signed-in-device.ts';

export type { Device } from './signed-in-device.ts';
export type { Readiness } from './readiness.ts';

export type LoginFault =
  'invalid_credentials' | 'email_unverified' | 'offline' | 'too_many_tries' | 'server_trouble';

/** The device of the person who signed in last, or null. Works offline, also with an expired cookie (DEV9). */
export async function currentDevice(surroundings: Surroundings = BROWSER): Promise<Device | null> {
  const hazri = new HazriDb();
  const canary = await surroundings.openCanary();
  // With IndexedDB refused altogether the canary still knows who it is, and facts are kept in memory (DEV7).
  const { account } = await readInstallation(hazri, canary, surroundings).catch(
    async () => (await canary.read()) ?? { account: null },
  );
  if (account === null) {
    await endPendingCookie(hazri, surroundings.fetch).catch(() => undefined);
    hazri.close();
    return null;
  }
  const keys = await surroundings.openKeys();
  return openDevice({ account, hazri, keys, canary, surroundings });
}

export async function login(
  email: string,
  password: string,
  surroundings: Surroundings = BROWSER,
): Promise<Result<Device, LoginFault>> {
  const body = JSON.stringify({ email, password });
  const answer = await post(surroundings.fetch, '/api/auth/login', body, { timeoutMs: EXCHANGE_TIMEOUT_MS });
  const parsed =
    answer.kind === 'answered' && answer.status === 200 ? loginResponse.safeParse(answer.body) : null;
  if (parsed === null || !parsed.success) return fail(faultOf(answer));

  return ok(await adopt(parsed.data.user, surroundings));
}

/** This device is the account's from now on: its cookie has just been set, by a login or by a code that was proven. */
export async function adopt(account: Account, surroundings: Surroundings = BROWSER): Promise<Device> {
  const hazri = new HazriDb();
  const canary = await surroundings.openCanary();
  const { account: before } = await readInstallation(hazri, canary, surroundings);
  if (before !== null && before.id !== account.id) stopElsewhere(before.id);
  await rememberAccount(hazri, canary, account);
  await hazri.settings.delete('logout_pending');
  const keys = await surroundings.openKeys();
  // Registered before the first sync, so that "ready offline" doesn't hang on a page that is closed early.
  await deviceIdentity(account.id, { hazri, keys }, surroundings).registerAtLogin();
  void keepStorage();
  return openDevice({ account, hazri, keys, canary, surroundings });
}

/** Other tabs and the worker still run the engine of the person who was signed in before; the cookie is gone. */
function stopElsewhere(userId: UserId): void {
  const channel = openChannel(() => undefined);
  channel.tell({ type: 'logout', userId });
  channel.close();
}

function faultOf(answer: Answer): LoginFault {
  if (answer.kind === 'unreachable') return 'offline';
  if (answer.status === 429) return 'too_many_tries';
  if (answer.status >= 500) return 'server_trouble';
  const told = problem.safeParse(answer.body);
  // A captive portal answers 200 or 403 with a page of its own; for the person that is no network.
  if (answer.status < 300 || !told.success) return 'offline';
  return told.data.reason === 'email_unverified' ? 'email_unverified' : 'invalid_credentials';
}
