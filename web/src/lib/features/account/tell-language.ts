/** Tells the server which language somebody reads, for its mails: once for each choice, and again after one that failed. */
import type { Account } from '@hazri/sync-protocol';
import { call } from '../../api/call.ts';
import type { Language } from '../../words/dictionary.ts';

const KEY = 'hazri-language-told';

/** @param chosen false: what the browser speaks, which gives way to what was chosen anywhere else */
export async function tellLanguage({ id }: Account, language: Language, chosen: boolean): Promise<void> {
  const told = `${id} ${language} ${chosen ? 'chosen' : 'spoken'}`;
  if (lastTold() === told) return;
  const body = { language, chosen };
  const kept = await call({ method: 'PUT', path: '/api/auth/me/language', body, answer: null });
  if (kept.ok) remember(told);
}

function lastTold(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(told: string): void {
  try {
    localStorage.setItem(KEY, told);
  } catch {
    // Private mode: told again at the next page.
  }
}
