/** Which scans are there, and what is the verdict on each? Part of the reference fold (record.ts). */
import type { SessionState } from './attendance-types.ts';
import { nonceEvidence } from './codes-shown.ts';
import { contactAfterScan } from './contact.ts';
import type { FactFor, ReceivedFact } from './facts.ts';
import type { ClassId, DeviceId, FactId, FactKey, SessionId, UserId } from './ids.ts';
import { factKey, sessionRef } from './ids.ts';
import { byReceipt } from './receipt-order.ts';
import { judgedToken } from './readings.ts';
import type { Reading } from './readings.ts';
import type { Ground, ScanFact } from './record-ground.ts';
import { newestOf, ofKind } from './record-facts.ts';
import type { Enrolment } from './roster.ts';
import { countsByScan } from './roster.ts';
import type { ScanEvidence } from './scan-evidence.ts';
import { judgeScan } from './verdict.ts';
import { findSession, sessionOfToken } from './record-scan-session.ts';
import type { Sessions } from './record-scan-session.ts';
import type { Verdict } from './verdict-types.ts';
import { witnessCounts } from './witness.ts';

export interface JudgedScan {
  readonly scanId: FactId;
  readonly studentId: UserId;
  /** null while the session isn't known. */
  readonly sessionId: SessionId | null;
  readonly verdict: Verdict;
}

/** A scan with its session found: stated by the phone, or known from a witness alone. */
interface ScanCase {
  readonly scanId: FactId;
  readonly studentId: UserId;
  readonly device: DeviceId | null;
  readonly readings: readonly Reading[];
  readonly session: SessionState | null;
  readonly claim: Pick<
    ScanEvidence,
    | 'how'
    | 'scannedAt'
    | 'sentAt'
    | 'receivedAt'
    | 'clockJumped'
    | 'clockJump'
    | 'contactAfterScan'
    | 'typed'
    | 'byWitnessOnly'
  >;
}

export interface ScanContext {
  readonly facts: readonly ReceivedFact[];
  readonly ground: Ground;
  readonly sessions: Sessions;
  readonly enrolment: (classId: ClassId, student: UserId) => Enrolment | null;
}

/** The verdict on every scan, by its student and id. */
export function judgeScans(context: ScanContext): ReadonlyMap<FactKey, JudgedScan> {
  const stated = ofKind(context.facts, 'scan');
  const cases = stated.map((scan) => statedCase(scan, stated, context));
  const statedKeys = new Set(cases.map(scanKey));
  for (const witnessed of witnessOnlyCases(context)) {
    if (!statedKeys.has(scanKey(witnessed))) cases.push(witnessed);
  }
  const accounts = accountsBySessionAndPhone(cases, context.ground);
  return new Map(
    cases.map((scan) => [
      scanKey(scan),
      {
        scanId: scan.scanId,
        studentId: scan.studentId,
        sessionId: scan.session?.id ?? null,
        verdict: judgeScan(evidenceFor(scan, accounts, context)),
      },
    ]),
  );
}

function scanKey({ studentId, scanId }: Pick<ScanCase, 'scanId' | 'studentId'>): FactKey {
  return factKey(studentId, scanId);
}

function statedCase(
  received: ReceivedFact<ScanFact>,
  all: readonly ReceivedFact<ScanFact>[],
  context: ScanContext,
): ScanCase {
  const { fact, author, device, receivedAt, sentAt } = received;
  const { ground } = context;
  const found = findSession(received, all, context);
  return {
    scanId: fact.id,
    studentId: author,
    device,
    readings: found.readings,
    session: found.session,
    claim: {
      how: device === null ? 'api' : fact.body.how,
      scannedAt: fact.body.scannedAt,
      sentAt,
      receivedAt,
      clockJumped: fact.clockJumped ?? false,
      clockJump: ground.clockJump(received),
      contactAfterScan:
        device !== null &&
        contactAfterScan({ scannedAt: fact.body.scannedAt, sentAt, receivedAt }, ground.contacts(received)),
      typed: found.typed,
    },
  };
}

