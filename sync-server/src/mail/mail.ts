/** Letters that the server writes to people, and whoever takes them away. */

export interface Mail {
  /** One plain address; `readEmailAddress` let it in. */
  readonly to: string;
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
  /** Epoch ms: later it helps nobody and isn't tried any more. */
  readonly usefulUntil: number;
  /** A letter: mails that somebody waits for, such as codes, go first. */
  readonly patient?: boolean;
  /**
   * Nobody can ask for it again, so it outlives a restart: `whole`, as it is; `without_code`, for a code may stand in
   * clear nowhere, and another is drawn. Absent: in memory alone.
   */
  readonly kept?: 'whole' | 'without_code';
}

/** Why the last mail didn't get through. */
export interface MailTrouble {
  readonly at: number;
  /** In the words of the mail server, or of the way to it. */
  readonly why: string;
}

export interface Mailer {
  /** False: nothing is ever sent, and codes are handed out by an administrator. */
  readonly sends: boolean;
  /** How many letters may still be posted. */
  readonly room: () => number;
  /** Takes the mail up and returns at once; what became of it is nobody's answer. */
  readonly post: (mail: Mail) => void;
  /** Delivers what an earlier run of the server left. */
  readonly takeUp: () => Promise<void>;
  /** Mails that wait for the mail server. */
  readonly waiting: () => number;
  /** null: the last one got through. */
  readonly trouble: () => MailTrouble | null;
  /** Stops trying. Resolves when nothing is on its way any more, or that takes too long. */
  readonly close: () => Promise<void>;
}

/** Without an SMTP server and outside demo mode. */
export const noMailer: Mailer = {
  sends: false,
  room: () => 0,
  post: () => undefined,
  takeUp: () => Promise.resolve(),
  waiting: () => 0,
  trouble: () => null,
  close: () => Promise.resolve(),
};

/** At one time. */
const MAX_PRINTED_LETTERS = 200;

/** Demo mode: who tries the product on one machine reads the mail on its terminal. */
export function makePrintedMailer(print: (text: string) => void): Mailer {
  return {
    sends: true,
    room: () => MAX_PRINTED_LETTERS,
    post: ({ to, subject, text }) => print(`Mail to ${to}: ${subject}\n\n${indented(text)}\n`),
    takeUp: () => Promise.resolve(),
    waiting: () => 0,
    trouble: () => null,
    close: () => Promise.resolve(),
  };
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => (line === '' ? '' : `    ${line}`))
    .join('\n');
}
