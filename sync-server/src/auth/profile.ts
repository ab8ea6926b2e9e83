/** One's own account: seen and corrected by its owner. */
import type { Result } from '@hazri/domain';
import { fail, ok } from '@hazri/domain';
import type { Profile } from '@hazri/sync-protocol/api/accounts';
import { accountState } from '@hazri/sync-protocol/api/people';
import type { AppDeps } from '../app-deps.ts';
import type { AuditEntry } from '../audit/audit-trail.ts';
import { languageOf } from './account-languages.ts';
import type { User } from './accounts.ts';
import { accountOf, findUser } from './accounts.ts';
import { changeAccount } from './change-account.ts';
import { asStudentNo, claimNumber, claimOf, settleNumber } from './number-claims.ts';

export interface ProfileChange {
  readonly givenName?: string | undefined;
  readonly familyName?: string | undefined;
  readonly studentNo?: string | undefined;
  readonly employeeNo?: string | undefined;
}

export async function profileOf({ database }: Pick<AppDeps, 'database'>, user: User): Promise<Profile> {
  const claim = await claimOf(database, user.id);
  return {
    user: accountOf(user),
    state: accountState.parse(user.state),
    employeeNo: user.employeeNo,
    claimedNo: claim?.studentNo ?? null,
    language: await languageOf(database, user.id),
  };
}

/** A student's number, once there is one, and a number of the other kind of people are the office's to change. */
export async function changeProfile(
  deps: AppDeps,
  caller: User,
  change: ProfileChange,
  by: Pick<AuditEntry, 'at' | 'actorId' | 'address'>,
): Promise<Result<User, 'field_forbidden' | 'not_found'>> {
  const { givenName, familyName, studentNo, employeeNo } = change;
  return deps.writer.run(async (turn) => {
    const user = await findUser(deps.database, caller.id);
    if (!user) return fail('not_found');
    if (studentNo !== undefined && (user.role !== 'student' || user.studentNo !== null))
      return fail('field_forbidden');
    if (employeeNo !== undefined && user.role === 'student') return fail('field_forbidden');
    const changed: User = {
      ...user,
      givenName: givenName ?? user.givenName,
      familyName: familyName ?? user.familyName,
      employeeNo: employeeNo ?? user.employeeNo,
    };
    const fields = Object.entries(change).flatMap(([field, value]) => (value === undefined ? [] : [field]));
    turn.audit({
      ...by,
      action: 'account.profile_changed',
      subject: `user:${user.uuid}`,
      detail: { fields },
    });
    if (studentNo === undefined) return ok(await changeAccount(deps, turn, changed));
    const wanted = asStudentNo(studentNo);
    const settled = await settleNumber(deps, turn, changed, wanted, []);
    return ok(
      settled ?? (await changeAccount(deps, turn, changed, [claimNumber(user.id, wanted, deps.clock.now())])),
    );
  });
}
