/**
 * What does one fact change, and may its author state it? Each kind in its own function; rows it needs are in
 * the working set already (`preload`). Nothing is judged or folded here, only noted as touched.
 */
import type { Fact, FactFor, FactKind, Stamp } from '@hazri/domain';
import {
  assertNever,
  clampStamp,
  newer,
  parseReceipt,
  receiptMessage,
  sessionRef,
  STUDENT_KINDS,
} from '@hazri/domain';
import type { User } from '../auth/accounts.ts';
import type { DeviceRecord } from '../auth/devices.ts';
import type { Catalogue, ClassRecord } from '../catalogue/catalogue.ts';
import type { FactStamp } from '../db/schema.ts';
import type { DeviceSignatures } from '../keys/device-signature.ts';
import { newSessionRow } from './session-state.ts';
import type { Touched } from './touched.ts';
import type { SessionRow, UserRow, WorkingSet } from './working-set.ts';
import { NO_REV, pairKey } from './working-set.ts';

/** What a fact's own words and the server's observation of its arrival are. */
export interface Arrival {
  readonly fact: Fact;
  readonly author: User;
  readonly deviceId: number | null;
  readonly installation: string | null;
  readonly receivedAt: number;
  readonly sentAt: number;
  readonly jump: { readonly beforeOffsetMs: number; readonly afterOffsetMs: number } | null;
  readonly contactAfter: boolean;
}

export type Decision =
  | { readonly outcome: 'accepted' | 'set_aside'; readonly subject: string | null }
  | { readonly outcome: 'rejected'; readonly reason: string }
  /** `for`: UUID or ref that must become known first (FACT5). */
  | { readonly outcome: 'waiting'; readonly reason: string; readonly for: string }
  | { readonly outcome: 'scan'; readonly scanId: number };

export interface TakeDeps {
  readonly catalogue: Catalogue;
  readonly signatures: DeviceSignatures;
  /** Public key and owner of a student's device; loaded before. */
  readonly deviceByUuid: ReadonlyMap<string, DeviceRecord>;
}

/** Kinds that are stored and set aside until their rules are built. */
const SET_ASIDE: readonly FactKind[] = ['excuse', 'appeal', 'excuse.decided', 'appeal.decided'];

const accepted = (subject: string | null = null): Decision => ({ outcome: 'accepted', subject });
const rejected = (reason: string): Decision => ({ outcome: 'rejected', reason });
const waiting = (key: string, reason: string): Decision => ({ outcome: 'waiting', reason, for: key });

export function takeFact(arrival: Arrival, set: WorkingSet, touched: Touched, deps: TakeDeps): Decision {
  const { fact } = arrival;
  if (SET_ASIDE.includes(fact.kind)) return { outcome: 'set_aside', subject: null };
  if (!STUDENT_KINDS.includes(fact.kind) && arrival.author.state !== 'active')
    return rejected('approval_pending');
  const taking: Taking = { ...deps, arrival, set, touched };
  switch (fact.kind) {
    case 'session.opened':
      return takeOpened(taking, fact);
    case 'session.completed':
    case 'session.reopened':
    case 'session.cancelled':
      return takeMoved(taking, fact.body.sessionId);
    case 'codes.shown':
      return takeShown(taking, fact);
    case 'scan':
      return takeScan(taking, fact);
    case 'mark':
      return takeMark(taking, fact);
    case 'headcount':
      return takeHeadcount(taking, fact);
    case 'review':
      return takeReview(taking, fact);
    case 'witness':
      return takeWitness(taking, fact);
    case 'enrolment.added':
      return takeEnrolment(taking, fact);
    case 'enrolment.ended':
      return takeEnrolmentEnd(taking, fact);
    case 'excuse':
    case 'appeal':
    case 'excuse.decided':
    case 'appeal.decided':
      return { outcome: 'set_aside', subject: null };
    default:
      return assertNever(fact);
  }
}

