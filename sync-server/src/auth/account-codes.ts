/**
 * Codes that prove something once: who typed it reads the mail of an address, or got it from an administrator's hand.
 * Only hashes are stored. For an address without an account the same rows are read and written on a decoy, so that
 * neither answer nor time tells whether it has one.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { InStatement } from '@libsql/client';
import { and, eq } from 'drizzle-orm';
import type { Clock, Random } from '../clock.ts';
import type { CODE_PURPOSES } from '../db/account-schema.ts';
import { accountCodes } from '../db/account-schema.ts';
import type { Database } from '../db/open-database.ts';
import { upsertRows } from '../db/upsert-rows.ts';

export type CodePurpose = (typeof CODE_PURPOSES)[number];
type CodeRow = typeof accountCodes.$inferSelect;

/** Whom a code belongs to: an account, or one of those below. */
export interface CodeOwner {
  readonly id: number;
  readonly uuid: string;
}

/** Who claims the product after its first start becomes the first administrator. */
export const FIRST_ADMINISTRATOR: CodeOwner = { id: 0, uuid: 'first-administrator' };
/** Stands in for accounts that don't exist. */
export const NOBODY: CodeOwner = { id: -1, uuid: 'nobody' };

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const DIGITS = '0123456789';
/** Crockford's: no letter that looks like another or like a digit. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

interface Kind {
  readonly lifeMs: number;
  readonly tries: number;
  readonly alphabet: string;
  readonly length: number;
}

const BY_MAIL: Kind = { lifeMs: 10 * MINUTE_MS, tries: 5, alphabet: DIGITS, length: 8 };
export const CODE_KINDS: Readonly<Record<CodePurpose, Kind>> = {
  verify: BY_MAIL,
  reset: BY_MAIL,
  // 60 bits live for weeks: not to be guessed, so that tries need not be few and a stranger can't use them up.
  claim: { lifeMs: 14 * DAY_MS, tries: 1_000, alphabet: LETTERS, length: 12 },
};

export interface DrawnCode {
  readonly code: string;
  /** Epoch ms. */
  readonly expiresAt: number;
  readonly statement: InStatement;
}

export interface AccountCodes {
  /** A fresh code in place of an older one. It counts once the statement is committed; it exists nowhere else. */
  readonly draw: (owner: CodeOwner, purpose: CodePurpose) => DrawnCode;
  /**
   * Is this the owner's code? Whatever the answer, the statement is to be committed: it uses the code up, or takes
   * one of its tries. Call it within a turn of the writer.
   */
  readonly check: (
    owner: CodeOwner,
    purpose: CodePurpose,
    typed: string,
  ) => Promise<{ readonly right: boolean; readonly statement: InStatement }>;
}

interface Deps {
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
}

export function makeAccountCodes({ database, clock, random }: Deps): AccountCodes {
  const { orm } = database;
  return {
    draw: (owner, purpose) => {
      const { lifeMs, tries, alphabet, length } = CODE_KINDS[purpose];
      const code = drawCode(alphabet, length, random);
      const createdAt = clock.now();
      const row: CodeRow = {
        userId: owner.id,
        purpose,
        hash: hashOf(owner, purpose, code).toString('hex'),
        createdAt,
        expiresAt: createdAt + lifeMs,
        triesLeft: tries,
      };
      return {
        code: inGroups(code),
        expiresAt: row.expiresAt,
        statement: upsertRows(accountCodes, [row]),
      };
    },
    check: async (owner, purpose, typed) => {
      const [row = absent(owner, purpose)] = await orm
        .select()
        .from(accountCodes)
        .where(and(eq(accountCodes.userId, owner.id), eq(accountCodes.purpose, purpose)));
      const alike = timingSafeEqual(
        Buffer.from(row.hash, 'hex'),
        hashOf(owner, purpose, asDrawn(typed, CODE_KINDS[purpose])),
      );
      const right = alike && owner !== NOBODY && row.triesLeft > 0 && clock.now() < row.expiresAt;
      // A code that was right, or can't become right any more, keeps its row without a try left: one way for all.
      const triesLeft = right ? 0 : Math.max(0, row.triesLeft - 1);
      return { right, statement: upsertRows(accountCodes, [{ ...row, triesLeft }]) };
    },
  };
}

/** As if an exhausted code were on record. */
function absent(owner: CodeOwner, purpose: CodePurpose): CodeRow {
  return { userId: owner.id, purpose, hash: '0'.repeat(64), createdAt: 0, expiresAt: 0, triesLeft: 0 };
}

function hashOf({ uuid }: CodeOwner, purpose: CodePurpose, code: string): Buffer {
  return createHash('sha256').update(`${uuid} ${purpose} ${code}`).digest();
}

/** Each character equally often: bytes beyond the last full round of the alphabet are drawn again. */
function drawCode(alphabet: string, length: number, random: Random): string {
  const fair = 256 - (256 % alphabet.length);
  let code = '';
  while (code.length < length) {
    for (const byte of random(length)) {
      if (byte < fair && code.length < length) code += alphabet.charAt(byte % alphabet.length);
    }
  }
  return code;
}

/** Groups of four are read out and typed without losing one's place. */
function inGroups(code: string): string {
  return code.replaceAll(/(.{4})(?=.)/g, '$1-');
}

/** What people type of a code: any case, with or without the dashes, O for 0 and l for 1. */
function asDrawn(typed: string, { alphabet }: Kind): string {
  const plain = typed.toUpperCase().replaceAll(/[\s\-–—]/g, '');
  return alphabet === LETTERS ? plain.replaceAll('O', '0').replaceAll(/[IL]/g, '1') : plain;
}
