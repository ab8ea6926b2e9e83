/** Codes for accounts that an import made: mailed to their owners, or held for who imports until they are handed out. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ImportCodes } from '@hazri/sync-protocol/api/roster';
import type { AppDeps } from '../app-deps.ts';
import type { CodeOwner, DrawnCode } from '../auth/account-codes.ts';
import type { Clock } from '../clock.ts';
import { accountMail } from '../mail/account-mails.ts';
import type { Mailer } from '../mail/mail.ts';
import type { EnrolledRow } from './enrol-people.ts';

/** Held in memory after the import's end: long enough to print them, and to load the page again. */
const SHOWN_MS = 3_600_000;
/** An import waits for its letters to get away rather than to list them, but not for ever. */
const MAX_WAIT_MS = 60_000;
const LOOK_EVERY_MS = 200;

export type HandOut = 'list' | 'mail';
type ListedCode = ImportCodes['codes'][number];

export interface HeldCodes {
  /** A code for an account; it goes with its row to `take`. */
  readonly draw: (owner: CodeOwner) => DrawnCode;
  readonly mailed: () => number;
  /** Waits until the mails before these are on their way; then mails each code, or lists it. */
  readonly take: (rows: readonly EnrolledRow[]) => Promise<void>;
  /** From when the hour counts. */
  readonly ended: () => void;
  /** null: there are none, or none any more. */
  readonly shown: () => ImportCodes | null;
  readonly forget: () => void;
}

type Deps = Pick<AppDeps, 'codes' | 'config'> & {
  readonly clock: Clock;
  readonly mailer: Pick<Mailer, 'post' | 'room'>;
  readonly maxWaitMs?: number;
};

export function holdCodes(
  { clock, codes, config, mailer, maxWaitMs = MAX_WAIT_MS }: Deps,
  handOut: HandOut,
): HeldCodes {
  let listed: ListedCode[] = [];
  let mailed = 0;
  let shownUntil = Number.POSITIVE_INFINITY;

  async function waitForRoom(letters: number): Promise<void> {
    for (let waitedMs = 0; mailer.room() < letters && waitedMs < maxWaitMs; waitedMs += LOOK_EVERY_MS)
      await pause(LOOK_EVERY_MS);
  }

  return {
    draw: (owner) => codes.draw(owner, 'claim'),
    mailed: () => mailed,
    take: async (rows) => {
      const drawn = rows.filter(({ code }) => code !== null);
      if (handOut === 'mail' && drawn.length > 0) await waitForRoom(drawn.length);
      for (const { student, code } of drawn) {
        const email = student?.email ?? null;
        if (code === null || student === null || email === null) continue;
        if (handOut === 'mail' && mailer.room() > 0) {
          const letter = { kind: 'claim', code: code.code } as const;
          const mail = accountMail(email, letter, code.expiresAt, config.origin, null);
          mailer.post({ ...mail, patient: true, kept: 'without_code' });
          mailed += 1;
        } else {
          const { studentNo, givenName, familyName } = student;
          listed.push({
            studentNo,
            givenName,
            familyName,
            email,
            code: code.code,
            expiresAt: code.expiresAt,
          });
        }
      }
    },
    ended: () => {
      shownUntil = clock.now() + SHOWN_MS;
    },
    shown: () => {
      if (clock.now() >= shownUntil) listed = [];
      return listed.length === 0 || shownUntil === Number.POSITIVE_INFINITY
        ? null
        : { codes: [...listed], shownUntil };
    },
    forget: () => {
      listed = [];
    },
  };
}