interface Taking extends TakeDeps {
  readonly arrival: Arrival;
  readonly set: WorkingSet;
  readonly touched: Touched;
}

/** SES4. Authority is that at the first receipt, so later changes of staff don't rewrite the record (FACT1). */
function isStaff({ catalogue, arrival }: Taking, classId: number): boolean {
  return catalogue.isStaff(classId, arrival.author.id, arrival.receivedAt);
}

function staffClass(taking: Taking, classUuid: string): ClassRecord | null {
  const found = taking.catalogue.classByUuid(classUuid);
  // A class that doesn't exist is answered like one of somebody else.
  return found && isStaff(taking, found.id) ? found : null;
}

/** The session if it is known and the author is staff of its class, else what becomes of the fact. */
function staffSession(
  taking: Taking,
  uuid: string,
): { readonly row: SessionRow } | { readonly decision: Decision } {
  const row = taking.set.sessions.named(uuid);
  if (!row) return { decision: waiting(uuid, 'pending_session') };
  return isStaff(taking, row.classId) ? { row } : { decision: rejected('not_staff') };
}

function stampOf({ arrival }: Taking): FactStamp {
  const stamp: Stamp = clampStamp(arrival.fact.hlc, arrival.receivedAt);
  return { stamp, factId: arrival.fact.id };
}

export const sessionSubject = (id: number): string => `session:${id}`;
export const enrolmentSubject = (classId: number, studentId: number): string =>
  `enrolment:${pairKey(classId, studentId)}`;
export const witnessSubject = (scanUuid: string): string => `witness:${scanUuid}`;

function takeOpened(taking: Taking, { body }: FactFor<'session.opened'>): Decision {
  const { set, touched } = taking;
  const ofClass = staffClass(taking, body.classId);
  if (!ofClass) return rejected('not_staff');
  const known = set.sessions.named(body.sessionId);
  if (known && known.classId !== ofClass.id) return rejected('session_conflict');
  const ref = sessionRef(body.sessionId);
  if (!known && set.sessions.all().some((row) => row.ref === ref && row.classId === ofClass.id)) {
    return rejected('session_conflict');
  }
  const row = known ?? newSessionRow(set.turn.nextId('sessions'), body.sessionId, ofClass, null);
  if (!known) {
    set.sessions.put(row);
    touched.known.add(row.uuid);
    touched.known.add(row.ref);
  }
  touched.sessions.add(row.id);
  return accepted(sessionSubject(row.id));
}

function takeMoved(taking: Taking, sessionUuid: string): Decision {
  const session = staffSession(taking, sessionUuid);
  if ('decision' in session) return session.decision;
  taking.touched.sessions.add(session.row.id);
  return accepted(sessionSubject(session.row.id));
}

function takeShown(taking: Taking, { body }: FactFor<'codes.shown'>): Decision {
  const session = staffSession(taking, body.sessionId);
  if ('decision' in session) return session.decision;
  const sessionId = session.row.id;
  for (const [stepStart, nonce] of body.steps)
    taking.set.shown.put({ sessionId, kid: body.kid, stepStart, nonce });
  taking.touched.judgeSessions.add(sessionId);
  return accepted();
}

function takeMark(taking: Taking, { body }: FactFor<'mark'>): Decision {
  const { set, touched } = taking;
  const session = staffSession(taking, body.sessionId);
  if ('decision' in session) return session.decision;
  const student = set.person(body.studentId);
  if (!student) return waiting(body.studentId, 'pending_student');
  const row =
    set.attendance.get(pairKey(session.row.id, student.id)) ?? emptyAttendance(session.row, student.id);
  const made = { status: body.status, ...stampOf(taking) };
  if (row.mark === null || newer(made, row.mark)) {
    set.attendance.put({ ...row, mark: made });
    touched.addAttendance(session.row.id, student.id);
  }
  return accepted();
}

