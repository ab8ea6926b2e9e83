/** A code link opened before signing in: kept with its time, so that the scan keeps the moment it was made. */
const KEY = 'hazri-kept-link';
/** Older links are forgotten: they would be judged as expired anyway. */
const KEPT_FOR_MS = 24 * 60 * 60 * 1_000;

export interface KeptLink {
  readonly token: string;
  /** Raw device time at which the link was opened. */
  readonly atMs: number;
}

/** Keeps the first time a link was seen; a reload doesn't make it younger. */
export function keepLink(link: KeptLink): void {
  if (keptLink(link.atMs)?.token === link.token) return;
  try {
    localStorage.setItem(KEY, JSON.stringify(link));
  } catch {
    // Private mode: the link still works while its page is open.
  }
}

export function keptLink(nowMs: number): KeptLink | null {
  const link = parseKept(read());
  return link !== null && nowMs - link.atMs <= KEPT_FOR_MS ? link : null;
}

export function forgetLink(): void {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // Nothing was kept.
  }
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function parseKept(text: string | null): KeptLink | null {
  if (text === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('token' in value) || !('atMs' in value)) return null;
    if (typeof value.token !== 'string' || typeof value.atMs !== 'number') return null;
    return { token: value.token, atMs: value.atMs };
  } catch {
    return null;
  }
}
