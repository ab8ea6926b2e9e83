/** Which language this device speaks: the one chosen here before, else the browser's first that Hazri has. */
import { speak, type Language } from './dictionary.ts';

/** Each by its own name, whatever is spoken now. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  hi: 'हिन्दी',
  te: 'తెలుగు',
};

const KEY = 'hazri-language';
const FALLBACK: Language = 'en';

/** The first of `wanted` (BCP 47, as `navigator.languages`) that Hazri speaks. */
export function languageFor(wanted: readonly string[]): Language {
  return wanted.map((tag) => tag.toLowerCase().split('-')[0] ?? '').find(isLanguage) ?? FALLBACK;
}

class Spoken {
  language = $state.raw<Language>(FALLBACK);
  /** False: it is the browser's own. */
  isChosen = $state(false);

  /** Speaks the device's language, before anything is said. */
  async start(): Promise<void> {
    const chosen = kept();
    await this.#change(chosen ?? languageFor(navigator.languages), chosen !== null);
  }

  /** Changes to `language` and keeps the choice. Rejects when its words can't be loaded; then nothing changes. */
  async choose(language: Language): Promise<void> {
    await this.#change(language, true);
    try {
      localStorage.setItem(KEY, language);
    } catch {
      // Private mode: the choice lasts as long as the page.
    }
  }

  async #change(language: Language, isChosen: boolean): Promise<void> {
    await speak(language);
    document.documentElement.lang = language;
    this.isChosen = isChosen;
    this.language = language;
  }
}

export const spoken = new Spoken();

function kept(): Language | null {
  try {
    const language = localStorage.getItem(KEY) ?? '';
    return isLanguage(language) ? language : null;
  } catch {
    return null;
  }
}

function isLanguage(tag: string): tag is Language {
  return Object.hasOwn(LANGUAGE_NAMES, tag);
}
