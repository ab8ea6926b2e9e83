/** Takes new facts in, then those that waited for what became known by them, until nothing is left. */
import { byReceipt } from '@hazri/domain';
import { asUserId } from '../auth/accounts.ts';
import type { DeviceRecord } from '../auth/devices.ts';
import { applyEnrolments, applySessions } from './apply.ts';
import { applyRequests } from './apply-requests.ts';
import type { Candidate } from './candidates.ts';
import { candidatesOf } from './candidates.ts';
import type { FlushDeps } from './flush-deps.ts';
import { judgeTouched } from './judge.ts';
import { deedOf } from './note-deeds.ts';
import { preload } from './preload.ts';
import { takeFact } from './taking/take-fact.ts';
import type { Decision } from './taking/taking.ts';
import type { Touched } from './touched.ts';
import type { FactRow } from './rows.ts';
import type { WorkingSet } from './working-set.ts';

/**
 * How often one fact is looked at again in one flush for the same thing becoming known. A scan is known anew each time
 * it is judged; a fact that takes its id for something else (a student's) would wait and be woken for ever.
 */
const MAX_WAKES_PER_FLUSH = 3;

/** Facts are independent (SYNC2), but what others wait for goes first so that little has to wait. */
const ORDER: readonly string[] = ['session.opened', 'enrolment.added', 'enrolment.ended', 'scan'];

function rank({ fact }: Candidate): number {
  const place = ORDER.indexOf(fact.kind);
  return place < 0 ? ORDER.length : place;
}

export async function takeAll(
  deps: FlushDeps,
  set: WorkingSet,
  touched: Touched,
  first: readonly Candidate[],
): Promise<void> {
  const deviceByUuid = new Map<string, DeviceRecord>();
  const known = { ...deps, deviceByUuid };
  const wakes = new Map<string, number>();
  let round = first;
  // Ends: a round consists of facts that waited for something that became known in the round before, few times each.
  while (round.length > 0) {
    await preload(
      deps.database,
      set,
      round.map(({ fact }) => fact),
      deviceByUuid,
    );
    for (const { row, arrival } of inOrder(round)) {
      const decision = takeFact(arrival, set, touched, known);
      set.facts.put({ ...row, ...decided(decision) });
      // Once, in the transaction in which it takes effect: what is looked at again was on record before.
      if (decision.outcome === 'accepted' && row.outcome !== 'accepted') {
        const deed = deedOf(arrival, deps.now());
        if (deed) set.turn.audit(deed);
      }
    }
    await applySessions(deps, set, touched);
    await applyEnrolments(deps, set, touched);
    await applyRequests(deps.catalogue, set, touched);
    await judgeTouched(deps, set, touched);
    round = (await unlocked(set, touched)).filter(({ row }) => {
      const wake = `${row.seq} ${row.waitsFor ?? ''}`;
      const count = (wakes.get(wake) ?? 0) + 1;
      wakes.set(wake, count);
      return count <= MAX_WAKES_PER_FLUSH;
    });
  }
}

/** Compared a dozen times each: what by is worked out once. */
function inOrder(round: readonly Candidate[]): readonly Candidate[] {
  return round
    .map((candidate) => {
      const { fact, arrival } = candidate;
      const received = { fact, author: asUserId(arrival.author.uuid), receivedAt: arrival.receivedAt };
      return { candidate, rank: rank(candidate), received };
    })
    .toSorted((a, b) => a.rank - b.rank || byReceipt(a.received, b.received))
    .map(({ candidate }) => candidate);
}

function decided(decision: Decision): Pick<FactRow, 'outcome' | 'reason' | 'subject' | 'waitsFor'> {
  const nothing = { reason: null, subject: null, waitsFor: null };
  switch (decision.outcome) {
    case 'accepted':
    case 'set_aside':
      return {
        ...nothing,
        outcome: decision.outcome,
        subject: decision.subject,
        waitsFor: decision.again ?? null,
      };
    case 'rejected':
      return {
        ...nothing,
        outcome: 'rejected',
        reason: decision.reason,
        waitsFor: decision.again ?? null,
      };
    case 'waiting':
      return { ...nothing, outcome: 'waiting', reason: decision.reason, waitsFor: decision.for };
    case 'scan':
      return { ...nothing, outcome: 'accepted' };
  }
}

/** Facts that waited for what became known (FACT5), as they arrived in their time. */
async function unlocked(set: WorkingSet, touched: Touched): Promise<readonly Candidate[]> {
  return candidatesOf(set, await set.loadWaitingFacts(touched.takeKnown()));
}
