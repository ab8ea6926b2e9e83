/**
 * What does the server conclude about a scan? (SPEC.md, SCAN1–SCAN18)
 * The rules stand in the order in which they are asked; the first that matches is the verdict. Rejected and waiting
 * first, then what staff decided or witnessed, then review, then accepted.
 */
import type { SessionState } from './attendance-types.ts';
import { sawTheCodeChange } from './code-change.ts';
import type { Policy } from './policy.ts';
import { DEFAULT_POLICY } from './policy.ts';
import type { ValidReading } from './readings.ts';
import { agreedReadings, furthestFault, judgedToken } from './readings.ts';
import type { ScanEvidence } from './scan-evidence.ts';
import { expiresAt, tokenTime } from './steps.ts';
import { correctClaim } from './time.ts';
import type { Token } from './token.ts';
import type { ScanReason, Trust, Verdict } from './verdict-types.ts';

/** A code may be scanned, and received, this long after its step ended (SCAN4, SCAN12). */
export const TOKEN_GRACE_MS = 15_000;
/** Steps this long before the opening still belong to the session (SCAN5). */
export const OPENING_TOLERANCE_MS = 2 * 60_000;
/** A scan may seem this much older than its own token before the clock is doubted (SCAN10). */
export const EARLY_SCAN_TOLERANCE_MS = 2 * 60_000;
/** Received later than this after its step, a scan needs a look (SCAN11). */
export const SCAN_LATE_AFTER_MS = 24 * 3_600_000;

/** The evidence once a token and an opened session are known, with what follows from them. */
interface Known extends ScanEvidence {
  readonly session: SessionState & { readonly openedAt: number };
  readonly policy: Policy;
  readonly valid: readonly ValidReading[];
  readonly token: Token;
  readonly stepStartMs: number;
  /** Last moment for a scan of this token, and for its receipt to be live. */
  readonly deadline: number;
  readonly correctedAt: number;
  readonly live: boolean;
}

type Refusal = { readonly outcome: 'rejected' | 'waiting'; readonly reason: ScanReason };

interface Rule<Evidence, Conclusion> {
  readonly id: string;
  readonly find: (evidence: Evidence) => Conclusion | null;
}

/** Asked while token or session may be missing. */
const UNKNOWNS: readonly Rule<ScanEvidence, Refusal>[] = [
  {
    id: 'SCAN18',
    find: ({ how, typed }) =>
      how !== 'typed' || typed === null || typed === undefined
        ? null
        : rejected(typed === 'tries' ? 'short_code_tries' : 'short_code_wrong'),
  },
  {
    id: 'SCAN1',
    find: ({ how, readings, keysRestored, session }) => {
      if (readings.some((reading) => reading.ok)) return null;
      if (how === 'typed') return session === null ? null : rejected('short_code_wrong');
      const unknownKey = readings.some((reading) => !reading.ok && reading.reason === 'token_unknown_key');
      return keysRestored && unknownKey ? waiting('pending_key') : rejected(furthestFault(readings));
    },
  },
  {
    id: 'SCAN2',
    find: ({ session }) =>
      session === null || session.openedAt === null ? waiting('pending_session') : null,
  },
];

const REFUSALS: readonly Rule<Known, Refusal>[] = [
  {
    // A step off the session's rhythm was never on a screen, whoever signed it.
    id: 'SCAN1',
    find: ({ stepStartMs, policy }) =>
      stepStartMs % policy.rotationMs === 0 ? null : rejected('token_malformed'),
  },
  { id: 'SCAN3', find: ({ issuer }) => (issuer.staffAtStep ? null : rejected('issuer_not_staff')) },
  {
    id: 'SCAN4',
    find: (known) =>
      claimIsJudged(known) && known.correctedAt > known.deadline && !jumpMatters(known)
        ? rejected('token_expired')
        : null,
  },
  {
    id: 'SCAN5',
    find: ({ session, stepStartMs }) =>
      stepStartMs < session.openedAt - OPENING_TOLERANCE_MS ||
      (session.closedAt !== null && stepStartMs > session.closedAt)
        ? rejected('outside_session')
        : null,
  },
  { id: 'SCAN6', find: ({ onRoster }) => (onRoster ? null : waiting('not_enrolled')) },
];

