/** An administrator's word on what waits for it: a professor's account, or a student's claim to a number. */
import type { AppDeps } from '../app-deps.ts';
import type { WriteTurn } from '../db/writer.ts';
import { accountMail } from '../mail/account-mails.ts';
import type { User } from './accounts.ts';
import { changeAccount } from './change-account.ts';
import { claimOf, dropClaim, holderOf } from './number-claims.ts';

const MAIL_DAYS_MS = 86_400_000;

export async function decide(
  deps: AppDeps,
  turn: WriteTurn,
  user: User,
  word: 'approve' | 'decline',
): Promise<User | 'nothing_to_decide' | 'number_taken'> {
  if (user.state === 'pending') {
    const state = word === 'approve' ? 'active' : 'deactivated';
    const decided = await changeAccount(deps, turn, { ...user, state });
    if (word === 'approve') tell(deps, decided);
    return decided;
  }
  const claim = user.state === 'active' ? await claimOf(deps.database, user.id) : null;
  if (claim === null) return 'nothing_to_decide';
  const settled = [dropClaim(user.id)];
  if (word === 'decline') return changeAccount(deps, turn, user, settled);
  const { studentNo } = claim;
  const holder = await holderOf(deps.database, studentNo);
  if (holder === null) return changeAccount(deps, turn, { ...user, studentNo }, settled);
  return holder.state === 'walk_in'
    ? deps.merger.merge(turn, { walkIn: holder, account: user }, settled)
    : 'number_taken';
}

function tell({ clock, config, mailer }: AppDeps, { email }: User): void {
  if (email === null) return;
  mailer.post(accountMail(email, { kind: 'approved' }, clock.now() + MAIL_DAYS_MS, config.origin));
}
