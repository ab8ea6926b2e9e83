/** Light, dark or as the system: a choice of this device, kept in localStorage. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'hazri-theme';
const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };

export function chosenTheme(): Theme {
  try {
    const kept = localStorage.getItem(KEY);
    return kept === 'light' || kept === 'dark' ? kept : 'system';
  } catch {
    return 'system';
  }
}

export function showTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

/** Takes the theme after `theme`, shows and keeps it. */
export function nextTheme(theme: Theme): Theme {
  const next = NEXT[theme];
  showTheme(next);
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // Private mode: the choice lasts as long as the page.
  }
  return next;
}
