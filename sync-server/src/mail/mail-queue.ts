/**
 * Delivers mails, however long the mail server takes or stays away: each is tried until it is delivered, refused or of
 * no use any more. What nobody can ask for again is kept in the database meanwhile (kept-mails.ts).
 */
import { setTimeout as pauseFor } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { KeptMails } from './kept-mails.ts';
import type { Mail, Mailer, MailTrouble } from './mail.ts';
import { plainLine } from './plain-line.ts';

/** More than these don't wait; the newest is refused, and that is reported. */
export const MAX_WAITING_MAILS = 2_000;
/** Letters leave the rest to mails that somebody waits for. */
export const MAX_WAITING_LETTERS = 1_000;
/** Mails on their way at one time. */
const MAX_AT_ONCE = 4;
/** Pauses before each further try; the last one is that of all that follow. */
const RETRY_MS: readonly number[] = [2_000, 10_000, 30_000, 60_000, 120_000, 240_000, 900_000];
/** However long a mail would be of use. */
export const LONGEST_WAIT_MS = 3 * 86_400_000;
/** How long an ending server waits for what is on its way. */
const CLOSING_MS = 3_000;

interface Waiting {
  readonly mail: Mail;
  readonly tries: number;
  /** null: in memory alone. */
  readonly id: string | null;
}

interface Deps {
  /** @throws MailRefused when trying again can't help, anything else when it may */
  readonly deliver: (mail: Mail) => Promise<void>;
  readonly clock: Clock;
  readonly report: (cause: unknown) => void;
  readonly retryMs?: readonly number[] | undefined;
  readonly kept: KeptMails;
  readonly newId: () => string;
}

/** The mail server refused a mail for good. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}

export function makeMailQueue({ deliver, clock, report, retryMs = RETRY_MS, kept, newId }: Deps): Mailer {
  const ready: Waiting[] = [];
  const letters: Waiting[] = [];
  const pausing = new Set<NodeJS.Timeout>();
  let storing = 0;
  const underWay = new Set<Promise<void>>();
  let closed = false;
  let trouble: MailTrouble | null = null;

  function pump(): void {
    while (!closed && underWay.size < MAX_AT_ONCE) {
      const next = ready.shift() ?? letters.shift();
      if (!next) return;
      const trying = attempt(next).then(async (again) => {
        if (again) pause({ ...next, tries: next.tries + 1 });
        else if (next.id !== null) await kept.forget(next.id).catch(report);
        underWay.delete(trying);
        pump();
      });
      underWay.add(trying);
    }
  }

  /** @returns whether it is to be tried again */
  async function attempt({ mail, tries }: Waiting): Promise<boolean> {
    if (clock.now() > mail.usefulUntil) {
      if (tries > 0) report(new Error(`a mail was given up after ${tries} tries`));
      return false;
    }
    try {
      await deliver(mail);
      trouble = null;
      return false;
    } catch (cause) {
      if (closed) return true;
      trouble = { at: clock.now(), why: wordsOf(cause) };
      if (!(cause instanceof MailRefused)) return true;
      report(new Error('a mail could not be delivered', { cause }));
      return false;
    }
  }

  function pause(waiting: Waiting): void {
    if (closed) return;
    const pauseMs = retryMs[Math.min(waiting.tries, retryMs.length) - 1] ?? 0;
    const timer = setTimeout(() => {
      pausing.delete(timer);
      line(waiting);
    }, pauseMs);
    timer.unref();
    pausing.add(timer);
  }

  function line(waiting: Waiting): void {
    if (closed) return;
    (waiting.mail.patient === true ? letters : ready).push(waiting);
    pump();
  }

  /** A mail that can't be written down is delivered all the same, if the server lives long enough. */
  async function store(mail: Mail): Promise<void> {
    const id = newId();
    storing += 1;
    const isKept = await kept.keep({ id, mail }).then(
      () => true,
      (cause: unknown) => {
        report(cause);
        return false;
      },
    );
    storing -= 1;
    line({ mail, tries: 0, id: isKept ? id : null });
  }

  const held = () => ready.length + letters.length + pausing.size + storing;

  return {
    sends: true,
    room: () => Math.max(0, MAX_WAITING_LETTERS - held() - underWay.size),
    post: (mail) => {
      if (held() >= MAX_WAITING_MAILS) {
        report(new Error('too many mails wait for the mail server: one was dropped'));
        return;
      }
      if (mail.kept === undefined) line({ mail, tries: 0, id: null });
      else void store({ ...mail, usefulUntil: Math.min(mail.usefulUntil, clock.now() + LONGEST_WAIT_MS) });
    },
    takeUp: async () => {
      for await (const { id, mail } of kept.left()) {
        if (closed) return;
        line({ mail, tries: 0, id });
      }
    },
    waiting: () => held() + underWay.size,
    trouble: () => trouble,
    close: async () => {
      closed = true;
      ready.length = 0;
      letters.length = 0;
      for (const timer of pausing) clearTimeout(timer);
      pausing.clear();
      await Promise.race([Promise.all(underWay), pauseFor(CLOSING_MS, undefined, { ref: false })]);
    },
  };
}

/** For administrators: what the mail server, or the way to it, said. */
function wordsOf(cause: unknown): string {
  const said = cause instanceof MailRefused ? cause.cause : cause;
  return plainLine(said instanceof Error ? said.message : String(said));
}
