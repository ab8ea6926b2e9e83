/**
 * What do all these facts come to? The reference fold: slow and whole, for tests, rebuilding and simulation.
 * A server works incrementally and must arrive at the same record (FACT1).
 *
 * The record is a function of the *set* of facts with their first receipts, and of the ground:
 * 1. order, repetition and grouping of the facts don't matter;
 * 2. a fact whose author isn't entitled to it changes nothing (SES4);
 * 3. a fact that can't be judged yet changes nothing until more arrives (FACT5), and is named in `waiting`.
 */
import { foldAttendance, takeMark, takeScan } from './attendance.ts';
import type { Attendance, AttendanceInputs, SessionState } from './attendance-types.ts';
import type { FactFor, ReceivedFact } from './facts.ts';
import { groupBy } from './group-by.ts';
import type { ClassId, FactKey, SessionId, UserId } from './ids.ts';
import { factKey } from './ids.ts';
import { distinctFacts, keyOf, newestOf, ofKind, stamped } from './record-facts.ts';
import type { Ground } from './record-ground.ts';
import { judgeScans } from './record-scans.ts';
import type { JudgedScan } from './record-scans.ts';
import { byReceipt } from './receipt-order.ts';
import type { Enrolment, EnrolmentFact } from './roster.ts';
import { foldEnrolment, onRosterByDate, onSessionRoster } from './roster.ts';
import type { LifecycleFact } from './session.ts';
import { bindingClass, foldSession, isSessionConflict } from './session.ts';

export interface FoldedRecord {
  readonly sessions: ReadonlyMap<SessionId, SessionState>;
  readonly scans: ReadonlyMap<FactKey, JudgedScan>;
  /** Everyone on the roster, and everyone else with a mark or an accepted scan. */
  readonly attendance: ReadonlyMap<SessionId, ReadonlyMap<UserId, Attendance>>;
  /** Session facts and marks that name a session nobody has opened or scheduled yet. */
  readonly waiting: ReadonlySet<FactKey>;
  /** Session facts and marks that never count, with the reason told to their author. */
  readonly refused: ReadonlyMap<FactKey, 'not_staff' | 'session_conflict'>;
}

/** The whole record. Pure and total; O(sessions × facts). */
export function foldRecord(received: readonly ReceivedFact[], ground: Ground): FoldedRecord {
  const facts = distinctFacts(received);
  const waiting = new Set<FactKey>();
  const refused = new Map<FactKey, 'not_staff' | 'session_conflict'>();
  const sessions = foldSessions(facts, ground, waiting, refused);
  const enrolments = foldEnrolments(facts, ground, sessions);
  const scans = judgeScans({
    facts,
    ground,
    sessions,
    enrolment: (classId, student) => enrolments.get(classId)?.get(student) ?? null,
  });
  const marks = ofKind(facts, 'mark').filter((mark) => {
    const session = sessions.get(mark.fact.body.sessionId);
    if (session === undefined) waiting.add(keyOf(mark));
    else if (!ground.isStaff(mark.author, session.classId, mark.receivedAt))
      refused.set(keyOf(mark), 'not_staff');
    else return true;
    return false;
  });
  const attendance = new Map(
    [...sessions.values()].map((session) => {
      const roster = enrolments.get(session.classId) ?? new Map<UserId, Enrolment>();
      return [session.id, foldSessionAttendance(session, { facts, ground, marks, scans, roster })];
    }),
  );
  return { sessions, scans, attendance, waiting, refused };
}

interface AttendanceContext {
  readonly facts: readonly ReceivedFact[];
  readonly ground: Ground;
  readonly marks: readonly ReceivedFact<FactFor<'mark'>>[];
  readonly scans: ReadonlyMap<FactKey, JudgedScan>;
  readonly roster: ReadonlyMap<UserId, Enrolment>;
}

