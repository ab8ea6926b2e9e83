/** Mails a code to an address; the same work is done for one that has no account. */
import type { AppDeps } from '../app-deps.ts';
import { accountMail } from '../mail/account-mails.ts';
import { CODE_KINDS, NOBODY } from './account-codes.ts';
import { languageOf } from './account-languages.ts';
import type { User } from './accounts.ts';
import { findUserByEmail } from './accounts.ts';

type Deps = Pick<AppDeps, 'clock' | 'codes' | 'config' | 'database' | 'mailer' | 'writer'>;

export async function mailCode(
  { clock, codes, config, database, mailer, writer }: Deps,
  email: string,
  purpose: 'verify' | 'reset',
): Promise<void> {
  const drawn = await writer.run(async (turn) => {
    const user = await findUserByEmail(database, email);
    const owner = user !== null && mayHave(user, purpose) ? user : null;
    const { code, statement } = codes.draw(owner ?? NOBODY, purpose);
    await turn.commit([statement]);
    const language = await languageOf(database, (owner ?? NOBODY).id);
    return { code, found: owner !== null, language };
  });
  if (!drawn.found) return;
  const usefulUntil = clock.now() + CODE_KINDS[purpose].lifeMs;
  mailer.post(
    accountMail(email, { kind: purpose, code: drawn.code }, usefulUntil, config.origin, drawn.language),
  );
}

/** A new password proves the address too; a further code to prove it is for who hasn't. */
function mayHave({ state }: User, purpose: 'verify' | 'reset'): boolean {
  return purpose === 'verify' ? state === 'unverified' : state !== 'deactivated';
}
