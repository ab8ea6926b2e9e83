/**
 * One group commit (SYNC3): the pushes of a few milliseconds are read, judged and written in one transaction.
 *
 * 1. Read each fact; those already stored are duplicates or conflicts.
 * 2. Take the new ones in, then those that waited for what just became known, until nothing is left.
 * 3. Fold sessions and enrolments, judge scans, fold attendance: all recomputed for what was touched.
 * 4. Note what people are to be told of it.
 * 5. Write everything in one batch; only then is anything acknowledged.
 */
import type { Fact } from '@hazri/domain';
import { byReceipt, STUDENT_KINDS } from '@hazri/domain';
import type { FactResult } from '@hazri/sync-protocol';
import type { User } from '../auth/accounts.ts';
import { asUserId } from '../auth/accounts.ts';
import type { DeviceRecord } from '../auth/devices.ts';
import type { Database } from '../db/open-database.ts';
import type { WriteTurn } from '../db/writer.ts';
import type { DeviceSignatures } from '../keys/device-signature.ts';
import type { KeySchedule } from '../keys/key-schedule.ts';
import { makeReceiptStamp } from '../keys/receipt-stamp.ts';
import { applyAttendance, applyEnrolments, applySessions } from './apply.ts';
import { applyRequests } from './apply-requests.ts';
import type { Changes } from './changed-scopes.ts';
import { changesOf } from './changed-scopes.ts';
import type { Exchange } from './exchange.ts';
import type { Incoming, StoredForm } from './incoming.ts';
import { readIncoming } from './incoming.ts';
import { judgeTouched } from './judge.ts';
import type { NewsDeps } from './note-news.ts';
import { deedOf } from './note-deeds.ts';
import { noteNews } from './note-news.ts';
import type { Observed } from './observe.ts';
import { observe } from './observe.ts';
import type { OwnChanges } from './own-changes.ts';
import { ownChanges } from './own-changes.ts';
import { preload } from './preload.ts';
import { storedFact } from './received-fact.ts';
import { asFactId } from './session-state.ts';
import { takeFact } from './taking/take-fact.ts';
import type { Arrival, Decision } from './taking/taking.ts';
import { Touched } from './touched.ts';
import type { FactRow, NotificationRow } from './working-set.ts';
import { ownKey, WorkingSet } from './working-set.ts';

/**
 * Facts and scans of one author that wait for something unknown. Further ones stay on their device (`retry`
 * `waiting_full`): nothing is lost, and nobody fills the server with promises.
 */
export const MAX_WAITING_PER_AUTHOR = 500;

/**
 * How often one fact is looked at again in one flush for the same thing becoming known. A scan is known anew each time
 * it is judged; a fact that takes its id for something else (a student's) would wait and be woken for ever.
 */
const MAX_WAKES_PER_FLUSH = 3;

export interface FlushDeps extends NewsDeps {
  readonly database: Database;
  readonly keys: KeySchedule;
  readonly signatures: DeviceSignatures;
  readonly keysRestored: boolean;
  readonly now: () => number;
  /** Takes what people are told, once it is durable; returns at once. */
  readonly tell: (rows: readonly NotificationRow[]) => void;
}

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

interface Candidate {
  readonly row: FactRow;
  readonly fact: Fact;
  readonly arrival: Arrival;
}

