/** What belongs to accounts beside the person: codes that prove something once. */
import { index, integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const CODE_PURPOSES = ['verify', 'reset', 'claim'] as const;

/**
 * Codes that prove something once: an e-mail address, a forgotten password, an imported account that its owner takes
 * over. One a user and purpose; a new one replaces the old.
 */
export const accountCodes = sqliteTable(
  'account_codes',
  {
    userId: integer('user_id').notNull(),
    purpose: text({ enum: CODE_PURPOSES }).notNull(),
    /** SHA-256 (hex) of the user's uuid, the purpose and the code. */
    hash: text().notNull(),
    createdAt: integer('created_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    triesLeft: integer('tries_left').notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.purpose] })],
);

/**
 * Student numbers that people say are theirs, until that is settled: nobody takes a number by typing it. One an account;
 * the account's own `studentNo` is set when the claim is granted, and the claim goes.
 */
export const numberClaims = sqliteTable(
  'number_claims',
  {
    userId: integer('user_id').primaryKey(),
    studentNo: text('student_no').notNull(),
    claimedAt: integer('claimed_at').notNull(),
  },
  (t) => [index('number_claims_student_no').on(t.studentNo)],
);

export const LANGUAGES = ['en', 'hi', 'te'] as const;

/** The language that a person's app speaks, for what reaches them outside it. */
export const accountLanguages = sqliteTable('account_languages', {
  userId: integer('user_id').primaryKey(),
  language: text({ enum: LANGUAGES }).notNull(),
});
