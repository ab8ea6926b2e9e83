/** The first step of a flush: what came is told from what is stored already. */
import type { Fact } from '@hazri/domain';
import { STUDENT_KINDS } from '@hazri/domain';
import type { FactResult } from '@hazri/sync-protocol';
import { makeReceiptStamp } from '../keys/receipt-stamp.ts';
import type { Candidate } from './candidates.ts';
import type { Exchange } from './exchange.ts';
import type { FlushDeps } from './flush-deps.ts';
import type { Incoming, Received, StoredForm } from './incoming.ts';
import type { Observed } from './observe.ts';
import { observe } from './observe.ts';
import { asFactId } from './session-state.ts';
import type { Arrival } from './taking/taking.ts';
import type { FactRow } from './rows.ts';
import type { WorkingSet } from './working-set.ts';
import { ownKey } from './rows.ts';

/**
 * Facts and scans of one author that wait for something unknown. Further ones stay on their device (`retry`
 * `waiting_full`): nothing is lost, and nobody fills the server with promises.
 */
export const MAX_WAITING_PER_AUTHOR = 500;

/** Made when all is decided: a scan's outcome is known only after judging. null: the fact can't be named. */
export type Answer = () => FactResult | null;

/** Puts new facts into the set as they came; those that can be read are still to be taken in. */
export async function readExchanges(
  deps: FlushDeps,
  set: WorkingSet,
  received: readonly Received[],
): Promise<{ readonly candidates: readonly Candidate[]; readonly answers: Answer[][] }> {
  await set.loadFacts(
    received.flatMap(({ exchange, facts }) =>
      facts.flatMap((incoming) =>
        incoming.read === 'nameless' ? [] : [[exchange.author.id, incoming.id] as const],
      ),
    ),
  );
  const exchanges = received.map(({ exchange }) => exchange);
  await set.loadContacts([...new Set(exchanges.flatMap(({ device }) => device?.id ?? []))]);
  const waiting = await set.countWaiting([...new Set(exchanges.map(({ author }) => author.id))]);
  const allowance = new Map([...waiting].map(([author, count]) => [author, MAX_WAITING_PER_AUTHOR - count]));
  const candidates: Candidate[] = [];
  const answers = received.map(({ exchange, facts }) => {
    const observed = observe(set, exchange);
    return facts.map((incoming): Answer => {
      if (incoming.read === 'nameless') return () => null;
      const { id, stored } = incoming;
      const known = set.facts.named(ownKey(exchange.author.id, id));
      if (known)
        return () =>
          known.hash === stored.hash ? duplicate(deps, known) : named(id, 'rejected', 'fact_id_conflict');
      if (incoming.read !== 'fault') {
        if (exchange.handOver && !isStudents(incoming)) return () => named(id, 'retry', 'login_required');
        if ((allowance.get(exchange.author.id) ?? 1) <= 0) return () => named(id, 'retry', 'waiting_full');
      }
      const row = newFactRow(set, exchange, incoming, stored);
      set.facts.put(row);
      if (incoming.read === 'fact') {
        candidates.push({
          row,
          fact: incoming.fact,
          arrival: arrivalOf(exchange, observed, incoming.fact, stored),
        });
      }
      return () => fresh(deps, set, row.seq);
    });
  });
  return { candidates, answers };
}

type Named = Exclude<Incoming, { readonly read: 'nameless' }>;

function isStudents(incoming: Named): boolean {
  return incoming.read === 'fact' && STUDENT_KINDS.includes(incoming.fact.kind);
}

/** The fact as it arrived, with what the server saw of its device then. */
function arrivalOf(
  { address, author, device, receivedAt }: Exchange,
  { jump, contactAfter }: Observed,
  fact: Fact,
  stored: StoredForm,
): Arrival {
  // A first receipt proven from an earlier life of the server (SYNC6): what this life saw of the phone is no evidence.
  const proven = stored.receivedAt !== receivedAt;
  return {
    fact,
    author,
    deviceId: device?.id ?? null,
    address: address ?? null,
    installation: device?.installation ?? null,
    receivedAt: stored.receivedAt,
    sentAt: stored.sentAt,
    jump: proven ? null : jump,
    contactAfter: !proven && contactAfter(fact),
  };
}

/** Whatever is told to be final is kept as it came, what can't be read too (SYNC1): its device forgets it now. */
function newFactRow(
  set: WorkingSet,
  { address, author, device }: Exchange,
  incoming: Named,
  stored: StoredForm,
): FactRow {
  const ending =
    incoming.read === 'fault'
      ? ({ outcome: 'rejected', reason: incoming.reason } as const)
      : ({ outcome: 'set_aside', reason: null } as const);
  return {
    seq: set.turn.nextId('facts'),
    id: incoming.id,
    kind:
      incoming.read === 'fact' ? incoming.fact.kind : incoming.read === 'unknown_kind' ? incoming.kind : '',
    authorId: author.id,
    deviceId: device?.id ?? null,
    address: address ?? null,
    ...stored,
    ...ending,
    subject: null,
    waitsFor: null,
  };
}

function named(id: string, outcome: FactResult['outcome'], reason: string): FactResult {
  return { id: asFactId(id), outcome, reason };
}

function fresh(deps: FlushDeps, set: WorkingSet, seq: number): FactResult | null {
  const row = set.facts.get(seq);
  return row ? { ...receiptOf(deps, row), outcome: row.outcome, reason: row.reason } : null;
}

function duplicate(deps: FlushDeps, row: FactRow): FactResult {
  return { ...receiptOf(deps, row), outcome: 'duplicate', reason: row.reason };
}

function receiptOf({ keys }: FlushDeps, row: FactRow): Pick<FactResult, 'id' | 'receivedAt' | 'stamp'> {
  return {
    id: asFactId(row.id),
    receivedAt: row.receivedAt,
    stamp: makeReceiptStamp(keys, row.hash, row.receivedAt),
  };
}
