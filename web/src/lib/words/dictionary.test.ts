/** The dictionary as a whole: what its files must be together, and each language beside English. */
import { afterEach, describe, expect, it } from 'vitest';
import type { Language, Part } from './dictionary.ts';
import { openWords, speak, speech } from './dictionary.ts';
import { entry } from './en/entry.ts';
import { everyone } from './en/everyone.ts';
import { staff } from './en/staff.ts';
import { entry as hindiForEntry } from './hi/entry.ts';
import { everyone as hindiForEveryone } from './hi/everyone.ts';
import { staff as hindiForStaff } from './hi/staff.ts';
import { sayReason } from './reasons.ts';
import { say, sayCount } from './say.ts';
import { entry as teluguForEntry } from './te/entry.ts';
import { everyone as teluguForEveryone } from './te/everyone.ts';
import { staff as teluguForStaff } from './te/staff.ts';
import type { Translation } from './translation.ts';
import { dayOf, percent } from './when.ts';

type Texts = Readonly<Record<string, string>>;

const FILES = import.meta.glob<Readonly<Record<string, Texts>>>('./en/*.ts', { eager: true });
const PARTS: readonly Part[] = ['everyone', 'staff', 'entry'];
const ENGLISH: Texts = { ...everyone, ...staff, ...entry };
const OTHERS: Readonly<Record<Exclude<Language, 'en'>, Texts>> = {
  hi: { ...hindiForEveryone, ...hindiForStaff, ...hindiForEntry },
  te: { ...teluguForEveryone, ...teluguForStaff, ...teluguForEntry },
};
const LETTERS = { hi: /\p{Script=Devanagari}/u, te: /\p{Script=Telugu}/u } as const;

/** Nothing to translate: names and values alone. */
const WITHOUT_WORDS = ['scan.inClass', 'mark.done', 'import.by'];
/** Words that are written in Latin letters in India too. */
const LATIN_WORDS = ['Hazri', 'QR', 'https', 'CSV', 'XLSX'];

const holesIn = (text: string): readonly string[] =>
  [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').toSorted();

describe('the English words', () => {
  it('are spread into one part, each key once', () => {
    const features = Object.entries(FILES).filter(
      // The service worker says `push` from a table of its own: it can't load parts.
      ([path]) => ![...PARTS, 'push'].some((part) => path.endsWith(`/${part}.ts`)),
    );
    const keys = features.flatMap(([, file]) => Object.values(file).flatMap((words) => Object.keys(words)));
    expect(keys.length).toBeGreaterThan(200);
    expect(keys.toSorted()).toEqual(Object.keys(ENGLISH).toSorted());
  });

  it('stand in pairs where a count chooses', () => {
    const stems = Object.keys(ENGLISH)
      .filter((key) => key.endsWith('.one'))
      .map((key) => key.slice(0, -'.one'.length));
    expect(stems.filter((stem) => ENGLISH[`${stem}.other`] === undefined)).toEqual([]);
  });

  it('never accuse', () => {
    expect(Object.values(ENGLISH).join(' ')).not.toMatch(/cheat|fraud|fake|suspicious|invalid/i);
  });
});

describe.each(['hi', 'te'] as const)('the words in %s', (language) => {
  const words = OTHERS[language];
  const keys = Object.keys(ENGLISH);

  it('are in its own letters', () => {
    const foreign = keys.filter((key) => {
      const rest = LATIN_WORDS.reduce(
        (text, word) => text.replaceAll(word, ''),
        (words[key] ?? '').replaceAll(/\{\w+\}/g, ''),
      );
      return /[A-Za-z]/.test(rest) || (!WITHOUT_WORDS.includes(key) && !LETTERS[language].test(rest));
    });
    expect(foreign).toEqual([]);
  });

  it('have the holes of the English ones', () => {
    const differing = keys.filter((key) => {
      const [english, other] = [holesIn(ENGLISH[key] ?? ''), holesIn(words[key] ?? '')];
      // One may be said as a word or as a number.
      const isCounted = key.endsWith('.one');
      const without = (holes: readonly string[]) => holes.filter((name) => !isCounted || name !== 'count');
      return without(english).join() !== without(other).join();
    });
    expect(differing).toEqual([]);
  });

  it('name the number where `.one` is also said of none', () => {
    const saysNoneAsOne = new Intl.PluralRules(`${language}-IN`).select(0) === 'one';
    const silent = keys.filter((key) => key.endsWith('.one') && !holesIn(words[key] ?? '').includes('count'));
    expect(saysNoneAsOne ? silent : []).toEqual([]);
  });

  it('need no plural but one and other', () => {
    const { pluralCategories } = new Intl.PluralRules(`${language}-IN`).resolvedOptions();
    expect(pluralCategories.toSorted()).toEqual(['one', 'other']);
  });
});

describe('a language', () => {
  afterEach(() => speak('en'));

  it('is refused by the compiler when a key is missing', () => {
    const { close: _, ...incomplete } = everyone;
    // @ts-expect-error `close` is missing
    const words: Translation<typeof everyone> = incomplete;
    expect(Object.keys(words)).not.toContain('close');
  });

  it('is spoken with its plurals, numbers, dates and reasons', async () => {
    await speak('hi');
    expect(say('status.lateBy', { minutes: 7 })).toBe('7 मिनट देर से');
    expect(sayCount('unsent', 0, { since: '10:00' })).toBe('10:00 से 0 रिकॉर्ड नहीं भेजा गया');
    expect(sayReason('token_expired')).toMatch(/स्क्रीन से हटने/);
    expect(sayReason('reason_of_2031')).toMatch(/नहीं जानता/);
    await speak('te');
    expect(sayCount('class.people', 1)).toBe('1 విద్యార్థి');
    expect(sayCount('class.people', 120_000)).toBe('1,20,000 మంది విద్యార్థులు');
    expect(dayOf(Date.parse('2026-11-22T04:33:00Z'), 'Asia/Kolkata')).toMatch(/\p{Script=Telugu}/u);
    expect(percent(0.7499)).toBe('74%');
  });

  it('that was chosen while a part was loading is the one in which it is said', async () => {
    const opening = openWords('staff');
    await Promise.all([opening, speak('te')]);
    expect(say('today.title')).toBe('ఈరోజు');
    expect(speech().language).toBe('te');
  });
});
