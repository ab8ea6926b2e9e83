/** A scan that nothing is wrong with: tests change one thing and see the verdict change. */
import type { SessionState } from '../attendance-types.ts';
import { sessionRef } from '../ids.ts';
import { DEFAULT_POLICY } from '../policy.ts';
import type { ValidReading } from '../readings.ts';
import type { ScanEvidence } from '../scan-evidence.ts';
import type { Token } from '../token.ts';
import { testId } from './ids.ts';

/** 2026-11-22 09:00:00 UTC, a multiple of every usual rotation. */
export const START = Date.UTC(2026, 10, 22, 9);
export const STEP = START / 1000 + 60;
export const STEP_END = STEP * 1000 + DEFAULT_POLICY.expiryMs;

export const SESSION: SessionState = {
  id: testId('session', 1),
  classId: testId('class', 1),
  status: 'active',
  startsAt: START,
  openedAt: START,
  closedAt: null,
  policy: DEFAULT_POLICY,
  room: null,
  title: null,
  lifecycle: { stamp: [START, 0], factId: testId('fact', 1) },
};

function aToken(changes: Partial<Token> = {}): Token {
  return {
    version: 1,
    kid: 7,
    ref: sessionRef(SESSION.id),
    stepStart: STEP,
    frame: 0,
    nonce: '0a0b0c0d',
    tag: new Uint8Array(16),
    ...changes,
  };
}

export function aReading(token: Partial<Token> = {}, gapMs = 0): ValidReading {
  return { ok: true, token: aToken(token), gapMs };
}

/** Two frames seen at 5 s and 7 s into the step, received a second later: accepted, live. */
export function evidence(changes: Partial<ScanEvidence> = {}): ScanEvidence {
  const scannedAt = STEP * 1000 + 7_000;
  return {
    how: 'camera',
    scannedAt,
    sentAt: scannedAt + 1_000,
    receivedAt: scannedAt + 1_000,
    clockJumped: false,
    clockJump: null,
    readings: [aReading({ frame: 2 }), aReading({ frame: 3 }, 2_000)],
    session: SESSION,
    issuer: { staffAtStep: true, revokedAt: null },
    shownNonces: ['0a0b0c0d'],
    onRoster: true,
    contactAfterScan: false,
    sharedDevice: false,
    witnessed: false,
    review: null,
    keysRestored: false,
    ...changes,
  };
}

/** The same scan first received at `receivedAt` (server clock) by a phone whose clock is right. */
export function receivedLater(receivedAt: number, changes: Partial<ScanEvidence> = {}): ScanEvidence {
  return evidence({ sentAt: receivedAt, receivedAt, ...changes });
}