function takeHeadcount(taking: Taking, { body }: FactFor<'headcount'>): Decision {
  const session = staffSession(taking, body.sessionId);
  if ('decision' in session) return session.decision;
  const { id: sessionId, classId } = session.row;
  const made = stampOf(taking);
  const known = taking.set.headcounts.get(sessionId);
  if (!known || newer(made, known.made)) {
    taking.set.headcounts.put({ sessionId, classId, count: body.count, made, rev: known?.rev ?? NO_REV });
  }
  return accepted();
}

function takeReview(taking: Taking, { body }: FactFor<'review'>): Decision {
  const { set, touched } = taking;
  const scan = set.scans.named(body.scanId);
  if (!scan || scan.classId === null) return waiting(body.scanId, 'pending_scan');
  if (!isStaff(taking, scan.classId)) return rejected('not_staff');
  const made = stampOf(taking);
  if (scan.reviewStamp === null || newer(made, scan.reviewStamp)) {
    set.scans.put({ ...scan, review: body.decision, reviewStamp: made });
    touched.scans.add(scan.id);
  }
  return accepted();
}

/** The receipt's device must have signed it; its token is judged like any scan's. */
function takeWitness(taking: Taking, { body }: FactFor<'witness'>): Decision {
  const { set, touched, arrival, signatures, deviceByUuid } = taking;
  const receipt = parseReceipt(body.receipt);
  if (!receipt.ok) return rejected(receipt.reason);
  const { scanId, studentId, deviceId, token, tokenText, claimedAt, signature } = receipt.value;
  const session = set.sessions.all().find((row) => row.ref === token.ref && isStaff(taking, row.classId));
  if (!session) {
    const elsewhere = set.sessions.all().some((row) => row.ref === token.ref);
    return elsewhere ? rejected('not_staff') : waiting(token.ref, 'pending_session');
  }
  const device = deviceByUuid.get(deviceId);
  const student = set.person(studentId);
  if (!device || !student || device.userId !== student.id) return rejected('receipt_signature_invalid');
  if (!signatures.isValidOver(device, receiptMessage(receipt.value), signature))
    return rejected('receipt_signature_invalid');
  const known = set.scans.named(scanId);
  if (known && known.studentId !== student.id) return rejected('receipt_mismatch');
  const id = known?.id ?? set.turn.nextId('scans');
  set.scans.put(
    known
      ? { ...known, hasWitness: true }
      : {
          ...emptyScan(id, scanId, student.id),
          deviceId: device.id,
          installation: device.installation,
          tokens: [{ text: tokenText, gapMs: 0 }],
          ref: token.ref,
          scannedAt: claimedAt,
          sentAt: arrival.sentAt,
          receivedAt: arrival.receivedAt,
          notAfter: arrival.receivedAt,
          hasWitness: true,
        },
  );
  touched.scans.add(id);
  return accepted(witnessSubject(scanId));
}

function takeScan(taking: Taking, { id: uuid, body, clockJumped }: FactFor<'scan'>): Decision {
  const { set, touched, arrival, catalogue } = taking;
  const witnessed = set.scans.named(uuid);
  const id = witnessed?.id ?? set.turn.nextId('scans');
  const typed = body.how === 'typed';
  const typedClass = typed ? catalogue.classByUuid(body.classId) : undefined;
  if (typed && !typedClass) return rejected('short_code_wrong');
  // The phone's own scan takes over from what a witness told of it (facts table, witness).
  set.scans.put({
    ...emptyScan(id, uuid, arrival.author.id),
    hasWitness: witnessed?.hasWitness ?? false,
    review: witnessed?.review ?? null,
    reviewStamp: witnessed?.reviewStamp ?? null,
    rev: witnessed?.rev ?? NO_REV,
    deviceId: arrival.deviceId,
    installation: arrival.installation,
    how: arrival.deviceId === null && !typed ? 'api' : body.how,
    tokens: typed ? [] : body.tokens,
    shortCode: typed ? body.shortCode : null,
    typedClassId: typedClass?.id ?? null,
    scannedAt: body.scannedAt,
    sentAt: arrival.sentAt,
    receivedAt: arrival.receivedAt,
    notAfter: arrival.receivedAt,
    clockJumped: clockJumped ?? false,
    jumpBeforeMs: arrival.jump?.beforeOffsetMs ?? null,
    jumpAfterMs: arrival.jump?.afterOffsetMs ?? null,
    contactAfter: arrival.contactAfter,
    ownReceipt: true,
  });
  if (witnessed) touched.addLeft(witnessed);
  if (witnessed && witnessed.sessionId !== null)
    touched.addAttendance(witnessed.sessionId, witnessed.studentId);
  touched.scans.add(id);
  return { outcome: 'scan', scanId: id };
}