/** Scans that only a witness's device has told of so far; of several witnesses the first received speaks. */
function witnessOnlyCases(context: ScanContext): readonly ScanCase[] {
  const cases = new Map<FactKey, ScanCase>();
  for (const witness of ofKind(context.facts, 'witness').toSorted(byReceipt)) {
    const receipt = context.ground.receipt(witness.fact.body.receipt);
    if (receipt === null || cases.has(scanKey(receipt))) continue;
    const reading = context.ground.tokenReading(receipt.token);
    const session = reading.ok ? sessionOfToken(receipt.token, context.sessions, context.ground) : null;
    if (session !== null && !isWitnessFor(witness, session, context.ground)) continue;
    cases.set(scanKey(receipt), {
      scanId: receipt.scanId,
      studentId: receipt.studentId,
      device: receipt.deviceId,
      readings: [reading],
      session,
      claim: {
        how: 'camera',
        scannedAt: witness.fact.madeAt,
        sentAt: witness.sentAt,
        receivedAt: witness.receivedAt,
        clockJumped: false,
        clockJump: null,
        contactAfterScan: false,
        byWitnessOnly: true,
      },
    });
  }
  return [...cases.values()];
}

function isWitnessFor(
  witness: ReceivedFact<FactFor<'witness'>>,
  session: SessionState,
  ground: Ground,
): boolean {
  return (
    ground.isStaff(witness.author, session.classId, witness.receivedAt) && witnessCounts(session, witness)
  );
}

function evidenceFor(
  { scanId, studentId, device, readings, session, claim }: ScanCase,
  accounts: ReadonlyMap<string, ReadonlySet<UserId>>,
  { facts, ground, enrolment }: ScanContext,
): ScanEvidence {
  const token = judgedToken(readings);
  const key = token === null ? null : ground.kidOwner(token.kid);
  const staffOfClass = (received: ReceivedFact) =>
    session !== null && ground.isStaff(received.author, session.classId, received.receivedAt);
  const enrolled = session === null ? null : enrolment(session.classId, studentId);
  // Of this session only: one device may show two sessions at a time, each with nonces of its own.
  const lists = ofKind(facts, 'codes.shown').filter(
    (list) => list.fact.body.sessionId === session?.id && staffOfClass(list),
  );
  const decisions = ofKind(facts, 'review').filter(
    ({ fact }) => fact.body.scanId === scanId && (fact.body.studentId ?? studentId) === studentId,
  );
  const decision = newestOf(decisions.filter(staffOfClass));
  return {
    ...claim,
    readings,
    session,
    issuer: {
      staffAtStep:
        token !== null &&
        key !== null &&
        session !== null &&
        ground.isStaff(key.owner, session.classId, token.stepStart * 1000),
      revokedAt: key?.revokedAt ?? null,
    },
    shownNonces:
      token === null
        ? null
        : nonceEvidence(
            lists.map(({ fact }) => fact.body),
            token.kid,
            token.stepStart,
          ),
    onRoster: session !== null && enrolled !== null && countsByScan(enrolled, session.startsAt),
    sharedDevice:
      session !== null &&
      device !== null &&
      (accounts.get(phoneKey(session.id, device, ground))?.size ?? 0) > 1,
    witnessed:
      session !== null &&
      ofKind(facts, 'witness').some((witness) => {
        const receipt = ground.receipt(witness.fact.body.receipt);
        return (
          receipt?.scanId === scanId &&
          receipt.studentId === studentId &&
          receipt.token.ref === sessionRef(session.id) &&
          isWitnessFor(witness, session, ground)
        );
      }),
    review: decision === null ? null : decision.fact.body,
    keysRestored: ground.keysRestored,
  };
}

function accountsBySessionAndPhone(
  cases: readonly ScanCase[],
  ground: Ground,
): ReadonlyMap<string, ReadonlySet<UserId>> {
  const accounts = new Map<string, Set<UserId>>();
  for (const { session, device, studentId } of cases) {
    if (session === null || device === null) continue;
    const key = phoneKey(session.id, device, ground);
    accounts.set(key, (accounts.get(key) ?? new Set()).add(studentId));
  }
  return accounts;
}

/** An installation is one phone, whichever accounts and devices were registered on it. */
function phoneKey(session: SessionId, device: DeviceId, ground: Ground): string {
  return `${session}/${ground.installation(device)}`;
}
