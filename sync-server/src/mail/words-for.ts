/** Which words does a reader get? Each language that an account may have chosen, else English. */
import type { Language } from '../auth/account-languages.ts';
import { en } from './words/en.ts';
import { hi } from './words/hi.ts';
import type { MailWords } from './words/mail-words.ts';
import { te } from './words/te.ts';

const WORDS: Readonly<Record<Language, MailWords>> = { en, hi, te };

/** @param language null: the account knows none */
export function wordsFor(language: Language | null): MailWords {
  return WORDS[language ?? 'en'];
}
