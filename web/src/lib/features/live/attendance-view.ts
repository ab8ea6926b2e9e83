/**
 * Who is here, as the server will say it: the domain's fold over confirmed rows and this device's unsent facts
 * (DEV3, ATT1–ATT6). Pure, so that the screen of a running session can be tested without one.
 */
import {
  foldAttendance,
  onRosterByDate,
  takeMark,
  takeScan,
  type Attendance,
  type AttendanceInputs,
  type Fact,
  type FactBodies,
  type FactId,
  type SessionState,
  type UserId,
} from '@hazri/domain';
import type { Person } from '@hazri/sync-protocol';
import type { AttendanceRow, EnrolmentRow, ScanRow } from './records.ts';

export interface LiveEntry {
  readonly studentId: UserId;
  readonly person: Person;
  readonly attendance: Attendance;
  /** A fact about this student hasn't reached the server yet. */
  readonly pending: boolean;
}

/** A scan that staff must look at. */
export interface ReviewEntry {
  readonly scanId: FactId;
  readonly studentId: UserId;
  readonly person: Person;
  readonly reason: string | null;
}

const NOBODY: Person = { givenName: '', familyName: '', studentNo: null };

export interface LiveView {
  /** The roster in the order of its names. */
  readonly roster: readonly LiveEntry[];
  /** Those who are here, in the order in which they arrived: new names only join at the top. */
  readonly here: readonly LiveEntry[];
  readonly missing: readonly LiveEntry[];
  readonly review: readonly ReviewEntry[];
  readonly walkIns: readonly ReviewEntry[];
  readonly counts: Counts;
}

export interface Counts {
  readonly present: number;
  readonly late: number;
  readonly excused: number;
  readonly absent: number;
  readonly expected: number;
  readonly roster: number;
}

export interface LiveInput {
  readonly session: SessionState;
  readonly enrolments: readonly EnrolmentRow[];
  readonly attendance: readonly AttendanceRow[];
  readonly scans: readonly ScanRow[];
  readonly pending: readonly Fact[];
}

export function viewOfSession(input: LiveInput): LiveView {
  const people = peopleOf(input);
  const rosterIds = new Set(people.map(({ studentId }) => studentId));
  const roster = people
    .map(({ studentId, person }) => entryOf(input, studentId, person))
    .toSorted((a, b) => fullName(a.person).localeCompare(fullName(b.person)));
  const here = roster
    .filter((entry) => isHere(entry.attendance))
    .toSorted(
      (a, b) => (b.attendance.at ?? 0) - (a.attendance.at ?? 0) || (a.studentId < b.studentId ? -1 : 1),
    );
  const undecided = openScans(input);
  return {
    roster,
    here,
    missing: roster.filter((entry) => !isHere(entry.attendance)),
    review: toReview(undecided, here),
    walkIns: undecided
      .filter((entry) => entry.reason === 'not_enrolled' && !rosterIds.has(entry.studentId))
      .map(reviewEntry),
    counts: countsOf(roster),
  };
}

/** What the session would become if it were ended now: everybody undecided turns absent (ATT5). */
export function countsIfEnded(input: LiveInput): Counts {
  return viewOfSession({ ...input, session: { ...input.session, status: 'completed' } }).counts;
}

export function isHere({ status }: Attendance): boolean {
  return status === 'present' || status === 'late';
}

interface KnownPerson {
  readonly studentId: UserId;
  readonly person: Person;
  readonly onRoster: boolean;
}

function peopleOf({ session, enrolments, attendance, scans, pending }: LiveInput): readonly KnownPerson[] {
  const fromRows = enrolments
    .filter((row) => row.classId === session.classId)
    .map((row) => ({
      studentId: row.studentId,
      person: row.person,
      // A walk-in who was enrolled later is on the roster because the server says so (SES3).
      onRoster:
        onRosterByDate(row, session.startsAt) ||
        attendance.some((entry) => entry.studentId === row.studentId && entry.onRoster),
    }));
  const known = new Set(fromRows.filter(({ onRoster }) => onRoster).map(({ studentId }) => studentId));
  const added = pending.flatMap((fact) => {
    if (fact.kind !== 'enrolment.added' || fact.body.classId !== session.classId) return [];
    const made = fact.body.person;
    const id = studentAdded(fact);
    if (id === undefined || known.has(id)) return [];
    const person = made ?? scans.find((scan) => scan.studentId === id)?.student ?? NOBODY;
    return [{ studentId: id, person, onRoster: true }];
  });
  return [...fromRows.filter(({ onRoster }) => onRoster), ...added];
}

