/** The language of a device, chosen where a person chooses it. */
import { afterEach, describe, expect, it } from 'vitest';
import { render } from 'vitest-browser-svelte';
import LanguageChoice from '../features/account/LanguageChoice.svelte';
import { speak } from './dictionary.ts';
import { say } from './say.ts';
import { languageFor, spoken } from './spoken.svelte.ts';

afterEach(async () => {
  localStorage.clear();
  await speak('en');
});

describe('the language of a device', () => {
  it('is at first the browser’s first that Hazri has', () => {
    expect(languageFor(['kn-IN', 'te-IN', 'en-IN'])).toBe('te');
    expect(languageFor(['HI'])).toBe('hi');
    expect(languageFor(['hilIGaynon', 'toString', ''])).toBe('en');
    expect(languageFor([])).toBe('en');
  });

  it('is kept once chosen, and told to screen readers', async () => {
    const shown = await render(LanguageChoice);
    await shown.getByLabelText('Language').selectOptions('తెలుగు');
    await expect.poll(() => document.documentElement.lang).toBe('te');
    expect(say('nav.today')).toBe('ఈరోజు');
    await speak('en');
    await spoken.start();
    expect(say('nav.today')).toBe('ఈరోజు');
    expect(spoken.language).toBe('te');
  });

  it('is the browser’s when what was kept is no language', async () => {
    localStorage.setItem('hazri-language', '__proto__');
    await spoken.start();
    expect(spoken.language).toBe(languageFor(navigator.languages));
  });
});
