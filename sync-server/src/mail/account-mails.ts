/**
 * What accounts write to their owners. Nothing that a stranger typed is repeated before the address is proven: else
 * our mail would carry their words to anybody of the institution.
 */
import type { Language } from '../auth/account-languages.ts';
import type { Mail } from './mail.ts';
import { wordsFor } from './words-for.ts';

export type AccountMail =
  /** Somebody registered with this address, which has no account yet. */
  | { readonly kind: 'verify'; readonly code: string }
  /** Somebody registered with an address that has an account. */
  | { readonly kind: 'registered_again'; readonly code: string }
  | { readonly kind: 'reset'; readonly code: string }
  /** Staff put somebody with this address on a roster. */
  | { readonly kind: 'claim'; readonly code: string }
  | { readonly kind: 'approved' };

/**
 * @param origin public address; null in demo mode, where the port is known to the reader
 * @param language of the account; null: it knows none
 */
export function accountMail(
  to: string,
  message: AccountMail,
  usefulUntil: number,
  origin: string | null,
  language: Language | null,
): Mail {
  const words = wordsFor(language);
  const link = (path: string, code: string) =>
    // Behind the # nothing reaches a server's log or another site.
    `${origin ?? ''}${path}#${new URLSearchParams({ email: to, code }).toString()}`;
  const mail = (subject: string, ...lines: readonly string[]): Mail => ({
    to,
    subject,
    text: `${[...lines, words.sign].join('\n\n')}\n`,
    usefulUntil,
  });
  switch (message.kind) {
    case 'verify':
      return mail(
        words.verify.subject,
        words.code(message.code),
        `${words.verify.type(link('/verify', message.code))}\n${words.tenMinutes}`,
        words.notTheOffice,
        words.verify.unless,
      );
    case 'registered_again':
      return mail(
        words.registeredAgain.subject,
        words.registeredAgain.what,
        words.registeredAgain.code(message.code),
        `${words.verify.type(link('/verify', message.code))}\n${words.tenMinutes}`,
        words.notTheOffice,
        words.registeredAgain.unless,
      );
    case 'reset':
      return mail(
        words.reset.subject,
        words.code(message.code),
        `${words.reset.type(link('/reset', message.code))}\n${words.tenMinutes}`,
        words.notTheOffice,
        words.reset.unless,
      );
    case 'claim':
      return mail(
        words.claim.subject,
        words.claim.what,
        words.code(message.code),
        words.claim.open(link('/claim', message.code)),
        words.notTheOffice,
      );
    case 'approved':
      return mail(words.approved.subject, words.approved.what, ...(origin === null ? [] : [origin]));
  }
}
