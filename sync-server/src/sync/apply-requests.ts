/** What has become of the touched excuses and appeals? Folded from their facts; an excuse that changed moves attendance. */
import type { FactFor, ReceivedFact } from '@hazri/domain';
import { byReceipt, newestOf, stamped } from '@hazri/domain';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { receivedFacts } from './received-fact.ts';
import type { Touched } from './touched.ts';
import type { Pair, RequestRow, SessionRow } from './rows.ts';
import type { WorkingSet } from './working-set.ts';
import { NO_REV, pairKey, requestKey } from './rows.ts';

type Stated = ReceivedFact<FactFor<'excuse'> | FactFor<'appeal'>>;
type Decided = ReceivedFact<FactFor<'excuse.decided'> | FactFor<'appeal.decided'>>;

export async function applyRequests(catalogue: Catalogue, set: WorkingSet, touched: Touched): Promise<void> {
  const subjects = [...touched.requests];
  touched.requests.clear();
  if (subjects.length === 0) return;
  await set.loadSubjects(subjects);
  await loadNamed(set, subjects);
  for (const subject of subjects) {
    const facts = set.factsAbout(subject);
    const stated = firstOfEach(receivedFacts(set, facts, ['excuse', 'appeal']));
    const decided = receivedFacts(set, facts, ['excuse.decided', 'appeal.decided']);
    for (const request of stated) {
      const row = rowOf(catalogue, set, request, stated[0], decided);
      if (row === null) continue;
      const before = set.requests.named(requestKey(row));
      set.requests.put(row);
      if (row.kind === 'excuse') await touchCovered(set, touched, before, row);
    }
  }
}

/** ATT4: who is excused from a session, as far as approved excuses in hand say. */
export function isExcused(set: WorkingSet, session: SessionRow, studentId: number): boolean {
  return set.requests
    .all()
    .some(
      (row) =>
        row.studentId === studentId && row.classId === session.classId && covers(row, session.startsAt),
    );
}

/** Approved, and the moment lies within it. */
export function covers({ kind, decision, from, until }: RequestRow, at: number): boolean {
  return (
    kind === 'excuse' &&
    decision === 'approve' &&
    from !== null &&
    until !== null &&
    from <= at &&
    at <= until
  );
}

/** Requests known under the ids, sessions of appeals, and the people whom decisions name. */
async function loadNamed(set: WorkingSet, subjects: readonly string[]): Promise<void> {
  const facts = subjects.flatMap((subject) => set.factsAbout(subject));
  await set.loadRequests(subjects.map((subject) => subject.slice(subject.indexOf(':') + 1)));
  const appeals = receivedFacts(set, facts, ['appeal']);
  await set.loadSessions({ uuids: appeals.map(({ fact }) => fact.body.sessionId) });
  const decided = receivedFacts(set, facts, ['excuse.decided', 'appeal.decided']);
  await set.loadPeople(decided.flatMap(({ fact }) => fact.body.studentId ?? []));
}

/** Of a student's statements under one id the first received stands: an approval can't be stretched afterwards. */
function firstOfEach(stated: readonly Stated[]): readonly Stated[] {
  const first = new Map<string, Stated>();
  for (const request of stated.toSorted(byReceipt)) {
    if (!first.has(request.author)) first.set(request.author, request);
  }
  return [...first.values()];
}

function rowOf(
  catalogue: Catalogue,
  set: WorkingSet,
  { fact, author, receivedAt }: Stated,
  first: Stated | undefined,
  decided: readonly Decided[],
): RequestRow | null {
  const studentId = set.users.named(author)?.id;
  if (studentId === undefined) return null;
  const session = fact.kind === 'appeal' ? set.sessions.named(fact.body.sessionId) : undefined;
  const classId = fact.kind === 'excuse' ? catalogue.classByUuid(fact.body.classId)?.id : session?.classId;
  if (classId === undefined) return null;
  const uuid = fact.kind === 'excuse' ? fact.body.excuseId : fact.body.appealId;
  const known = set.requests.named(requestKey({ kind: fact.kind, studentId, uuid }));
  const newest = newestOf(
    decided.filter((one) => {
      const named = one.fact.body.studentId;
      const meant = named === undefined ? first?.author === author : set.person(named)?.id === studentId;
      const decider = set.users.named(one.author)?.id;
      return meant && decider !== undefined && catalogue.isStaff(classId, decider, one.receivedAt);
    }),
  );
  return {
    id: known?.id ?? set.turn.nextId('requests'),
    kind: fact.kind,
    uuid,
    studentId,
    classId,
    sessionId: session?.id ?? null,
    from: fact.kind === 'excuse' ? fact.body.from : null,
    until: fact.kind === 'excuse' ? fact.body.until : null,
    reason: fact.body.reason,
    receivedAt,
    decision: newest?.fact.body.decision ?? null,
    note: newest?.fact.body.note ?? null,
    decided: newest && stamped(newest),
    rev: known?.rev ?? NO_REV,
  };
}

/** Sessions that approved excuses of these (class, student) cover. */
export async function touchExcused(set: WorkingSet, touched: Touched, pairs: readonly Pair[]): Promise<void> {
  await set.loadExcuses(pairs);
  const wanted = new Set(pairs.map(([classId, studentId]) => pairKey(classId, studentId)));
  const excuses = set.requests.all().filter((row) => wanted.has(pairKey(row.classId, row.studentId)));
  for (const row of excuses) await touchCovered(set, touched, undefined, row);
}

/** Sessions that the excuse covers, or covered before. */
async function touchCovered(
  set: WorkingSet,
  touched: Touched,
  before: RequestRow | undefined,
  after: RequestRow,
): Promise<void> {
  for (const row of [before, after]) {
    if (row?.decision !== 'approve' || row.from === null || row.until === null) continue;
    for (const { id } of await set.sessionsWithin(row.classId, row.from, row.until))
      touched.addAttendance(id, row.studentId);
  }
}
