/** Parts of a rebuild that a flush never does for a whole class: sessions, marks, headcounts and shown codes as stated. */
import { sql } from 'drizzle-orm';
import { clampStamp, newer } from '@hazri/domain';
import { facts } from '../db/fact-schema.ts';
import type { FactStamp } from '../db/fact-schema.ts';
import type { FlushDeps } from '../sync/flush-deps.ts';
import { receivedFacts, storedFact } from '../sync/received-fact.ts';
import { refoldSession } from '../sync/session-state.ts';
import { emptyAttendance } from '../sync/taking/empty-rows.ts';
import { enrolmentSubject, sessionSubject } from '../sync/taking/subjects.ts';
import type { Touched } from '../sync/touched.ts';
import type { AttendanceRow, HeadcountRow, TallyRow } from '../sync/rows.ts';
import type { WorkingSet } from '../sync/working-set.ts';
import { NO_REV, pairKey } from '../sync/rows.ts';

/**
 * SES1: state, times and lifecycle of sessions of which something was stated. Room and title are kept: the plan that
 * they began with was the class's of that day, which nothing remembers.
 */
export async function refoldSessions(
  { catalogue }: FlushDeps,
  set: WorkingSet,
  sessionIds: readonly number[],
): Promise<void> {
  await set.loadSubjects(sessionIds.map(sessionSubject));
  for (const id of sessionIds) {
    const row = set.sessions.get(id);
    const ofClass = row && catalogue.classById(row.classId);
    const said = set.factsAbout(sessionSubject(id));
    if (!row || !ofClass || said.length === 0) continue;
    const folded = refoldSession(
      row,
      ofClass,
      receivedFacts(set, said, [
        'session.opened',
        'session.completed',
        'session.reopened',
        'session.cancelled',
      ]),
    );
    const policy = folded.openedAt === null ? row.policy : folded.policy;
    set.sessions.put({
      ...folded,
      room: row.room,
      title: row.title,
      policy,
      lifecycle: sameStamp(folded.lifecycle, row.lifecycle) ? row.lifecycle : folded.lifecycle,
    });
  }
}

/** The newest mark of each record, the newest headcount of each session, and every code that was shown. */
export async function restate(
  deps: FlushDeps,
  set: WorkingSet,
  touched: Touched,
  seqs: readonly number[],
): Promise<void> {
  const rows = await deps.database.orm
    .select()
    .from(facts)
    .where(sql`${facts.seq} in (select value from json_each(${JSON.stringify(seqs)}))`);
  const stated = rows.map((row) => ({ row, fact: storedFact(row) }));
  await set.loadUsers([...new Set(rows.map(({ authorId }) => authorId))]);
  await set.loadPeople(stated.flatMap(({ fact }) => (fact.kind === 'mark' ? [fact.body.studentId] : [])));
  const sessionIds = set.sessions.all().map(({ id }) => id);
  await set.loadShown(sessionIds);
  await set.loadHeadcounts(sessionIds);
  const marks = new Map<string, NonNullable<AttendanceRow['mark']>>();
  const counts = new Map<number, HeadcountRow>();
  for (const { row, fact } of stated) {
    const made: FactStamp = {
      stamp: clampStamp(fact.hlc, row.receivedAt),
      factId: fact.id,
      author: set.users.get(row.authorId)?.uuid,
    };
    const session = 'sessionId' in fact.body ? set.sessions.named(fact.body.sessionId) : undefined;
    if (!session) continue;
    if (fact.kind === 'mark') {
      const student = set.person(fact.body.studentId);
      if (!student) continue;
      const key = pairKey(session.id, student.id);
      const before = marks.get(key);
      if (before === undefined || newer(made, before)) marks.set(key, { status: fact.body.status, ...made });
      if (!set.attendance.get(key)) set.attendance.put(emptyAttendance(session, student.id));
    } else if (fact.kind === 'headcount') {
      const before = counts.get(session.id);
      const { id: sessionId, classId } = session;
      if (before === undefined || newer(made, before.made))
        counts.set(sessionId, { sessionId, classId, count: fact.body.count, made, rev: NO_REV });
    } else if (fact.kind === 'codes.shown') {
      const { kid, steps } = fact.body;
      for (const [stepStart, nonce] of steps) set.shown.put({ sessionId: session.id, kid, stepStart, nonce });
    }
  }
  for (const row of set.attendance.all()) {
    const mark = marks.get(pairKey(row.sessionId, row.studentId)) ?? null;
    const asHeld = sameStamp(mark, row.mark) && mark?.status === row.mark?.status;
    set.attendance.put({ ...row, mark: asHeld ? row.mark : mark });
    touched.addAttendance(row.sessionId, row.studentId);
  }
  for (const [sessionId, count] of counts) {
    const held = set.headcounts.get(sessionId);
    const asHeld = held?.count === count.count && sameStamp(held.made, count.made);
    if (!asHeld) set.headcounts.put({ ...count, rev: held?.rev ?? NO_REV });
  }
}

/** An enrolment whose row was gone was added when the first fact of it came in, not now. */
export function dateEnrolments(set: WorkingSet): void {
  for (const row of set.enrolments.changed()) {
    if (set.enrolments.before(pairKey(row.classId, row.studentId))) continue;
    const facts = set.factsAbout(enrolmentSubject(row.classId, row.studentId));
    set.enrolments.put({ ...row, addedAt: Math.min(...facts.map(({ receivedAt }) => receivedAt)) });
  }
}

/** Rows of when ids were everybody's don't name the author. */
function sameStamp(a: FactStamp | null, b: FactStamp | null): boolean {
  if (a === null || b === null) return a === b;
  return a.factId === b.factId && a.stamp[0] === b.stamp[0] && a.stamp[1] === b.stamp[1];
}

/** ATT8, counted from nothing. */
export function recountTallies(set: WorkingSet, classId: number): void {
  const counted = new Map<string, TallyRow>();
  const zero = (studentId: number): TallyRow => ({
    classId,
    studentId,
    present: 0,
    late: 0,
    absent: 0,
    excused: 0,
  });
  for (const { classId: ofClass, studentId } of set.tallies.all())
    if (ofClass === classId) counted.set(pairKey(classId, studentId), zero(studentId));
  for (const { classId: ofClass, studentId, status } of set.attendance.all()) {
    if (ofClass !== classId || status === 'expected' || status === 'void') continue;
    const key = pairKey(classId, studentId);
    const tally = counted.get(key) ?? zero(studentId);
    counted.set(key, { ...tally, [status]: tally[status] + 1 });
  }
  for (const tally of counted.values()) set.tallies.put(tally);
}
