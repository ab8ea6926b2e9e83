/** `POST /api/sync`, the answer: an outcome for every fact and the rows that changed. */
import * as z from 'zod/mini';
import { factId, text, timeMs, uuid } from './primitives.ts';
import { cursor, scope } from './sync-request.ts';

export const MAX_ROWS_PER_PAGE = 500;

/** All but `retry` are final: the fact is durable on the server and leaves the outbox (SYNC1). */
export const outcome = z.enum([
  'accepted',
  'duplicate',
  'waiting',
  'review',
  'rejected',
  'set_aside',
  'retry',
]);
export type Outcome = z.infer<typeof outcome>;

export const factResult = z.object({
  id: factId,
  outcome,
  reason: z.nullable(text(60)),
  /** First receipt, present when the outcome is final. */
  receivedAt: z.optional(timeMs),
  /** Server's MAC over (fact hash, receivedAt): proves the first receipt to a restored server (SYNC6). */
  stamp: z.optional(text(64)),
});
export type FactResult = z.infer<typeof factResult>;

/**
 * Rows stay unknown here and are parsed one by one (`parseRow`): a row type of a newer server must not keep an
 * old app from learning that its facts arrived (DEV6).
 */
export const scopeChanges = z.object({
  rows: z.array(z.unknown()).check(z.maxLength(MAX_ROWS_PER_PAGE)),
  cursor,
  more: z.boolean(),
});

export const syncResponse = z.object({
  serverTime: timeMs,
  epoch: uuid,
  results: z.array(factResult),
  changes: z.record(scope, scopeChanges),
  added: z.array(scope),
  dropped: z.array(scope),
  /** The facts were taken on the device's signature alone: rows need a login (SYNC7). */
  loginRequired: z.optional(z.boolean()),
});
export type SyncResponse = z.infer<typeof syncResponse>;
