/**
 * What accounts write to their owners. Nothing that a stranger typed is repeated before the address is proven: else
 * our mail would carry their words to anybody of the institution.
 */
import type { Mail } from './mail.ts';

export type AccountMail =
  /** Somebody registered with this address, which has no account yet. */
  | { readonly kind: 'verify'; readonly code: string }
  /** Somebody registered with an address that has an account. */
  | { readonly kind: 'registered_again'; readonly code: string }
  | { readonly kind: 'reset'; readonly code: string }
  /** Staff put somebody with this address on a roster. */
  | { readonly kind: 'claim'; readonly code: string }
  | { readonly kind: 'approved' };

const SECOND_LINE = 'Whoever asks you for this code is not from the office: type it only into Hazri itself.';

/** @param origin public address; null in demo mode, where the port is known to the reader */
export function accountMail(
  to: string,
  message: AccountMail,
  usefulUntil: number,
  origin: string | null,
): Mail {
  const link = (path: string, code: string) =>
    // Behind the # nothing reaches a server's log or another site.
    `${origin ?? ''}${path}#${new URLSearchParams({ email: to, code }).toString()}`;
  const mail = (subject: string, ...lines: readonly string[]): Mail => ({
    to,
    subject,
    text: `${lines.join('\n\n')}\n\nHazri, class attendance\n`,
    usefulUntil,
  });
  switch (message.kind) {
    case 'verify':
      return mail(
        'Your code for Hazri',
        `Your code: ${message.code}`,
        `Type it where you registered, or open ${link('/verify', message.code)}\nIt is valid for ten minutes.`,
        SECOND_LINE,
        'If you did not register, do nothing: without the code there is no account.',
      );
    case 'registered_again':
      return mail(
        'You have an account in Hazri already',
        'Somebody just registered with your address. You have an account already, and it is unchanged.',
        `If it was you and you want to use the password you have just chosen, your code is: ${message.code}`,
        `Type it where you registered, or open ${link('/verify', message.code)}\nIt is valid for ten minutes.`,
        SECOND_LINE,
        'If it was not you, do nothing.',
      );
    case 'reset':
      return mail(
        'A new password for Hazri',
        `Your code: ${message.code}`,
        `Type it where you asked for it, or open ${link('/reset', message.code)}\nIt is valid for ten minutes.`,
        SECOND_LINE,
        'If you did not ask for a new password, do nothing: the old one stays.',
      );
    case 'claim':
      return mail(
        'Your account in Hazri',
        'You were put on a class’s roster in Hazri, where attendance is kept. Your account waits for you.',
        `Your code: ${message.code}`,
        `Open ${link('/claim', message.code)}\nand choose a password. The code is valid for two weeks.`,
        SECOND_LINE,
      );
    case 'approved':
      return mail(
        'Your account in Hazri was approved',
        'The office has approved your account. You can start sessions now.',
        ...(origin === null ? [] : [origin]),
      );
  }
}
