/**
 * What is the verdict on these scans? Gathers for each the evidence that the rules ask for and lets the domain
 * judge. Judging again is harmless: the verdict is a function of what is known (SCAN1–SCAN18).
 */
import type { ScanEvidence, SessionState } from '@hazri/domain';
import { countsByScan, judgeScan } from '@hazri/domain';
import type { FindDeps, FoundSession } from './find-session.ts';
import { correctedAt, findSession, isIssuer, makeScanReader, TYPED_SEARCH_MS } from './find-session.ts';
import { sessionStateOf } from './session-state.ts';
import { witnessSubject } from './taking/subjects.ts';
import type { Touched } from './touched.ts';
import { phoneKey } from './touched.ts';
import type { StateReader } from './witnesses.ts';
import { claimOf, countingWitnesses, isUnheeded, NOT_WITNESSED, uncounted } from './witnesses.ts';
import type { Pair, ScanRow } from './rows.ts';
import type { WorkingSet } from './working-set.ts';
import { pairKey, shownStep } from './rows.ts';

export interface JudgeDeps extends Omit<FindDeps, 'readScan'> {
  /** Keys of an earlier life may be missing: unknown ones wait (SCAN1). */
  readonly keysRestored: boolean;
}

interface Judging extends JudgeDeps, FindDeps {
  readonly stateOf: StateReader;
}

/** Judges the touched scans and every scan whose verdict hangs on one of them; notes whose attendance may change. */
export async function judgeTouched(judgeDeps: JudgeDeps, set: WorkingSet, touched: Touched): Promise<void> {
  const deps: Judging = {
    ...judgeDeps,
    readScan: makeScanReader(judgeDeps),
    stateOf: makeStateReader(judgeDeps),
  };
  await addScansOfTouched(set, touched);
  if (touched.scans.size === 0) return;
  await addOtherTries(set, touched);
  const scans = touchedScans(set, touched);
  await loadSessionsOf(deps, set, scans);
  // Found before judging: whether a phone was shared hangs on where all scans belong (SCAN9).
  const found = new Map(scans.map((scan) => [scan.id, place(deps, set, touched, scan)]));
  await addSharers(deps, set, touched, found);
  await loadEvidence(set, touchedScans(set, touched));
  const phones = accountsByPhone(set, (scan) => !isUnheeded(deps.stateOf, set, scan));
  for (const scan of touchedScans(set, touched)) {
    const where = found.get(scan.id) ?? findSession(deps, set, scan);
    decide(deps, set, touched, scan, where, phones);
  }
  touched.scans.clear();
}

/** For one judging, which changes no session: a crowd's scans are mostly of the same few. */
function makeStateReader({ catalogue }: JudgeDeps): StateReader {
  const states = new Map<number, SessionState | null>();
  return (row) => {
    const known = states.get(row.id);
    if (known !== undefined) return known;
    const ofClass = catalogue.classById(row.classId);
    const state = ofClass ? sessionStateOf(row, ofClass) : null;
    states.set(row.id, state);
    return state;
  };
}

function touchedScans(set: WorkingSet, touched: Touched): readonly ScanRow[] {
  return [...touched.scans].flatMap((id) => set.scans.get(id) ?? []);
}

async function addScansOfTouched(set: WorkingSet, touched: Touched): Promise<void> {
  if (touched.judgeSessions.size === 0 && touched.enrolments.size === 0) return;
  const rows = [...touched.judgeSessions].flatMap((id) => set.sessions.get(id) ?? []);
  const refs = new Set(rows.map((row) => row.ref));
  // A session of another class may have the same ref, and scans that belong to this one from now on.
  await set.loadSessions({ refs: [...refs] });
  const sessionIds = [...refs].flatMap((ref) => set.sessionsByRef(ref).map(({ id }) => id));
  const classStudents = [...touched.enrolments.values()];
  const typedClassIds = [...new Set(rows.map((row) => row.classId))];
  await set.loadScansOf({ sessionIds, unplacedRefs: [...refs], classStudents, typedClassIds });
  const typedClasses = new Set(typedClassIds);
  for (const scan of set.scans.all()) {
    const ofSession = scan.sessionId !== null && touched.judgeSessions.has(scan.sessionId);
    const ofRef = scan.ref !== null && refs.has(scan.ref);
    const ofTyped = scan.typedClassId !== null && typedClasses.has(scan.typedClassId);
    const ofEnrolment =
      scan.classId !== null && touched.enrolments.has(pairKey(scan.classId, scan.studentId));
    if (ofSession || ofRef || ofTyped || ofEnrolment) touched.scans.add(scan.id);
  }
  touched.judgeSessions.clear();
}

