/** An administrator's word on what waits for it: a professor's account, or a student's claim to a number. */
import type { AppDeps } from '../app-deps.ts';
import { newUuid } from '../catalogue/catalogue.ts';
import { notifications } from '../db/notification-schema.ts';
import { upsertRows } from '../db/upsert-rows.ts';
import type { WriteTurn } from '../db/writer.ts';
import { ABOUT_NOTHING } from '../sync/note-news.ts';
import type { NotificationRow } from '../sync/rows.ts';
import { accountMail } from '../mail/account-mails.ts';
import { languageOf } from './account-languages.ts';
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
    if (word === 'decline') return changeAccount(deps, turn, { ...user, state });
    const told = approval(deps, turn, user.id);
    const decided = await changeAccount(deps, turn, { ...user, state }, [upsertRows(notifications, [told])]);
    deps.news.sender.offer([told]);
    await tell(deps, decided);
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

function approval({ clock, random }: AppDeps, turn: WriteTurn, userId: number): NotificationRow {
  return {
    id: turn.nextId('notifications'),
    uuid: newUuid(clock, random),
    userId,
    kind: 'account_approved',
    at: clock.now(),
    ...ABOUT_NOTHING,
    rev: turn.nextRev(),
  };
}

async function tell({ clock, config, database, mailer }: AppDeps, { id, email }: User): Promise<void> {
  if (email === null) return;
  const usefulUntil = clock.now() + MAIL_DAYS_MS;
  const language = await languageOf(database, id);
  const mail = accountMail(email, { kind: 'approved' }, usefulUntil, config.origin, language);
  mailer.post({ ...mail, kept: 'whole' });
}
