/** Which facts go into one request, and its body (SYNC1, SYNC2). */
import type { DeviceId, FactId } from '@hazri/domain';
import { MAX_SCOPES, MAX_SYNC_BYTES, PROTOCOL_VERSION } from '@hazri/sync-protocol';
import type { Scope } from '@hazri/sync-protocol';
import type { OutboxEntry, Progress } from './ports.ts';
import { utf8Length } from './utf8-length.ts';

export interface BuiltRequest {
  readonly body: string;
  readonly sent: readonly OutboxEntry[];
  /** Facts that no request could ever carry. */
  readonly tooLarge: readonly FactId[];
  /** The outbox held more than this request could take. */
  readonly moreToSend: boolean;
  readonly cursors: Readonly<Partial<Record<Scope, number>>>;
}

export interface RequestMoment {
  readonly device: DeviceId;
  /** Raw device clock, epoch ms. */
  readonly sentAt: number;
  readonly mono: number;
  /** Something waits that isn't among the entries: the server must not take it for held back (SCAN8). */
  readonly leavesFacts: boolean;
}

/**
 * Takes entries in the order given while they fit into `maxFacts` and the byte limit.
 * @param entries in sending order; one more than `maxFacts` shows that there is more
 */
export function buildRequest(
  progress: Progress,
  entries: readonly OutboxEntry[],
  maxFacts: number,
  moment: RequestMoment,
): BuiltRequest {
  const cursors = boundedCursors(progress.cursors);
  const frame = JSON.stringify(requestOf(progress.epoch, cursors, [], true, moment));
  // `receipts` isn't in the frame when there are none.
  const room = MAX_SYNC_BYTES - utf8Length(frame) - utf8Length('"receipts":[],');
  const sent: OutboxEntry[] = [];
  const tooLarge: FactId[] = [];
  let used = 0;
  let moreToSend = false;
  for (const entry of entries) {
    const bytes = entryBytes(entry);
    if (bytes > room) {
      tooLarge.push(entry.fact.id);
      continue;
    }
    if (sent.length >= maxFacts || used + bytes > room) {
      moreToSend = true;
      continue;
    }
    sent.push(entry);
    used += bytes;
  }
  return {
    body: JSON.stringify(requestOf(progress.epoch, cursors, sent, moreToSend || moment.leavesFacts, moment)),
    sent,
    tooLarge,
    moreToSend,
    cursors,
  };
}

function requestOf(
  epoch: string | null,
  cursors: Progress['cursors'],
  sent: readonly OutboxEntry[],
  leavesFacts: boolean,
  moment: RequestMoment,
) {
  const receipts = sent.flatMap((entry) =>
    entry.receipt === null ? [] : [{ id: entry.fact.id, ...entry.receipt }],
  );
  return {
    proto: PROTOCOL_VERSION,
    device: moment.device,
    epoch,
    sentAt: Math.max(0, Math.trunc(moment.sentAt)),
    mono: moment.mono,
    facts: sent.map((entry) => entry.fact),
    ...(leavesFacts ? { leavesFacts } : {}),
    ...(receipts.length > 0 ? { receipts } : {}),
    cursors,
  };
}

/** Bytes of a fact with its receipt and the commas after both. */
function entryBytes(entry: OutboxEntry): number {
  const receipt =
    entry.receipt === null ? 0 : utf8Length(JSON.stringify({ id: entry.fact.id, ...entry.receipt })) + 1;
  return utf8Length(JSON.stringify(entry.fact)) + 1 + receipt;
}

/** Scopes beyond the protocol's limit are left out; the server names them `added` again. */
function boundedCursors(cursors: Progress['cursors']): Progress['cursors'] {
  const entries = Object.entries(cursors);
  return entries.length <= MAX_SCOPES ? cursors : Object.fromEntries(entries.slice(0, MAX_SCOPES));
}
