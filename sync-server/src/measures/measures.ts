/** What the server counts about itself, in memory: gone with the process. */
import type { FactResult } from '@hazri/sync-protocol';
import type { Clock } from '../clock.ts';
import type { Registry } from './prometheus.ts';
import { makeRegistry } from './prometheus.ts';
import { makeRecentCount } from './recent-count.ts';

export interface Measures {
  /** A push was answered with these outcomes. */
  readonly synced: (results: readonly Pick<FactResult, 'outcome'>[]) => void;
  readonly lastMinute: () => { readonly syncs: number; readonly facts: number };
  /** @param route as the table of routes names it, never as it was asked for */
  readonly answered: (method: string, route: string, status: number, ms: number) => void;
  readonly committed: (ms: number) => void;
  readonly registry: Registry;
}

const MS = 1_000;
/** Seconds: from a commit on a fast disk to one that makes people wait. */
const COMMIT_BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const REQUEST_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

export function makeMeasures(clock: Clock): Measures {
  const syncs = makeRecentCount(clock);
  const facts = makeRecentCount(clock);
  const registry = makeRegistry();
  const requests = registry.counter('hazri_http_requests_total', 'Requests by route and status.');
  const answers = registry.histogram('hazri_http_request_seconds', 'How long answers took.', REQUEST_BOUNDS);
  const outcomes = registry.counter('hazri_sync_facts_total', 'Facts that were pushed, by outcome.');
  const commits = registry.histogram('hazri_commit_seconds', 'How long commits took.', COMMIT_BOUNDS);
  return {
    synced: (results) => {
      syncs.add(1);
      facts.add(results.length);
      for (const { outcome } of results) outcomes.add({ outcome });
    },
    lastMinute: () => ({ syncs: syncs.total(), facts: facts.total() }),
    answered: (method, route, status, ms) => {
      requests.add({ method: METHODS.has(method) ? method : 'other', route, status });
      answers.observe(ms / MS);
    },
    committed: (ms) => commits.observe(ms / MS),
    registry,
  };
}
