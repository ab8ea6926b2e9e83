/**
 * The words of the app in the language in use, and no other language's.
 *
 * To add words:
 * 1. English first: `en/<feature>.ts`, one file a feature, each key beginning with the feature's name (`today.start`).
 *    `{name}` is a hole for a value. Keys in pairs `.one` and `.other` are chosen by count and may hold `{count}`.
 * 2. A new file is spread into `en/everyone.ts`, or into `en/staff.ts` or `en/entry.ts` when only those
 *    pages say it.
 * 3. The same in `hi/` and `te/`; a key that is missing there is a type error. Write what a student in Hyderabad
 *    would say, with the same holes. `dictionary.test.ts` names what was left in English.
 * 4. In a component: `say('today.start')`, `say('status.lateBy', { minutes })`, `sayCount('class.people', count)`.
 */
import type { entry } from './en/entry.ts';
import type { everyone } from './en/everyone.ts';
import type { staff } from './en/staff.ts';
import type { Translation } from './translation.ts';

/** Every sentence by its key, as it stands in English: its type knows the holes. */
export type English = typeof everyone & typeof staff & typeof entry;
export type WordKey = keyof English;
export type Language = 'en' | 'hi' | 'te';
/**
 * What is loaded at once: every page needs `everyone`; `staff` comes with the pages of staff and of administrators,
 * `entry` with those about one's own account.
 */
export type Part = 'everyone' | 'staff' | 'entry';

interface Loaders {
  readonly everyone: () => Promise<Translation<typeof everyone>>;
  readonly staff: () => Promise<Translation<typeof staff>>;
  readonly entry: () => Promise<Translation<typeof entry>>;
}

/** Each `import` is a file of its own, stored for offline use with the rest of the app. */
const LOADERS: Readonly<Record<Language, Loaders>> = {
  en: {
    everyone: async () => (await import('./en/everyone.ts')).everyone,
    staff: async () => (await import('./en/staff.ts')).staff,
    entry: async () => (await import('./en/entry.ts')).entry,
  },
  hi: {
    everyone: async () => (await import('./hi/everyone.ts')).everyone,
    staff: async () => (await import('./hi/staff.ts')).staff,
    entry: async () => (await import('./hi/entry.ts')).entry,
  },
  te: {
    everyone: async () => (await import('./te/everyone.ts')).everyone,
    staff: async () => (await import('./te/staff.ts')).staff,
    entry: async () => (await import('./te/entry.ts')).entry,
  },
};

export interface Speech {
  readonly language: Language;
  /** For `Intl`: the language as it is written in India. */
  readonly locale: string;
  readonly words: Readonly<Partial<Record<WordKey, string>>>;
  readonly plural: Intl.PluralRules;
  readonly number: Intl.NumberFormat;
}

const opened = new Set<Part>();
let current = speechOf('en', {});

export function speech(): Speech {
  return current;
}

/** Loads a part in the language in use; its words can be said once this has resolved. */
export async function openWords(part: Part): Promise<void> {
  opened.add(part);
  const { language } = current;
  const words = await LOADERS[language][part]();
  // Chosen meanwhile: the words that were just loaded are another language's.
  if (current.language !== language) return openWords(part);
  current = { ...current, words: { ...current.words, ...words } };
}

/** Changes to another language, once all of its words that are in use have arrived. Rejects without a network. */
export async function speak(language: Language): Promise<void> {
  const parts = await Promise.all([...opened].map((part) => LOADERS[language][part]()));
  current = speechOf(
    language,
    parts.reduce<Speech['words']>((all, part) => ({ ...all, ...part }), {}),
  );
}

function speechOf(language: Language, words: Speech['words']): Speech {
  const locale = `${language}-IN`;
  return {
    language,
    locale,
    words,
    plural: new Intl.PluralRules(locale),
    number: new Intl.NumberFormat(locale),
  };
}
