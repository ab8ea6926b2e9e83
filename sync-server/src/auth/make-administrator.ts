/** Makes somebody an administrator from the server's own terminal: the first one, or another when nobody can sign in. */
import type { Result } from '@hazri/domain';
import { fail, ok } from '@hazri/domain';
import type { AppDeps } from '../app-deps.ts';
import { newUuid } from '../catalogue/catalogue.ts';
import type { User } from './accounts.ts';
import { findUserByEmail } from './accounts.ts';
import { changeAccount } from './change-account.ts';

interface Wanted {
  /** In its stored form. */
  readonly email: string;
  readonly givenName: string | null;
  readonly familyName: string | null;
}

interface Made {
  /** To be typed at `/claim` with the address; shown once. */
  readonly code: string;
  readonly expiresAt: number;
  /** Whether there was no account before. */
  readonly fresh: boolean;
}

/** An account that had another role signs in anew everywhere; its record stays. */
export async function makeAdministrator(
  deps: AppDeps,
  { email, givenName, familyName }: Wanted,
): Promise<Result<Made, 'name_required'>> {
  const { authSessions, clock, codes, database, devices, random, writer } = deps;
  const known = await findUserByEmail(database, email);
  const given = givenName ?? known?.givenName;
  const family = familyName ?? known?.familyName;
  if (given === undefined || family === undefined) return fail('name_required');
  const made = await writer.run(async (turn) => {
    const user: User = {
      id: known?.id ?? turn.nextId('users'),
      uuid: known?.uuid ?? newUuid(clock, random),
      email,
      role: 'administrator',
      state: 'active',
      passwordHash: known?.passwordHash ?? null,
      givenName: given,
      familyName: family,
      studentNo: known?.studentNo ?? null,
      employeeNo: known?.employeeNo ?? null,
      createdAt: known?.createdAt ?? clock.now(),
      rev: 0,
    };
    turn.audit({
      at: clock.now(),
      actorId: null,
      action: 'account.administrator_made',
      subject: `user:${user.uuid}`,
      detail: { before: known?.role ?? null },
    });
    const { code, expiresAt, statement } = codes.draw(user, 'claim');
    await changeAccount(deps, turn, user, [statement]);
    return { code, expiresAt };
  });
  if (known && known.role !== 'administrator') {
    await devices.endOfUser(known.id, 'logged_out');
    await authSessions.endAll(known.id);
    await devices.revokeKeysOf(known.id, { at: clock.now(), actorId: null });
  }
  return ok({ ...made, fresh: known === null });
}
