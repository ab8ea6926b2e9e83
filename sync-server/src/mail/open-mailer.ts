/** How this server's mail goes out: by SMTP, or in demo mode onto the terminal, or not at all. */
import type { AccountCodes } from '../auth/account-codes.ts';
import type { Clock } from '../clock.ts';
import type { Database } from '../db/open-database.ts';
import type { Writer } from '../db/writer.ts';
import type { Config } from '../env.ts';
import { makeKeptMails } from './kept-mails.ts';
import type { Mailer } from './mail.ts';
import { makePrintedMailer, noMailer } from './mail.ts';
import { reviveClaim } from './revive-claim.ts';
import { makeSmtpMailer } from './smtp-mailer.ts';

interface Surroundings {
  readonly clock: Clock;
  readonly report: (cause: unknown) => void;
  readonly print: (text: string) => void;
  readonly retryMs: readonly number[] | undefined;
  readonly database: Database;
  readonly writer: Writer;
  readonly codes: AccountCodes;
  readonly newUuid: () => string;
}

export function openMailer({ mail, demo, origin }: Config, surroundings: Surroundings): Mailer {
  const { clock, report, print, retryMs, database, writer, codes, newUuid } = surroundings;
  if (mail === null) return demo ? makePrintedMailer(print) : noMailer;
  const kept = makeKeptMails({
    database,
    writer,
    clock,
    reviveClaim: (to, postedAt) => reviveClaim({ database, codes, origin }, to, postedAt),
  });
  return makeSmtpMailer(mail, { clock, report, retryMs, kept, newId: newUuid });
}
