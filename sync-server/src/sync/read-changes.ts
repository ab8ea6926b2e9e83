/**
 * What changed since a device's cursors (SYNC4, SYNC5)? Pages of rows in the order of `rev` over all tables of a
 * scope. Only rows up to the committed rev are read: one that changes meanwhile moves beyond it and comes with
 * the next pull, so nothing is skipped.
 */
import type { Scope, SyncResponse } from '@hazri/sync-protocol';
import { MAX_ROWS_PER_PAGE } from '@hazri/sync-protocol';
import type { AllowedScope } from './authorize.ts';
import type { OwnChanges } from './own-changes.ts';
import { inHandNow } from './own-changes.ts';
import { meOf } from './poke-hub.ts';
import { staffRows } from './read-rows.ts';
import type { ReadDeps, Span } from './read-span.ts';
import type { WireRow } from './wire-rows.ts';

/** Rows of one answer over all scopes; the rest is fetched by asking again (`more`). */
const MAX_ROWS_PER_ANSWER = 2_000;

export interface PullRequest {
  readonly userId: number;
  readonly epoch: string | null;
  readonly cursors: Readonly<Partial<Record<Scope, number>>>;
  readonly allowed: readonly AllowedScope[];
  /** What the push that came with the request changed of the user's own rows. */
  readonly own: OwnChanges | null;
}

export interface Pulled extends Pick<SyncResponse, 'added' | 'dropped'> {
  readonly changes: Partial<SyncResponse['changes']>;
}

export async function readChanges(deps: ReadDeps, request: PullRequest): Promise<Pulled> {
  const upTo = deps.committedRev();
  // Cursors of another life of the database mean nothing here: everything is read anew (SYNC6).
  const sameLife = request.epoch === null || request.epoch === deps.epoch;
  const held = Object.keys(request.cursors);
  const allowed = new Set<string>(request.allowed.map(({ scope }) => scope));
  const ahead = new Set<Scope>();
  const changes: Partial<SyncResponse['changes']> = {};
  let left = MAX_ROWS_PER_ANSWER;
  for (const { scope, classId } of request.allowed) {
    const given = request.cursors[scope] ?? 0;
    if (given > upTo) ahead.add(scope);
    const from = sameLife && given <= upTo ? given : 0;
    const target = scope === 'me' ? meOf(request.userId) : scope;
    if (deps.lastChange(target) <= from) {
      changes[scope] = { rows: [], cursor: upTo, more: false };
      continue;
    }
    const limit = Math.min(MAX_ROWS_PER_PAGE, left);
    if (limit === 0) {
      changes[scope] = { rows: [], cursor: from, more: true };
      continue;
    }
    const span = { from, upTo, limit: limit + 1 };
    const rows =
      classId === null
        ? await myRows(deps, request, span)
        : scope.startsWith('staff:')
          ? await staffRows(deps, classId, span)
          : await deps.classRows(classId, span);
    const page = cut(rows, limit, upTo);
    left -= page.rows.length;
    changes[scope] = page;
  }
  return {
    changes,
    // A scope that must be rebuilt is dropped and gained in one answer.
    added: request.allowed
      .map(({ scope }) => scope)
      .filter((scope) => !held.includes(scope) || ahead.has(scope)),
    dropped: [...held.filter(isScope).filter((scope) => !allowed.has(scope)), ...ahead],
  };
}

/** What the push changed needs no reading, what is older does; in a page the older rows come first. */
async function myRows(deps: ReadDeps, { userId, own }: PullRequest, span: Span): Promise<readonly WireRow[]> {
  const inHand = inHandNow(own, deps.lastChange(meOf(userId)));
  if (inHand === null) return deps.myRows(userId, span);
  const older = span.from < inHand.since ? await deps.myRows(userId, { ...span, upTo: inHand.since }) : [];
  return [...older, ...inHand.rows.filter((row) => row.rev > span.from)];
}

function cut(
  rows: readonly WireRow[],
  limit: number,
  upTo: number,
): { rows: WireRow[]; cursor: number; more: boolean } {
  const ordered = rows.toSorted((a, b) => a.rev - b.rev);
  const page = ordered.slice(0, limit);
  const more = ordered.length > limit;
  return { rows: page, cursor: more ? (page.at(-1)?.rev ?? 0) : upTo, more };
}

function isScope(text: string): text is Scope {
  return text === 'me' || text.startsWith('class:') || text.startsWith('staff:');
}
