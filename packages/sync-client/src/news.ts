/** Is what a poke is about still unknown here? Whatever is in doubt is: a pull too many costs less than one too few (SYNC8). */
import { MAX_SCOPES } from '@hazri/sync-protocol';
import type { Poke } from '@hazri/sync-protocol';
import type { Progress } from './ports.ts';

/** Says only that something may have changed. */
export const ANYTHING: Poke = { scopes: [] };

export function isNews(poke: Poke, { epoch, cursors }: Pick<Progress, 'epoch' | 'cursors'>): boolean {
  const { rev } = poke;
  if (rev === undefined || poke.epoch === undefined || poke.epoch !== epoch) return true;
  // A scope that isn't held yet has to be fetched whole.
  return poke.scopes.some((scope) => (cursors[scope] ?? -1) < rev);
}

/** One poke that is news whenever either of them is. */
export function bothPokes(first: Poke, second: Poke): Poke {
  if (first.rev === undefined || second.rev === undefined || first.epoch !== second.epoch) return ANYTHING;
  const scopes = [...new Set([...first.scopes, ...second.scopes])];
  if (scopes.length > MAX_SCOPES) return ANYTHING;
  return { ...first, scopes, rev: Math.max(first.rev, second.rev) };
}
