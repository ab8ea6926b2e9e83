/**
 * A small school for the record tests: class 1 with professor 1 and assistant 2, class 2 with professor 3,
 * an administrator, students 11–16, one session of the timetable. MACs are played: a tag of ones is right, anything else wrong.
 */
import type { SessionState } from '../attendance-types.ts';
import { sessionRef } from '../ids.ts';
import type { SessionId, UserId } from '../ids.ts';
import { DEFAULT_POLICY } from '../policy.ts';
import type { Reading } from '../readings.ts';
import { encodeReceipt, parseReceipt } from '../receipt.ts';
import type { Ground } from '../record-ground.ts';
import type { Enrolment } from '../roster.ts';
import { shortCodeSteps, typedReading } from '../short-code.ts';
import { correctClaim } from '../time.ts';
import type { Token } from '../token.ts';
import { encodeToken, parseToken } from '../token.ts';
import { START } from './evidence.ts';
import { testId } from './ids.ts';

export const MINUTE = 60_000;
export const TIMETABLED = testId('session', 1);
export const CLASS = testId('class', 1);
export const OTHER_CLASS = testId('class', 2);
export const POLICY = { ...DEFAULT_POLICY, twoFrames: false };
export const NONCE = '0a0b0c0d';
/** Of no class's staff. */
export const ADMINISTRATOR = 5;

const GOOD_TAG = new Uint8Array(16).fill(1);
const STAFF: Readonly<Record<string, readonly number[]>> = { [CLASS]: [1, 2], [OTHER_CLASS]: [3] };
/** kid → owner. Kid 9 was revoked an hour in. */
const KIDS: Readonly<Record<number, { readonly owner: number; readonly revokedAt: number | null }>> = {
  7: { owner: 1, revokedAt: null },
  8: { owner: 3, revokedAt: null },
  9: { owner: 2, revokedAt: START + 60 * MINUTE },
};
const ENROLLED: ReadonlyMap<UserId, Enrolment> = new Map([
  [testId('user', 11), { from: START - 1_000, until: null }],
  [testId('user', 12), { from: START - 1_000, until: null }],
  [testId('user', 13), { from: START + 90 * MINUTE, until: null }],
  [testId('user', 14), { from: START - 1_000, until: START - 1 }],
]);

const SCHEDULED: SessionState = {
  id: TIMETABLED,
  classId: CLASS,
  status: 'scheduled',
  startsAt: START,
  openedAt: null,
  closedAt: null,
  policy: POLICY,
  room: 'B 12',
  title: null,
  lifecycle: null,
};

export const GROUND: Ground = {
  timetable: [SCHEDULED],
  keysRestored: false,
  isAdministrator: (user) => user === testId('user', ADMINISTRATOR),
  isStaff: (user, classId) => (STAFF[classId] ?? []).some((n) => testId('user', n) === user),
  kidOwner: (kid) => {
    const key = KIDS[kid];
    return key === undefined ? null : { owner: testId('user', key.owner), revokedAt: key.revokedAt };
  },
  enrolments: (classId) => (classId === CLASS ? ENROLLED : new Map()),
  readings: ({ fact }) =>
    fact.body.how === 'typed' ? [] : fact.body.tokens.map(({ text, gapMs }) => readToken(text, gapMs)),
  typedMatch: ({ fact, sentAt, receivedAt }, session) => {
    const at = correctClaim({ claimedAt: fact.body.scannedAt, sentAt, receivedAt });
    const stepStart = shortCodeSteps(at, session.policy).find(
      (step) => fact.body.how === 'typed' && fact.body.shortCode === shortCode(step),
    );
    return stepStart === undefined ? null : typedReading({ kid: 7, ref: sessionRef(session.id), stepStart });
  },
  receipt: (text) => {
    const receipt = parseReceipt(text);
    return receipt.ok && receipt.value.signature[0] === 1 ? receipt.value : null;
  },
  tokenReading: (token) => checked(token, 0),
  contacts: () => [],
  clockJump: () => null,
  installation: (device) => device,
};

/** A token's text for the step that begins `minutes` after START. */
export function tokenText(
  minutes: number,
  changes: { session?: SessionId; kid?: number; forged?: boolean } = {},
) {
  const { session = TIMETABLED, kid = 7, forged = false } = changes;
  const fields = {
    kid,
    ref: sessionRef(session),
    stepStart: START / 1000 + minutes * 60,
    frame: 0,
    nonce: NONCE,
  };
  return encodeToken(fields, forged ? new Uint8Array(16) : GOOD_TAG);
}

export function shortCode(stepStart: number): string {
  return (stepStart % 100_000_000).toString().padStart(8, '0');
}

/** The receipt of scan `scan` by student `student`, with the phone's signature right or wrong. */
export function receiptText(scan: number, student: number, token: string, signed = true): string {
  const fields = {
    scanId: testId('fact', scan),
    studentId: testId('user', student),
    deviceId: testId('device', student),
    tokenText: token,
    claimedAt: START,
  };
  return encodeReceipt(fields, new Uint8Array(64).fill(signed ? 1 : 0));
}

function readToken(text: string, gapMs: number): Reading {
  const parsed = parseToken(text);
  return parsed.ok ? checked(parsed.value, gapMs) : { ok: false, reason: parsed.reason, gapMs };
}

function checked(token: Token, gapMs: number): Reading {
  if (KIDS[token.kid] === undefined) return { ok: false, reason: 'token_unknown_key', gapMs };
  return token.tag.every((byte) => byte === 1)
    ? { ok: true, token, gapMs }
    : { ok: false, reason: 'token_bad_mac', gapMs };
}
