/** What do the touched facts and verdicts come to? Folds sessions, enrolments and attendance, and keeps tallies. */
import type { AttendanceInputs } from '@hazri/domain';
import { foldAttendance, foldEnrolment, onRosterByDate, onSessionRoster, takeScan } from '@hazri/domain';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { covers, isExcused, touchExcused } from './apply-requests.ts';
import { receivedFacts } from './received-fact.ts';
import { asFactId, refoldSession } from './session-state.ts';
import { emptyAttendance } from './taking/empty-rows.ts';
import { enrolmentSubject, sessionSubject } from './taking/subjects.ts';
import type { Touched } from './touched.ts';
import type { AttendanceRow, Pair, ScanRow, SessionRow, TallyRow } from './rows.ts';
import type { WorkingSet } from './working-set.ts';
import { NO_REV, pairKey } from './rows.ts';

export interface ApplyDeps {
  readonly catalogue: Catalogue;
  readonly now: () => number;
}

/** SES1: the touched sessions anew from their facts; their scans are then judged again. */
export async function applySessions(
  { catalogue }: ApplyDeps,
  set: WorkingSet,
  touched: Touched,
): Promise<void> {
  await set.loadSubjects([...touched.sessions].map(sessionSubject));
  for (const id of touched.sessions) {
    const row = set.sessions.get(id);
    const ofClass = row && catalogue.classById(row.classId);
    if (!row || !ofClass) continue;
    const facts = receivedFacts(set, set.factsAbout(sessionSubject(id)), [
      'session.opened',
      'session.completed',
      'session.reopened',
      'session.cancelled',
    ]);
    set.sessions.put(refoldSession(row, ofClass, facts));
    touched.judgeSessions.add(id);
    touched.attendanceSessions.add(id);
  }
  touched.sessions.clear();
}

/** SES3: the touched enrolments anew from what is on record and their facts. */
export async function applyEnrolments({ now }: ApplyDeps, set: WorkingSet, touched: Touched): Promise<void> {
  const pairs = [...touched.enrolments.values()];
  if (pairs.length === 0) return;
  await set.loadEnrolments(pairs);
  await set.loadSubjects(pairs.map(([classId, studentId]) => enrolmentSubject(classId, studentId)));
  for (const [classId, studentId] of pairs) {
    const known = set.enrolments.get(pairKey(classId, studentId));
    const base = known && known.baseFrom !== null ? { from: known.baseFrom, until: known.baseUntil } : null;
    const subject = enrolmentSubject(classId, studentId);
    const folded = foldEnrolment(
      base,
      receivedFacts(set, set.factsAbout(subject), ['enrolment.added', 'enrolment.ended']),
    );
    if (folded === null) continue;
    set.enrolments.put({
      classId,
      studentId,
      ...folded,
      addedAt: known?.addedAt ?? now(),
      baseFrom: known?.baseFrom ?? null,
      baseUntil: known?.baseUntil ?? null,
      rev: known?.rev ?? NO_REV,
    });
  }
}

/** ATT1–ATT7 for every touched (session, student), with tallies. */
export async function applyAttendance(set: WorkingSet, touched: Touched): Promise<void> {
  await addEnrolmentPairs(set, touched);
  await addSessionPairs(set, touched);
  const pairs = [...touched.attendance.values()];
  if (pairs.length === 0) return;
  await set.loadSessions({ ids: [...new Set(pairs.map(([sessionId]) => sessionId))] });
  await set.loadAttendance(pairs, []);
  await set.loadScansOf({ pairs });
  const classPairs = pairs.flatMap(([sessionId, studentId]): Pair[] => {
    const session = set.sessions.get(sessionId);
    return session ? [[session.classId, studentId]] : [];
  });
  await set.loadEnrolments(classPairs);
  await set.loadExcuses(classPairs);
  const scansByPair = Map.groupBy(set.scans.all(), (scan) => pairKey(scan.sessionId ?? 0, scan.studentId));
  for (const [sessionId, studentId] of pairs) {
    const session = set.sessions.get(sessionId);
    if (session) foldPair(set, session, studentId, scansByPair.get(pairKey(sessionId, studentId)) ?? []);
  }
  await keepTallies(set);
}

