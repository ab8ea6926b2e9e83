/**
 * Delivers mails one after another, however long the mail server takes or stays away. Bounded in memory: a mail is a
 * code that its reader can ask for again, so a crash costs a click; or a letter whose news is in the app as well.
 */
import type { Clock } from '../clock.ts';
import type { Mail, Mailer } from './mail.ts';

/** More than these don't wait; the newest is refused, and that is reported. */
export const MAX_WAITING_MAILS = 2_000;
/** Letters leave the rest to mails that somebody waits for. */
export const MAX_WAITING_LETTERS = 1_000;
/** Mails on their way at one time. */
const MAX_AT_ONCE = 4;
/** Pauses before each further try; after the last one the mail is given up. */
const RETRY_MS: readonly number[] = [2_000, 10_000, 30_000, 60_000, 120_000, 240_000];

interface Waiting {
  readonly mail: Mail;
  readonly tries: number;
}

interface Deps {
  /** @throws MailRefused when trying again can't help, anything else when it may */
  readonly deliver: (mail: Mail) => Promise<void>;
  readonly clock: Clock;
  readonly report: (cause: unknown) => void;
  readonly retryMs?: readonly number[];
}

/** The mail server refused a mail for good. */
export class MailRefused extends Error {
  override readonly name = 'MailRefused';
}

export function makeMailQueue({ deliver, clock, report, retryMs = RETRY_MS }: Deps): Mailer {
  const ready: Waiting[] = [];
  const letters: Waiting[] = [];
  const pausing = new Set<NodeJS.Timeout>();
  let underWay = 0;
  let closed = false;

  function pump(): void {
    while (!closed && underWay < MAX_AT_ONCE) {
      const next = ready.shift() ?? letters.shift();
      if (!next) return;
      underWay += 1;
      void attempt(next).then((pauseMs) => {
        underWay -= 1;
        if (pauseMs !== null) pause({ ...next, tries: next.tries + 1 }, pauseMs);
        pump();
      });
    }
  }

  /** @returns the pause before the next try; null: there is none */
  async function attempt({ mail, tries }: Waiting): Promise<number | null> {
    if (clock.now() > mail.usefulUntil) return null;
    try {
      await deliver(mail);
    } catch (cause) {
      const pauseMs = retryMs[tries];
      if (!(cause instanceof MailRefused) && pauseMs !== undefined) return pauseMs;
      report(new Error('a mail could not be delivered', { cause }));
    }
    return null;
  }

  function pause(waiting: Waiting, pauseMs: number): void {
    if (closed) return;
    const timer = setTimeout(() => {
      pausing.delete(timer);
      laneOf(waiting.mail).push(waiting);
      pump();
    }, pauseMs);
    timer.unref();
    pausing.add(timer);
  }

  const laneOf = ({ patient = false }: Mail) => (patient ? letters : ready);
  const held = () => ready.length + letters.length + pausing.size;

  return {
    sends: true,
    room: () => Math.max(0, MAX_WAITING_LETTERS - held() - underWay),
    post: (mail) => {
      if (held() >= MAX_WAITING_MAILS) {
        report(new Error('too many mails wait for the mail server: one was dropped'));
        return;
      }
      laneOf(mail).push({ mail, tries: 0 });
      pump();
    },
    waiting: () => held() + underWay,
    close: () => {
      closed = true;
      ready.length = 0;
      letters.length = 0;
      for (const timer of pausing) clearTimeout(timer);
      pausing.clear();
    },
  };
}
