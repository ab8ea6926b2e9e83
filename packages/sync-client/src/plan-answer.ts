/**
 * What a schema-valid answer changes on the device: a pure function from (what was sent, what came back) to
 * changes of the replica and of the outbox.
 *
 * Invariants
 * 1. A fact is acknowledged only if it was in the request and the answer names it with a final outcome (SYNC1).
 * 2. Every cursor moves in the same replica transaction as the rows that it covers (SYNC4).
 * 3. Rows are applied before facts are settled: whichever is lost in a crash is sent or pulled again, and a
 *    screen never sees neither the pending fact nor the row that came of it.
 * 4. The stamps that rows carry are remembered before the rows are shown: whatever is stated on seeing them is newer,
 *    also after a crash in between, with the clock set back (TIME5).
 * 5. An epoch that differs from the remembered one, or a cursor behind ours, starts the replica anew and sends
 *    kept facts again; a first sync does not (SYNC6).
 */
import type { FactId, Stamp } from '@hazri/domain';
import { assertNever, compareStamps, observeStamp } from '@hazri/domain';
import { parseRow, rowKey } from '@hazri/sync-protocol';
import type { FactResult, Row, Scope, SyncResponse } from '@hazri/sync-protocol';
import { noteExchange, offsetMs } from './device-clock.ts';
import { KEPT_FACTS_MS } from './limits.ts';
import type { Acknowledgement, Memory, Progress, ReplicaChanges, Settlement } from './ports.ts';

export interface SentRequest {
  readonly factIds: readonly FactId[];
  readonly cursors: Progress['cursors'];
  /** Raw device clock, epoch ms. */
  readonly sentAt: number;
  readonly answeredAt: number;
  /** By the monotonic clock, ms. */
  readonly roundTripMs: number;
}

export interface AnswerPlan {
  /** Set when the server lives another life than the one remembered; done before the rest. */
  readonly startEpoch: string | null;
  /** Set when the rows carry a newer stamp than is remembered; done before they are written. */
  readonly sighting: Settlement | null;
  readonly changes: ReplicaChanges;
  readonly settlement: Settlement;
  /** Sent, but neither final nor a reason to stop: skipped for the rest of this run (SYNC2). */
  readonly unsettled: readonly FactId[];
  /** A fact waits for its author to log in (SYNC7). */
  readonly needsLogin: boolean;
  /** The server has more rows for us. */
  readonly moreToPull: boolean;
}

const NO_CHANGES: ReplicaChanges = { erase: [], put: [], remove: [], cursors: {} };

export function planAnswer(progress: Progress, sent: SentRequest, response: SyncResponse): AnswerPlan {
  const otherEpoch = progress.epoch !== null && progress.epoch !== response.epoch;
  const rewound = !otherEpoch && cursorsRewound(sent.cursors, response);
  const changes = rewound ? NO_CHANGES : planChanges(response, otherEpoch ? {} : sent.cursors);
  const { acknowledged, unsettled, needsLogin } = planResults(sent.factIds, response);
  const observed = ({ clock: before, lastStamp }: Memory): Pick<Memory, 'clock' | 'lastStamp'> => {
    const clock = noteExchange(before, { ...sent, serverTime: response.serverTime });
    const nowMs = Math.round(sent.answeredAt + offsetMs(clock));
    return { clock, lastStamp: observeRows(lastStamp, changes, nowMs) };
  };
  const isSighting = compareStamps(observed(progress).lastStamp, progress.lastStamp) > 0;
  return {
    startEpoch: otherEpoch || rewound ? response.epoch : null,
    sighting: isSighting
      ? {
          acknowledged: [],
          remember: (memory) => ({ ...memory, lastStamp: observed(memory).lastStamp }),
          forgetBefore: 0,
        }
      : null,
    changes,
    settlement: {
      acknowledged,
      remember: (memory) => ({ ...observed(memory), epoch: response.epoch, lastSyncAt: sent.answeredAt }),
      forgetBefore: response.serverTime - KEPT_FACTS_MS,
    },
    unsettled,
    needsLogin: needsLogin || response.loginRequired === true,
    moreToPull:
      otherEpoch ||
      rewound ||
      Object.values(response.changes).some((change) => change.more) ||
      response.added.some((scope) => !Object.hasOwn(response.changes, scope)),
  };
}

function cursorsRewound(cursors: Progress['cursors'], response: SyncResponse): boolean {
  return scopesOf(response).some(([scope, change]) => change.cursor < (cursors[scope] ?? 0));
}

function planChanges(response: SyncResponse, held: Progress['cursors']): ReplicaChanges {
  const put: { scope: Scope; key: string; row: Row }[] = [];
  const remove: { scope: Scope; key: string }[] = [];
  const cursors: Partial<Record<Scope, number>> = {};
  const dropped = new Set<Scope>(response.dropped);
  for (const scope of response.added) if (!dropped.has(scope)) cursors[scope] = 0;
  for (const [scope, change] of scopesOf(response)) {
    if (dropped.has(scope)) continue;
    cursors[scope] = change.cursor;
    for (const raw of change.rows) {
      const row = parseRow(raw);
      if (row === null) continue;
      if (row.deleted === true) remove.push({ scope, key: rowKey(row) });
      else put.push({ scope, key: rowKey(row), row });
    }
  }
  // A scope gained anew may have been held long ago: nothing of then may shine through.
  const gained = response.added.filter((scope) => (held[scope] ?? 0) === 0);
  return { erase: [...dropped, ...gained], put, remove, cursors };
}

function scopesOf(response: SyncResponse): [Scope, SyncResponse['changes'][Scope]][] {
  return Object.entries(response.changes) as [Scope, SyncResponse['changes'][Scope]][];
}

function planResults(sentIds: readonly FactId[], response: SyncResponse) {
  const waiting = new Set(sentIds);
  const acknowledged: Acknowledgement[] = [];
  let needsLogin = false;
  for (const result of response.results) {
    if (!waiting.has(result.id)) continue;
    const acknowledgement = readResult(result, response.serverTime);
    if (acknowledgement === null) {
      needsLogin ||= result.reason === 'login_required';
      continue;
    }
    waiting.delete(result.id);
    acknowledged.push(acknowledgement);
  }
  return { acknowledged, unsettled: [...waiting], needsLogin };
}

function readResult(result: FactResult, serverTime: number): Acknowledgement | null {
  switch (result.outcome) {
    case 'retry':
      return null;
    case 'accepted':
    case 'duplicate':
    case 'waiting':
    case 'review':
    case 'rejected':
    case 'set_aside':
      return {
        id: result.id,
        outcome: result.outcome,
        reason: result.reason,
        receivedAt: result.receivedAt ?? serverTime,
        stamp: result.stamp ?? null,
      };
    default:
      return assertNever(result.outcome);
  }
}

/** The next fact of this device must be newer than every stamp that it has seen. */
function observeRows(last: Stamp, changes: ReplicaChanges, nowMs: number): Stamp {
  return changes.put.reduce((stamp, { row }) => {
    const seen = stampOf(row);
    return seen === null ? stamp : observeStamp(stamp, seen, nowMs);
  }, last);
}

function stampOf(row: Row): Stamp | null {
  switch (row.type) {
    case 'attendance':
      return row.mark?.stamp ?? null;
    case 'session':
      return row.lifecycle?.stamp ?? null;
    case 'headcount':
    case 'request':
      return row.stamp;
    default:
      return null;
  }
}