export async function flush(
  deps: FlushDeps,
  turn: WriteTurn,
  exchanges: readonly Exchange[],
): Promise<Flushed> {
  const set = new WorkingSet(deps.database, turn);
  const touched = new Touched();
  const { candidates, answers } = await readAll(deps, set, exchanges);
  await takeAll(deps, set, touched, candidates);
  await applyAttendance(set, touched);
  await nameScanOutcomes(set);
  await noteNews(deps, set, Math.max(...exchanges.map(({ receivedAt }) => receivedAt)));
  const changes = changesOf(set, deps.catalogue);
  const written = set.write();
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

/** Made when all is decided: a scan's outcome is known only after judging. null: the fact can't be named. */
type Answer = () => FactResult | null;

async function readAll(
  deps: FlushDeps,
  set: WorkingSet,
  exchanges: readonly Exchange[],
): Promise<{ readonly candidates: readonly Candidate[]; readonly answers: Answer[][] }> {
  const read = exchanges.map((exchange) =>
    exchange.facts.map((input) => readIncoming(input, exchange, deps.keys)),
  );
  await set.loadFacts(
    exchanges.flatMap(({ author }, index) =>
      (read[index] ?? []).flatMap((incoming) =>
        incoming.read === 'nameless' ? [] : [[author.id, incoming.id] as const],
      ),
    ),
  );
  await set.loadContacts([...new Set(exchanges.flatMap(({ device }) => device?.id ?? []))]);
  const waiting = await set.countWaiting([...new Set(exchanges.map(({ author }) => author.id))]);
  const allowance = new Map([...waiting].map(([author, count]) => [author, MAX_WAITING_PER_AUTHOR - count]));
  const candidates: Candidate[] = [];
  const answers = exchanges.map((exchange, index) => {
    const observed = observe(set, exchange);
    return (read[index] ?? []).map((incoming): Answer => {
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
      return () => fresh(deps, set, ownKey(exchange.author.id, id));
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

/** Facts are independent (SYNC2), but what others wait for goes first so that little has to wait. */
const ORDER: readonly string[] = ['session.opened', 'enrolment.added', 'enrolment.ended', 'scan'];

function rank({ fact }: Candidate): number {
  const place = ORDER.indexOf(fact.kind);
  return place < 0 ? ORDER.length : place;
}

async function takeAll(
  deps: FlushDeps,
  set: WorkingSet,
  touched: Touched,
  first: readonly Candidate[],
): Promise<void> {
  const deviceByUuid = new Map<string, DeviceRecord>();
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
    const ordered = round.toSorted((a, b) => rank(a) - rank(b) || byReceipt(receivedOf(a), receivedOf(b)));
    for (const { row, arrival } of ordered) {
      const decision = takeFact(arrival, set, touched, { ...deps, deviceByUuid });
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

function receivedOf({ fact, arrival }: Candidate) {
  return { fact, author: asUserId(arrival.author.uuid), receivedAt: arrival.receivedAt };
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
  await turn.commit(set.write().statements, topics);
}

/** Stored facts as they arrived in their time. */
async function candidatesOf(set: WorkingSet, rows: readonly FactRow[]): Promise<readonly Candidate[]> {
  await set.loadUsers([...new Set(rows.map((row) => row.authorId))]);
  return rows.flatMap((row): Candidate[] => {
    const author: User | undefined = set.users.get(row.authorId);
    if (!author) return [];
    const fact = storedFact(row);
    const { deviceId, receivedAt, sentAt } = row;
    return [
      {
        row,
        fact,
        arrival: {
          fact,
          author,
          deviceId,
          address: null,
          installation: null,
          receivedAt,
          sentAt,
          jump: null,
          contactAfter: false,
        },
      },
    ];
  });
}

/**
 * The outcome of a scan fact is its verdict, kept beside it for a later duplicate, and so that a scan which waited
 * stops counting against what its author may have waiting. Facts of earlier flushes are read for that.
 */
export async function nameScanOutcomes(set: WorkingSet): Promise<void> {
  await set.loadFacts(
    set.scans
      .changed()
      .filter(({ studentId, uuid }) => !set.facts.named(ownKey(studentId, uuid)))
      .map(({ studentId, uuid }) => [studentId, uuid] as const),
  );
  for (const scan of set.scans.all()) {
    const row = set.facts.named(ownKey(scan.studentId, scan.uuid));
    if (row?.kind === 'scan' && row.outcome !== 'rejected')
      set.facts.put({ ...row, outcome: scan.outcome, reason: scan.reason });
  }
}

function named(id: string, outcome: FactResult['outcome'], reason: string): FactResult {
  return { id: asFactId(id), outcome, reason };
}

function fresh(deps: FlushDeps, set: WorkingSet, key: string): FactResult | null {
  const row = set.facts.named(key);
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