/** SCAN18 counts the first tries by time: one more may push another out. */
async function addOtherTries(set: WorkingSet, touched: Touched): Promise<void> {
  const pairs = touchedScans(set, touched).flatMap((scan): Pair[] =>
    scan.typedClassId === null ? [] : [[scan.typedClassId, scan.studentId]],
  );
  if (pairs.length === 0) return;
  await set.loadScansOf({ classStudents: pairs });
  const wanted = new Set(pairs.map(([classId, studentId]) => pairKey(classId, studentId)));
  for (const scan of set.scans.all()) {
    if (scan.typedClassId !== null && wanted.has(pairKey(scan.typedClassId, scan.studentId)))
      touched.scans.add(scan.id);
  }
}

async function loadSessionsOf(deps: Judging, set: WorkingSet, scans: readonly ScanRow[]): Promise<void> {
  const typed = scans.filter((scan) => scan.typedClassId !== null);
  const refs = scans.flatMap((scan) => deps.readScan(scan).token?.ref ?? []);
  await set.loadSessions({ refs: [...new Set(refs)] });
  if (typed.length === 0) return;
  const times = typed.map(correctedAt);
  const classIds = typed.flatMap((scan) => scan.typedClassId ?? []);
  await set.loadOpenedSessions(
    classIds,
    Math.min(...times) - TYPED_SEARCH_MS,
    Math.max(...times) + TYPED_SEARCH_MS,
  );
}

/** Notes in the scan's row which session it belongs to. */
function place(deps: Judging, set: WorkingSet, touched: Touched, scan: ScanRow): FoundSession {
  const found = findSession(deps, set, scan);
  const sessionId = found.session?.id ?? null;
  const classId = found.session?.classId ?? scan.typedClassId;
  const ref = found.token?.ref ?? scan.ref;
  if (scan.sessionId !== sessionId || scan.classId !== classId || scan.ref !== ref) {
    if (scan.sessionId !== sessionId) touched.addLeft(scan);
    set.scans.put({ ...scan, sessionId, classId, ref });
  }
  return found;
}

/** SCAN9: the scans of other accounts from the same phone in the same session are judged along. */
async function addSharers(
  deps: Judging,
  set: WorkingSet,
  touched: Touched,
  found: Map<number, FoundSession>,
): Promise<void> {
  const scans = touchedScans(set, touched).filter(
    (scan) => scan.sessionId !== null && scan.installation !== null,
  );
  const left = touched.takeLeft();
  const sessionIds = [...scans.flatMap((scan) => scan.sessionId ?? []), ...left.map(([id]) => id)];
  const installations = [
    ...scans.flatMap((scan) => scan.installation ?? []),
    ...left.map(([, phone]) => phone),
  ];
  await set.loadScansByInstallation([...new Set(sessionIds)], [...new Set(installations)]);
  const phones = accountsByPhone(set, () => true);
  const leftPhones = new Set(left.map(([sessionId, installation]) => phoneKey(sessionId, installation)));
  for (const scan of set.scans.all()) {
    const key = phoneOf(scan);
    if (key === null || touched.scans.has(scan.id)) continue;
    if (!isShared(phones, scan) && !leftPhones.has(key)) continue;
    touched.scans.add(scan.id);
    await set.loadSessions({ ids: scan.sessionId === null ? [] : [scan.sessionId] });
    found.set(scan.id, place(deps, set, touched, scan));
  }
}

/** By phone and session the student who scanned, or that there were several. */
type Phones = ReadonlyMap<string, number | 'several'>;