function entryOf(input: LiveInput, studentId: UserId, person: Person): LiveEntry {
  const row = input.attendance.find((entry) => entry.studentId === studentId);
  const about = input.pending.filter((fact) => concerns(fact, input, studentId));
  return {
    studentId,
    person,
    attendance: foldAttendance(inputsOf(input, studentId, row, about)),
    pending: about.length > 0,
  };
}

function concerns(fact: Fact, { session, scans }: LiveInput, studentId: UserId): boolean {
  if (fact.kind === 'mark') return fact.body.sessionId === session.id && fact.body.studentId === studentId;
  if (fact.kind === 'review') {
    return scans.some((scan) => isMeant(fact.body, scan) && scan.studentId === studentId);
  }
  return (
    fact.kind === 'enrolment.added' &&
    fact.body.classId === session.classId &&
    studentAdded(fact) === studentId
  );
}

function inputsOf(
  { session, scans }: LiveInput,
  studentId: UserId,
  row: AttendanceRow | undefined,
  about: readonly Fact[],
): AttendanceInputs {
  let inputs: AttendanceInputs = {
    session,
    mark: row?.mark ?? null,
    scan: row?.scan ?? null,
    excused: row?.excused ?? false,
    onRoster: true,
  };
  for (const fact of about) {
    if (fact.kind === 'mark') {
      inputs = takeMark(inputs, { status: fact.body.status, stamp: fact.hlc, factId: fact.id });
    } else if (fact.kind === 'review' && fact.body.decision === 'accept') {
      const scan = scans.find((entry) => entry.studentId === studentId && isMeant(fact.body, entry));
      if (scan !== undefined && scan.tokenTime !== null)
        inputs = takeScan(inputs, { tokenTime: scan.tokenTime, trust: scan.trust ?? 'deferred' });
    } else if (fact.kind === 'enrolment.added') {
      const scan = scans.find(
        (entry) => entry.studentId === studentAdded(fact) && entry.reason === 'not_enrolled',
      );
      if (scan !== undefined && scan.tokenTime !== null)
        inputs = takeScan(inputs, { tokenTime: scan.tokenTime, trust: scan.trust ?? 'deferred' });
    }
  }
  return inputs;
}

function studentAdded(fact: Extract<Fact, { kind: 'enrolment.added' }>): UserId | undefined {
  return fact.body.person?.personId ?? fact.body.studentId;
}

/** One scan a student, the first: who is here by another scan or a mark needs no decision any more. */
function toReview(undecided: readonly ScanRow[], here: readonly LiveEntry[]): readonly ReviewEntry[] {
  const settled = new Set(here.map(({ studentId }) => studentId));
  const first = new Map<UserId, ScanRow>();
  for (const scan of undecided.toSorted((a, b) => a.receivedAt - b.receivedAt)) {
    if (scan.outcome !== 'review' || settled.has(scan.studentId) || first.has(scan.studentId)) continue;
    first.set(scan.studentId, scan);
  }
  return [...first.values()].map(reviewEntry);
}

/** Scans that wait for a decision which this device hasn't stated yet. */
function openScans({ session, scans, pending }: LiveInput): readonly ScanRow[] {
  const decisions = pending.flatMap((fact) => (fact.kind === 'review' ? [fact.body] : []));
  return scans.filter(
    (scan) => scan.sessionId === session.id && !decisions.some((body) => isMeant(body, scan)),
  );
}

/** A scan id is one student's own; an older app's review that names no student is of all scans of the id (SCAN13). */
function isMeant({ scanId, studentId }: FactBodies['review'], scan: ScanRow): boolean {
  return scan.id === scanId && (studentId ?? scan.studentId) === scan.studentId;
}

function reviewEntry(scan: ScanRow): ReviewEntry {
  const person = scan.student ?? NOBODY;
  return { scanId: scan.id, studentId: scan.studentId, person, reason: scan.reason };
}

function countsOf(roster: readonly LiveEntry[]): Counts {
  const count = (status: Attendance['status']) =>
    roster.filter((entry) => entry.attendance.status === status).length;
  return {
    present: count('present'),
    late: count('late'),
    excused: count('excused'),
    absent: count('absent'),
    expected: count('expected'),
    roster: roster.length,
  };
}

export function fullName({ givenName, familyName }: Person): string {
  return `${givenName} ${familyName}`.trim();
}
