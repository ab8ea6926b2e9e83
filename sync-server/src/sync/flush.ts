/**
 * One group commit (SYNC3): the pushes of a few milliseconds are judged and written in one transaction.
 *
 * 1. Those facts that are stored already are duplicates or conflicts.
 * 2. Take the new ones in, then those that waited for what just became known, until nothing is left.
 * 3. Fold sessions and enrolments, judge scans, fold attendance: all recomputed for what was touched.
 * 4. Note what people are to be told of it.
 * 5. Write everything in one batch; only then is anything acknowledged.
 */
import type { FactResult } from '@hazri/sync-protocol';
import type { WriteTurn } from '../db/writer.ts';
import { applyAttendance } from './apply.ts';
import { candidatesOf } from './candidates.ts';
import type { Changes } from './changed-scopes.ts';
import { changesOf } from './changed-scopes.ts';
import type { FlushDeps } from './flush-deps.ts';
import type { Received } from './incoming.ts';
import { nameScanOutcomes } from './name-scan-outcomes.ts';
import { noteNews } from './note-news.ts';
import type { OwnChanges } from './own-changes.ts';
import { ownChanges } from './own-changes.ts';
import { readExchanges } from './read-exchanges.ts';
import { takeAll } from './take-all.ts';
import { Touched } from './touched.ts';
import type { FactRow } from './rows.ts';
import { WorkingSet } from './working-set.ts';
import { writeSet } from './write-set.ts';

/** What one exchange came to. */
export interface Pushed {
  readonly results: readonly FactResult[];
  /** null when the author's own rows have to be read. */
  readonly own: OwnChanges | null;
}

export interface Flushed {
  /** For each exchange, in its order. */
  readonly pushed: readonly Pushed[];
  readonly changes: Changes;
}

export async function flush(
  deps: FlushDeps,
  turn: WriteTurn,
  received: readonly Received[],
): Promise<Flushed> {
  const exchanges = received.map(({ exchange }) => exchange);
  const set = new WorkingSet(deps.database, turn);
  const touched = new Touched();
  const { candidates, answers } = await readExchanges(deps, set, received);
  await takeAll(deps, set, touched, candidates);
  await applyAttendance(set, touched);
  await nameScanOutcomes(set);
  await noteNews(deps, set, Math.max(...exchanges.map(({ receivedAt }) => receivedAt)));
  const changes = changesOf(set, deps.catalogue);
  const written = writeSet(set);
  const authors = exchanges.map(({ author }) => author);
  const own = ownChanges(deps.catalogue, turn.lastChange, set, written, authors);
  await turn.commit(written.statements, changes.topics);
  deps.tell(written.notifications);
  return {
    changes,
    pushed: answers.map((list, index) => ({
      results: list.map((answer) => answer()).filter((result) => result !== null),
      own: own.get(exchanges[index]?.author.id ?? 0) ?? null,
    })),
  };
}

/** Judges stored facts as if they came now, with their first receipts; commits in the turn. */
export async function retakeRows(deps: FlushDeps, turn: WriteTurn, rows: readonly FactRow[]): Promise<void> {
  const set = new WorkingSet(deps.database, turn);
  const touched = new Touched();
  set.facts.take(rows);
  await takeAll(deps, set, touched, await candidatesOf(set, rows));
  await applyAttendance(set, touched);
  await nameScanOutcomes(set);
  await noteNews(deps, set, deps.now());
  const { topics } = changesOf(set, deps.catalogue);
  await turn.commit(writeSet(set).statements, topics);
}