/** An enrolment that changed moves the student in or out of every session that is over, or that an excuse covers. */
async function addEnrolmentPairs(set: WorkingSet, touched: Touched): Promise<void> {
  const pairs = [...touched.enrolments.values()];
  if (pairs.length === 0) return;
  for (const { id, classId } of await set.settledSessions([...new Set(pairs.map(([classId]) => classId))])) {
    for (const [ofClass, studentId] of pairs) if (ofClass === classId) touched.addAttendance(id, studentId);
  }
  await touchExcused(set, touched, pairs);
}

/** Rows of the whole roster exist once a session is completed; before that only where something was observed. */
async function addSessionPairs(set: WorkingSet, touched: Touched): Promise<void> {
  const sessions = [...touched.attendanceSessions].flatMap((id) => set.sessions.get(id) ?? []);
  if (sessions.length === 0) return;
  await set.loadAttendance(
    [],
    sessions.map((session) => session.id),
  );
  for (const row of set.attendance.all()) {
    if (touched.attendanceSessions.has(row.sessionId)) touched.addAttendance(row.sessionId, row.studentId);
  }
  await set.loadExcusesOf([...new Set(sessions.map((session) => session.classId))]);
  for (const request of set.requests.all()) {
    for (const { id, classId, startsAt } of sessions)
      if (classId === request.classId && covers(request, startsAt))
        touched.addAttendance(id, request.studentId);
  }
  const settled = sessions.filter(isSettled);
  await set.loadEnrolments([], [...new Set(settled.map((session) => session.classId))]);
  for (const session of settled) {
    for (const enrolment of set.enrolments.all()) {
      const belongs = enrolment.classId === session.classId && onRosterByDate(enrolment, session.startsAt);
      if (belongs) touched.addAttendance(session.id, enrolment.studentId);
    }
  }
}

function isSettled({ status }: Pick<SessionRow, 'status'>): boolean {
  return status === 'completed' || status === 'cancelled';
}

function foldPair(set: WorkingSet, session: SessionRow, studentId: number, scans: readonly ScanRow[]): void {
  const key = pairKey(session.id, studentId);
  const known = set.attendance.get(key);
  const enrolment = set.enrolments.get(pairKey(session.classId, studentId)) ?? null;
  const mark = known?.mark ?? null;
  let inputs: AttendanceInputs = {
    session,
    mark: mark && { status: mark.status, stamp: mark.stamp, factId: asFactId(mark.factId) },
    scan: null,
    excused: isExcused(set, session, studentId),
    onRoster: false,
  };
  for (const { outcome, tokenTime, trust } of scans) {
    if (outcome === 'accepted' && tokenTime !== null && trust !== null)
      inputs = takeScan(inputs, { tokenTime, trust });
  }
  const onRoster = onSessionRoster(enrolment, session.startsAt, inputs.scan !== null);
  inputs = { ...inputs, onRoster };
  const needsReview = scans.some((scan) => scan.outcome === 'review');
  // Nothing was observed and nothing is settled: no row yet.
  if (!known && scans.length === 0 && !(onRoster && (isSettled(session) || inputs.excused))) return;
  const folded = foldAttendance(inputs);
  const row: AttendanceRow = {
    ...(known ?? emptyAttendance(session, studentId)),
    ...folded,
    needsReview,
    scanTokenTime: inputs.scan?.tokenTime ?? null,
    scanTrust: inputs.scan?.trust ?? null,
    excused: inputs.excused,
    onRoster,
  };
  set.attendance.put(row);
}

const COUNTED = ['present', 'late', 'absent', 'excused'] as const;

/** ATT8: what every changed attendance row adds to and takes from the student's tally in the class. */
async function keepTallies(set: WorkingSet): Promise<void> {
  const changed = set.attendance.changed();
  await set.loadTallies(changed.map((row): Pair => [row.classId, row.studentId]));
  for (const row of changed) {
    const before = set.attendance.before(pairKey(row.sessionId, row.studentId));
    const key = pairKey(row.classId, row.studentId);
    const tally = set.tallies.get(key) ?? {
      classId: row.classId,
      studentId: row.studentId,
      present: 0,
      late: 0,
      absent: 0,
      excused: 0,
    };
    set.tallies.put(counted(counted(tally, before, -1), row, 1));
  }
}

function counted(tally: TallyRow, row: AttendanceRow | undefined, by: 1 | -1): TallyRow {
  const status = COUNTED.find((name) => name === row?.status);
  return status === undefined ? tally : { ...tally, [status]: tally[status] + by };
}
