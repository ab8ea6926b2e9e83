/** The first administrator: whoever holds the code that the server printed when it started without one. */
import { and, eq } from 'drizzle-orm';
import type { Result } from '@hazri/domain';
import { fail, ok } from '@hazri/domain';
import type { AppDeps } from '../app-deps.ts';
import { newUuid } from '../catalogue/catalogue.ts';
import type { Database } from '../db/open-database.ts';
import { users } from '../db/people-schema.ts';
import { FIRST_ADMINISTRATOR } from './account-codes.ts';
import type { User } from './accounts.ts';
import { findUserByEmail } from './accounts.ts';
import { changeAccount } from './change-account.ts';

export interface FirstClaim {
  /** In its stored form. */
  readonly email: string;
  readonly code: string;
  readonly passwordHash: string;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly address: string;
}

/** Prints a code for the first administrator as long as there is none; an earlier start's code is void then. */
export async function offerFirstClaim(
  { codes, config, database, writer }: AppDeps,
  print: (text: string) => void,
): Promise<void> {
  if (await hasAdministrator(database)) return;
  const { code, statement } = codes.draw(FIRST_ADMINISTRATOR, 'claim');
  await writer.run((turn) => turn.commit([statement]));
  print(
    `There is no administrator yet. Open ${config.origin ?? ''}/claim to become it, with this code: ${code}`,
  );
}

export async function claimFirst(
  deps: AppDeps,
  claim: FirstClaim,
): Promise<Result<User, 'code_invalid' | 'name_required'>> {
  const { clock, codes, database, random, writer } = deps;
  return writer.run(async (turn) => {
    const { right, statement } = await codes.check(FIRST_ADMINISTRATOR, 'claim', claim.code);
    if (!right || (await hasAdministrator(database))) {
      await turn.commit([statement]);
      return fail('code_invalid');
    }
    const known = await findUserByEmail(database, claim.email);
    const givenName = claim.givenName ?? known?.givenName;
    const familyName = claim.familyName ?? known?.familyName;
    // The code stays good for the same form with the names filled in.
    if (givenName === undefined || familyName === undefined) return fail('name_required');
    const user: User = {
      id: known?.id ?? turn.nextId('users'),
      uuid: known?.uuid ?? newUuid(clock, random),
      email: claim.email,
      role: 'administrator',
      state: 'active',
      passwordHash: claim.passwordHash,
      givenName,
      familyName,
      studentNo: known?.studentNo ?? null,
      employeeNo: known?.employeeNo ?? null,
      createdAt: known?.createdAt ?? clock.now(),
      rev: 0,
    };
    turn.audit({
      at: clock.now(),
      actorId: user.id,
      address: claim.address,
      action: 'account.first_administrator',
      subject: `user:${user.uuid}`,
    });
    return ok(await changeAccount(deps, turn, user, [statement]));
  });
}

async function hasAdministrator({ orm }: Database): Promise<boolean> {
  const found = await orm
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.role, 'administrator'), eq(users.state, 'active')))
    .limit(1);
  return found.length > 0;
}