function phoneOf({ sessionId, installation }: ScanRow): string | null {
  return sessionId === null || installation === null ? null : phoneKey(sessionId, installation);
}

function accountsByPhone(set: WorkingSet, counts: (scan: ScanRow) => boolean): Phones {
  const accounts = new Map<string, number | 'several'>();
  for (const scan of set.scans.all()) {
    const key = phoneOf(scan);
    if (key === null || !counts(scan)) continue;
    const { studentId } = scan;
    const held = accounts.get(key) ?? studentId;
    accounts.set(key, held === studentId ? studentId : 'several');
  }
  return accounts;
}

function isShared(phones: Phones, scan: ScanRow): boolean {
  const key = phoneOf(scan);
  return key !== null && phones.get(key) === 'several';
}

async function loadEvidence(set: WorkingSet, scans: readonly ScanRow[]): Promise<void> {
  const sessionIds = [...new Set(scans.flatMap((scan) => scan.sessionId ?? []))];
  await set.loadSessions({ ids: sessionIds });
  await set.loadShown(sessionIds);
  await set.loadEnrolments(
    scans.flatMap((scan): Pair[] => (scan.classId === null ? [] : [[scan.classId, scan.studentId]])),
  );
  const witnessed = set.scans.all().filter((scan) => scan.hasWitness);
  await set.loadSubjects(witnessed.map((scan) => witnessSubject(scan.studentId, scan.uuid)));
}

function decide(
  { catalogue, keysRestored, stateOf }: Judging,
  set: WorkingSet,
  touched: Touched,
  scan: ScanRow,
  { readings, token, session: row, typed }: FoundSession,
  phones: Phones,
): void {
  const session = row && stateOf(row);
  const enrolment = row && set.enrolments.get(pairKey(row.classId, scan.studentId));
  const witnesses = session === null ? [] : countingWitnesses(set, scan, session);
  const kid = token === null ? undefined : catalogue.kid(token.kid);
  const evidence: ScanEvidence = {
    how: scan.how,
    ...claimOf(scan, witnesses),
    clockJumped: scan.clockJumped,
    clockJump:
      scan.jumpBeforeMs === null || scan.jumpAfterMs === null
        ? null
        : { beforeOffsetMs: scan.jumpBeforeMs, afterOffsetMs: scan.jumpAfterMs },
    readings,
    session,
    issuer: {
      staffAtStep: token !== null && row !== null && isIssuer(catalogue, token, row.classId),
      revokedAt: kid?.revokedAt ?? null,
    },
    shownNonces: token === null || row === null ? null : shownNonces(set, row.id, token.kid, token.stepStart),
    onRoster: !!enrolment && session !== null && countsByScan(enrolment, session.startsAt),
    contactAfterScan: scan.contactAfter,
    sharedDevice: isShared(phones, scan),
    witnessed: witnesses.length > 0,
    review: scan.review === null ? null : { decision: scan.review },
    keysRestored,
    typed,
    byWitnessOnly: !scan.ownReceipt,
  };
  const { outcome, reason, trust, tokenTime, notBefore, notAfter } = uncounted(scan, session, witnesses)
    ? { ...judgeScan(evidence), ...NOT_WITNESSED }
    : judgeScan(evidence);
  const before = set.scans.before(scan.id);
  const { sessionId, classId, ref } = set.scans.get(scan.id) ?? scan;
  set.scans.put({ ...scan, sessionId, classId, ref, outcome, reason, trust, tokenTime, notBefore, notAfter });
  if (sessionId !== null) touched.addAttendance(sessionId, scan.studentId);
  if (before && before.sessionId !== null) touched.addAttendance(before.sessionId, before.studentId);
  // Each time: a review in the same flush as the phone's own scan finds that one not placed yet, and waits.
  if (classId !== null) touched.known.add(scan.uuid);
}

/** null when no list covers the step, which says nothing (SCAN11). */
function shownNonces(
  set: WorkingSet,
  sessionId: number,
  kid: number,
  stepStart: number,
): readonly string[] | null {
  const nonces = set.shown.grouped(shownStep({ sessionId, kid, stepStart })).map((row) => row.nonce);
  return nonces.length === 0 ? null : nonces;
}
