/** Mail through the institution's own SMTP server. */
import { createTransport } from 'nodemailer';
import type { Clock } from '../clock.ts';
import type { KeptMails } from './kept-mails.ts';
import type { Mailer } from './mail.ts';
import { MailRefused, makeMailQueue } from './mail-queue.ts';

/** A mail server that says nothing holds up only its own queue, and not for long. */
const CONNECT_MS = 10_000;
const SILENCE_MS = 20_000;

export interface SmtpSettings {
  /** `smtp://user:password@host:587` or `smtps://…`. */
  readonly url: string;
  /** Who the mail is from, as RFC 5322 writes it. */
  readonly from: string;
}

interface Deps {
  readonly clock: Clock;
  readonly report: (cause: unknown) => void;
  readonly retryMs?: readonly number[] | undefined;
  readonly kept: KeptMails;
  readonly newId: () => string;
}

export function makeSmtpMailer({ url, from }: SmtpSettings, deps: Deps): Mailer {
  const transport = createTransport({
    url,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: SILENCE_MS,
    // A mail never reads a file or asks another server, whatever its text says.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const queue = makeMailQueue({
    ...deps,
    deliver: async ({ to, subject, text }) => {
      try {
        await transport.sendMail({
          from,
          to: { name: '', address: to },
          subject,
          text,
          // RFC 3834: nobody's holiday notice is wanted back.
          headers: { 'auto-submitted': 'auto-generated' },
        });
      } catch (cause) {
        throw isPermanent(cause) ? new MailRefused('refused by the mail server', { cause }) : cause;
      }
    },
  });
  return {
    ...queue,
    close: async () => {
      await queue.close();
      transport.close();
    },
  };
}

function isPermanent(cause: unknown): boolean {
  return typeof cause === 'object' && cause !== null && 'permanent' in cause && cause.permanent === true;
}