const DOUBTS: readonly Rule<Known, ScanReason>[] = [
  {
    id: 'SCAN7',
    find: ({ policy, valid }) =>
      policy.twoFrames && !sawTheCodeChange(valid, policy) ? 'liveness_weak' : null,
  },
  { id: 'SCAN8', find: (known) => (known.contactAfterScan ? 'scan_withheld' : null) },
  { id: 'SCAN9', find: ({ sharedDevice }) => (sharedDevice ? 'device_shared' : null) },
  {
    id: 'SCAN10',
    find: (known) =>
      claimIsJudged(known) &&
      (known.correctedAt < known.stepStartMs - EARLY_SCAN_TOLERANCE_MS || jumpMatters(known))
        ? 'clock_suspect'
        : null,
  },
  {
    id: 'SCAN11',
    find: ({ receivedAt, stepStartMs }) =>
      receivedAt > stepStartMs + SCAN_LATE_AFTER_MS ? 'scan_late' : null,
  },
  {
    id: 'SCAN11',
    find: ({ issuer, receivedAt }) =>
      issuer.revokedAt !== null && issuer.revokedAt <= receivedAt ? 'issuer_revoked' : null,
  },
  {
    id: 'SCAN11',
    find: ({ how, shownNonces, token }) =>
      how === 'typed' || shownNonces === null || shownNonces.includes(token.nonce)
        ? null
        : 'nonce_not_displayed',
  },
  { id: 'SCAN18', find: ({ how, live }) => (how === 'typed' && !live ? 'typed_late' : null) },
  {
    id: 'SCAN11',
    find: ({ policy, live }) => (policy.offlineScans === 'review' && !live ? 'offline_policy' : null),
  },
  // Without a device there is neither a contact ledger nor a signature to defer to.
  { id: 'SCAN11', find: ({ how, live }) => (how === 'api' && !live ? 'scan_late' : null) },
];

/** The verdict on a scan: a function of its evidence alone, so it can be asked again whenever more arrives. */
export function judgeScan(evidence: ScanEvidence): Verdict {
  const unknown = firstMatch(UNKNOWNS, evidence);
  const token = judgedToken(evidence.readings);
  const { session } = evidence;
  if (unknown !== null || token === null || session === null || session.openedAt === null) {
    return refused(unknown ?? waiting('pending_session'), evidence, token);
  }
  const known = withConsequences(evidence, token, { ...session, openedAt: session.openedAt });
  const refusal = firstMatch(REFUSALS, known);
  if (refusal !== null) return refused(refusal, evidence, token);

  const doubt = firstMatch(DOUBTS, known);
  const base = { ...interval(evidence, token), reason: doubt };
  const received: Trust = known.live ? 'live' : 'deferred';
  // SCAN13: what a person decided stands, whatever is observed later; the doubt stays as a remark.
  if (evidence.review?.decision === 'reject') {
    return { ...base, outcome: 'rejected', reason: 'rejected_by_staff', trust: null };
  }
  if (evidence.witnessed && (doubt !== null || received === 'deferred')) {
    return { ...base, outcome: 'accepted', trust: 'witnessed' };
  }
  if (doubt !== null && evidence.review === null) return { ...base, outcome: 'review', trust: null };
  return { ...base, outcome: 'accepted', trust: received };
}

function firstMatch<Evidence, Conclusion>(
  rules: readonly Rule<Evidence, Conclusion>[],
  evidence: Evidence,
): Conclusion | null {
  for (const rule of rules) {
    const conclusion = rule.find(evidence);
    if (conclusion !== null) return conclusion;
  }
  return null;
}

function withConsequences(evidence: ScanEvidence, token: Token, session: Known['session']): Known {
  const { policy } = session;
  const deadline = expiresAt(token, policy) + TOKEN_GRACE_MS;
  return {
    ...evidence,
    session,
    policy,
    token,
    valid: agreedReadings(evidence.readings),
    stepStartMs: token.stepStart * 1000,
    deadline,
    correctedAt: correctClaim({ ...evidence, claimedAt: evidence.scannedAt }),
    live: evidence.receivedAt <= deadline,
  };
}

/** Typed codes have their own window (SCAN18), applied when the step was matched; a receipt's claim has none. */
function claimIsJudged({ how, byWitnessOnly }: ScanEvidence): boolean {
  return how !== 'typed' && byWitnessOnly !== true;
}

/**
 * Whether a clock jump leaves it open if the scan was in time (SCAN4, SCAN10). Received in time it was in time.
 * With both offsets known they may agree; a jump that only the device noticed has no size, so it always matters.
 */
function jumpMatters({ live, clockJump, clockJumped, scannedAt, deadline, correctedAt }: Known): boolean {
  if (live) return false;
  if (clockJump === null) return clockJumped;
  return scannedAt + clockJump.beforeOffsetMs > deadline !== correctedAt > deadline;
}

function refused(refusal: Refusal, evidence: ScanEvidence, token: Token | null): Verdict {
  return { ...refusal, trust: null, ...interval(evidence, token) };
}

/**
 * What the server can defend (SCAN15): not before the frame was on a screen, since its nonce and MAC did not exist
 * earlier, and not after the scan was received.
 */
function interval(
  { session, receivedAt }: ScanEvidence,
  token: Token | null,
): Pick<Verdict, 'tokenTime' | 'notBefore' | 'notAfter'> {
  if (token === null) return { tokenTime: null, notBefore: null, notAfter: receivedAt };
  const shownAt = tokenTime(token, session?.policy ?? DEFAULT_POLICY);
  return { tokenTime: shownAt, notBefore: Math.min(shownAt, receivedAt), notAfter: receivedAt };
}

function rejected(reason: ScanReason): Refusal {
  return { outcome: 'rejected', reason };
}

function waiting(reason: ScanReason): Refusal {
  return { outcome: 'waiting', reason };
}
