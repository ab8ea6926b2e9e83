/** How this server's mail goes out: by SMTP, or in demo mode onto the terminal, or not at all. */
import type { Clock } from '../clock.ts';
import type { Config } from '../env.ts';
import type { Mailer } from './mail.ts';
import { makePrintedMailer, noMailer } from './mail.ts';
import { makeSmtpMailer } from './smtp-mailer.ts';

interface Surroundings {
  readonly clock: Clock;
  readonly report: (cause: unknown) => void;
  readonly print: (text: string) => void;
  readonly retryMs?: readonly number[] | undefined;
}

export function openMailer({ mail, demo }: Config, { clock, report, print, retryMs }: Surroundings): Mailer {
  if (mail === null) return demo ? makePrintedMailer(print) : noMailer;
  return makeSmtpMailer(mail, { clock, report, ...(retryMs ? { retryMs } : {}) });
}