function foldSessionAttendance(
  session: SessionState,
  { facts, ground, marks, scans, roster }: AttendanceContext,
): ReadonlyMap<UserId, Attendance> {
  const inputs = new Map<UserId, AttendanceInputs>();
  const inputsOf = (student: UserId): AttendanceInputs =>
    inputs.get(student) ?? { session, mark: null, scan: null, excused: false, onRoster: false };
  for (const [student, enrolment] of roster) {
    if (onRosterByDate(enrolment, session.startsAt)) inputs.set(student, inputsOf(student));
  }
  for (const mark of marks) {
    const { sessionId, studentId, status } = mark.fact.body;
    if (sessionId === session.id)
      inputs.set(studentId, takeMark(inputsOf(studentId), { status, ...stamped(mark) }));
  }
  for (const { sessionId, studentId, verdict } of scans.values()) {
    const { outcome, tokenTime, trust } = verdict;
    if (sessionId !== session.id || outcome !== 'accepted' || tokenTime === null || trust === null) continue;
    inputs.set(studentId, takeScan(inputsOf(studentId), { tokenTime, trust }));
  }
  const folded = [...inputs].map(([student, input]): [UserId, Attendance] => {
    const onRoster = onSessionRoster(roster.get(student) ?? null, session.startsAt, input.scan !== null);
    const excused = isExcused(student, session, facts, ground);
    return [student, foldAttendance({ ...input, onRoster, excused })];
  });
  return new Map(folded.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

function foldSessions(
  facts: readonly ReceivedFact[],
  ground: Ground,
  waiting: Set<FactKey>,
  refused: Map<FactKey, 'not_staff' | 'session_conflict'>,
): ReadonlyMap<SessionId, SessionState> {
  const scheduled = new Map(ground.timetable.map((session) => [session.id, session]));
  const bySession = groupBy(facts.filter(isLifecycle), ({ fact }) => fact.body.sessionId);
  const sessions = new Map<SessionId, SessionState>();
  for (const id of [...new Set([...scheduled.keys(), ...bySession.keys()])].sort()) {
    const base = scheduled.get(id) ?? null;
    const stated = bySession.get(id) ?? [];
    // An opening binds only a class whose staff states it, so nobody can take a session id from its owners.
    const entitled = stated.filter(
      ({ fact, author, receivedAt }) =>
        fact.kind !== 'session.opened' || ground.isStaff(author, fact.body.classId, receivedAt),
    );
    const classId = bindingClass(base, entitled);
    const counting = entitled.filter((received) => {
      const { fact, author, receivedAt } = received;
      if (classId === null) waiting.add(keyOf(received));
      else if (isSessionConflict(fact, classId)) refused.set(keyOf(received), 'session_conflict');
      else if (!ground.isStaff(author, classId, receivedAt)) refused.set(keyOf(received), 'not_staff');
      else return true;
      return false;
    });
    for (const received of stated)
      if (!entitled.includes(received)) refused.set(keyOf(received), 'not_staff');
    const session = foldSession(base, counting);
    if (session !== null) sessions.set(id, session);
  }
  return sessions;
}

function foldEnrolments(
  facts: readonly ReceivedFact[],
  ground: Ground,
  sessions: ReadonlyMap<SessionId, SessionState>,
): ReadonlyMap<ClassId, ReadonlyMap<UserId, Enrolment>> {
  const stated = facts
    .filter(isEnrolment)
    .filter(
      ({ fact, author, receivedAt }) =>
        ground.isAdministrator(author) || ground.isStaff(author, fact.body.classId, receivedAt),
    );
  const byClass = groupBy(stated, ({ fact }) => fact.body.classId);
  const classes = new Set([...byClass.keys(), ...[...sessions.values()].map(({ classId }) => classId)]);
  const enrolments = new Map<ClassId, ReadonlyMap<UserId, Enrolment>>();
  for (const classId of classes) {
    const roster = new Map(ground.enrolments(classId));
    const byStudent = groupBy(byClass.get(classId) ?? [], ({ fact }) => enrolledStudent(fact));
    for (const [student, own] of byStudent) {
      const enrolment = student === null ? null : foldEnrolment(roster.get(student) ?? null, own);
      if (student !== null && enrolment !== null) roster.set(student, enrolment);
    }
    enrolments.set(classId, roster);
  }
  return enrolments;
}

/** ATT4: an excuse of the student that covers the session's start and whose newest decision approves it. */
function isExcused(
  student: UserId,
  session: SessionState,
  facts: readonly ReceivedFact[],
  ground: Ground,
): boolean {
  const excuses = firstExcuses(facts);
  return excuses.some(({ fact, author }) => {
    const { classId, excuseId, from, until } = fact.body;
    if (author !== student || classId !== session.classId) return false;
    if (from > session.startsAt || session.startsAt > until) return false;
    const firstAuthor = excuses.find((other) => other.fact.body.excuseId === excuseId)?.author;
    const decisions = ofKind(facts, 'excuse.decided').filter(
      (decided) =>
        decided.fact.body.excuseId === excuseId &&
        (decided.fact.body.studentId ?? firstAuthor) === student &&
        ground.isStaff(decided.author, classId, decided.receivedAt),
    );
    return newestOf(decisions)?.fact.body.decision === 'approve';
  });
}

/** Of a student's excuses with one excuse id the first received stands: an approval can't be stretched afterwards. */
function firstExcuses(facts: readonly ReceivedFact[]): readonly ReceivedFact<FactFor<'excuse'>>[] {
  const first = new Map<FactKey, ReceivedFact<FactFor<'excuse'>>>();
  for (const excuse of ofKind(facts, 'excuse').toSorted(byReceipt)) {
    const key = factKey(excuse.author, excuse.fact.body.excuseId);
    if (!first.has(key)) first.set(key, excuse);
  }
  return [...first.values()];
}

function enrolledStudent(fact: EnrolmentFact): UserId | null {
  if (fact.kind === 'enrolment.ended') return fact.body.studentId;
  return fact.body.studentId ?? fact.body.person?.personId ?? null;
}

function isLifecycle(received: ReceivedFact): received is ReceivedFact<LifecycleFact> {
  const { kind } = received.fact;
  return (
    kind === 'session.opened' ||
    kind === 'session.completed' ||
    kind === 'session.reopened' ||
    kind === 'session.cancelled'
  );
}

function isEnrolment(received: ReceivedFact): received is ReceivedFact<EnrolmentFact> {
  return received.fact.kind === 'enrolment.added' || received.fact.kind === 'enrolment.ended';
}
