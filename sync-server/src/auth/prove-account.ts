/**
 * Somebody typed a code that was mailed to an address, or that an administrator handed out. That proves whose account
 * it is, so it confirms the address and may set the password: with the code, what a stranger may have typed before
 * counts for nothing.
 */
import type { Result } from '@hazri/domain';
import { fail, ok } from '@hazri/domain';
import type { AppDeps } from '../app-deps.ts';
import type { AuditEntry } from '../audit/audit-trail.ts';
import type { WriteTurn } from '../db/writer.ts';
import type { CodePurpose } from './account-codes.ts';
import { NOBODY } from './account-codes.ts';
import type { User } from './accounts.ts';
import { findUserByEmail } from './accounts.ts';
import { changeAccount } from './change-account.ts';
import { claimOf, dropClaim, settleNumber } from './number-claims.ts';

export interface Proof {
  readonly email: string;
  readonly purpose: CodePurpose;
  readonly code: string;
  /** null leaves the password as it is. */
  readonly password: string | null;
  readonly address: string;
}

/** The one answer for a wrong, old or used-up code and for an address without an account. */
type Refusal = 'code_invalid';

export async function proveAccount(deps: AppDeps, proof: Proof): Promise<Result<User, Refusal>> {
  const { codes, database, passwords, writer } = deps;
  const passwordHash = proof.password === null ? null : await passwords.hash(proof.password);
  const proven = await writer.run(async (turn): Promise<User | null> => {
    const user = await findUserByEmail(database, proof.email);
    const owner = user !== null && user.state !== 'deactivated' ? user : null;
    const { right, statement } = await codes.check(owner ?? NOBODY, proof.purpose, proof.code);
    if (owner === null || !right) {
      await turn.commit([statement]);
      return null;
    }
    turn.audit(entryOf(deps, owner, proof));
    const changed = { ...owner, passwordHash: passwordHash ?? owner.passwordHash };
    return owner.state === 'unverified'
      ? firstSeen(deps, turn, changed, statement)
      : changeAccount(deps, turn, changed, [statement]);
  });
  if (proven === null) return fail('code_invalid');
  if (passwordHash !== null) {
    await deps.devices.endOfUser(proven.id, 'password_changed');
    await deps.authSessions.endAll(proven.id);
  }
  return ok(proven);
}

function entryOf({ clock }: AppDeps, owner: User, { purpose, password, address }: Proof): AuditEntry {
  return {
    at: clock.now(),
    actorId: owner.id,
    address,
    action: owner.state === 'unverified' ? 'account.verified' : 'account.proven',
    subject: `user:${owner.uuid}`,
    detail: { by: purpose, role: owner.role, passwordSet: password !== null },
  };
}

/** The address is proven: students begin, professors wait for approval; a number that nobody disputes is theirs. */
async function firstSeen(
  deps: AppDeps,
  turn: WriteTurn,
  user: User,
  used: Parameters<WriteTurn['commit']>[0][number],
): Promise<User> {
  const state = user.role === 'student' ? 'active' : 'pending';
  const claim = await claimOf(deps.database, user.id);
  const seen: User = { ...user, state };
  if (claim === null) return changeAccount(deps, turn, seen, [used]);
  const settled = await settleNumber(deps, turn, seen, claim.studentNo, [used, dropClaim(user.id)]);
  return settled ?? changeAccount(deps, turn, seen, [used]);
}