function takeEnrolment(taking: Taking, { body }: FactFor<'enrolment.added'>): Decision {
  const { set, touched } = taking;
  const ofClass = staffClass(taking, body.classId);
  if (!ofClass) return rejected('not_staff');
  const student = body.person ? walkIn(taking, body.person) : body.studentId && set.person(body.studentId);
  if (!student) return waiting(body.studentId ?? body.classId, 'pending_student');
  touched.addEnrolment(ofClass.id, student.id);
  return accepted(enrolmentSubject(ofClass.id, student.id));
}

/** The person a staff device made, or the account that has the same roll number already. */
function walkIn(
  { set, touched }: Taking,
  person: NonNullable<FactFor<'enrolment.added'>['body']['person']>,
): UserRow {
  const known = set.person(person.personId);
  if (known) return known;
  const account = set.users.all().find((row) => row.studentNo === person.studentNo);
  touched.known.add(person.personId);
  if (account) {
    set.aliases.put({ uuid: person.personId, userId: account.id });
    return account;
  }
  const { personId, givenName, familyName, studentNo } = person;
  const made: UserRow = {
    id: set.turn.nextId('users'),
    uuid: personId,
    email: null,
    role: 'student',
    state: 'walk_in',
    passwordHash: null,
    givenName,
    familyName,
    studentNo,
    rev: NO_REV,
  };
  set.users.put(made);
  return made;
}

function takeEnrolmentEnd(taking: Taking, { body }: FactFor<'enrolment.ended'>): Decision {
  const { set, touched } = taking;
  const ofClass = staffClass(taking, body.classId);
  if (!ofClass) return rejected('not_staff');
  const student = set.person(body.studentId);
  if (!student) return waiting(body.studentId, 'pending_student');
  touched.addEnrolment(ofClass.id, student.id);
  return accepted(enrolmentSubject(ofClass.id, student.id));
}

/** Nobody has said anything about the student in this session yet. */
export function emptyAttendance(
  session: SessionRow,
  studentId: number,
): ReturnType<WorkingSet['attendance']['all']>[number] {
  return {
    sessionId: session.id,
    studentId,
    classId: session.classId,
    status: 'expected',
    source: 'none',
    at: null,
    minutesLate: 0,
    trust: null,
    needsReview: false,
    mark: null,
    scanTokenTime: null,
    scanTrust: null,
    excused: false,
    onRoster: false,
    rev: NO_REV,
  };
}

function emptyScan(
  id: number,
  uuid: string,
  studentId: number,
): ReturnType<WorkingSet['scans']['all']>[number] {
  return {
    id,
    uuid,
    studentId,
    deviceId: null,
    installation: null,
    how: 'camera',
    tokens: [],
    shortCode: null,
    typedClassId: null,
    ref: null,
    sessionId: null,
    classId: null,
    scannedAt: 0,
    sentAt: 0,
    receivedAt: 0,
    clockJumped: false,
    jumpBeforeMs: null,
    jumpAfterMs: null,
    contactAfter: false,
    ownReceipt: false,
    hasWitness: false,
    review: null,
    reviewStamp: null,
    outcome: 'waiting',
    reason: 'pending_session',
    trust: null,
    tokenTime: null,
    notBefore: null,
    notAfter: 0,
    rev: NO_REV,
  };
}
