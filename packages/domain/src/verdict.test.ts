import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Reading } from './readings.ts';
import type { ScanEvidence } from './scan-evidence.ts';
import { aReading, evidence, receivedLater, SESSION, START, STEP, STEP_END } from './testing/evidence.ts';
import './testing/runs.ts';
import { judgeScan, SCAN_LATE_AFTER_MS, TOKEN_GRACE_MS } from './verdict.ts';
import type { TokenFault } from './verdict-types.ts';

const HOUR = 3_600_000;
const LATER = STEP_END + HOUR;

/** `outcome reason trust` of the verdict, in one readable line. */
function verdict(of: ScanEvidence): string {
  const { outcome, reason, trust } = judgeScan(of);
  return [outcome, reason, trust].filter((word) => word !== null).join(' ');
}

function bad(reason: TokenFault, gapMs = 0): Reading {
  return { ok: false, reason, gapMs };
}

const { policy } = SESSION;
const ONE_FRAME = { ...SESSION, policy: { ...policy, twoFrames: false } };

describe('[SCAN1] tokens that prove nothing', () => {
  test.each([
    'token_malformed',
    'token_noncanonical',
    'token_unsupported',
    'token_unknown_key',
    'token_bad_mac',
  ] as const)('[SCAN1] %s', (reason) => {
    expect(verdict(evidence({ readings: [bad(reason)] }))).toBe(`rejected ${reason}`);
    expect(judgeScan(evidence({ readings: [bad(reason)] }))).toMatchObject({
      tokenTime: null,
      notBefore: null,
    });
  });

  test('[SCAN1] tells the fault of the reading that got furthest', () => {
    const readings = [bad('token_bad_mac'), bad('token_malformed'), bad('token_unknown_key')];
    expect(verdict(evidence({ readings }))).toBe('rejected token_bad_mac');
  });

  test('[SCAN1] after a restore an unknown key waits, other faults do not', () => {
    const restored = { keysRestored: true };
    expect(verdict(evidence({ ...restored, readings: [bad('token_unknown_key')] }))).toBe(
      'waiting pending_key',
    );
    expect(verdict(evidence({ ...restored, readings: [bad('token_bad_mac')] }))).toBe(
      'rejected token_bad_mac',
    );
  });

  test('[SCAN1] a step off the rhythm of the session is malformed', () => {
    const readings = [aReading({ stepStart: STEP + 1 }), aReading({ stepStart: STEP + 1, frame: 1 }, 2_000)];
    expect(verdict(evidence({ readings }))).toBe('rejected token_malformed');
  });

  test('[SCAN1] nothing was read at all', () => {
    expect(verdict(evidence({ readings: [] }))).toBe('rejected token_malformed');
  });

  test('[SCAN17] one valid token is enough, and SCAN7 looks at valid ones only', () => {
    const one = [bad('token_bad_mac'), aReading({ frame: 2 }, 500)];
    expect(verdict(evidence({ readings: one, session: ONE_FRAME }))).toBe('accepted live');
    expect(verdict(evidence({ readings: one }))).toBe('review liveness_weak');
    const two = [aReading({ frame: 2 }), bad('token_malformed', 900), aReading({ frame: 3 }, 2_000)];
    expect(verdict(evidence({ readings: two }))).toBe('accepted live');
  });
});

describe('[SCAN2]–[SCAN6] what can be refused, and what waits', () => {
  test('[SCAN2] session unknown, or scheduled and not opened yet', () => {
    expect(verdict(evidence({ session: null }))).toBe('waiting pending_session');
    const scheduled = { ...SESSION, status: 'scheduled', openedAt: null, lifecycle: null } as const;
    expect(verdict(evidence({ session: scheduled }))).toBe('waiting pending_session');
  });

  test('[SCAN2] comes before the rules that need the session', () => {
    const pending = { session: null, onRoster: false, issuer: { staffAtStep: false, revokedAt: null } };
    expect(verdict(receivedLater(LATER, { ...pending, scannedAt: LATER }))).toBe('waiting pending_session');
  });

  test('[SCAN3] the owner of the key was not staff at the step', () => {
    const issuer = { staffAtStep: false, revokedAt: null };
    expect(verdict(evidence({ issuer }))).toBe('rejected issuer_not_staff');
  });

  test('[SCAN4] scanned later than step end + 15 s', () => {
    const at = STEP_END + TOKEN_GRACE_MS;
    expect(verdict(receivedLater(LATER, { scannedAt: at }))).toBe('accepted deferred');
    expect(verdict(receivedLater(LATER, { scannedAt: at + 1 }))).toBe('rejected token_expired');
  });

  test('[SCAN4] a constant error of the phone clock changes nothing', () => {
    for (const errorMs of [-365 * 24 * HOUR, -HOUR, 40_000, 10 * HOUR]) {
      const late = STEP_END + TOKEN_GRACE_MS + 1 + errorMs;
      const sentAt = LATER + errorMs;
      expect(verdict(evidence({ scannedAt: late - 1, sentAt, receivedAt: LATER }))).toBe('accepted deferred');
      expect(verdict(evidence({ scannedAt: late, sentAt, receivedAt: LATER }))).toBe(
        'rejected token_expired',
      );
    }
  });

  test('[SCAN4] two tokens of different steps: the newest decides', () => {
    const readings = [aReading({ stepStart: STEP - 30, frame: 14 }), aReading({ frame: 0 }, 2_000)];
    const at = STEP_END + TOKEN_GRACE_MS;
    expect(verdict(receivedLater(at, { readings, scannedAt: at }))).toBe('accepted live');
  });

  test('[SCAN5] step before the opening − 2 min', () => {
    const opened = (openedAt: number) => evidence({ session: { ...SESSION, openedAt } });
    expect(verdict(opened(STEP * 1000 + 120_000))).toBe('accepted live');
    expect(verdict(opened(STEP * 1000 + 120_001))).toBe('rejected outside_session');
  });

  test('[SCAN5] step after the closing', () => {
    const closed = (closedAt: number) => evidence({ session: { ...SESSION, status: 'completed', closedAt } });
    expect(verdict(closed(STEP * 1000))).toBe('accepted live');
    expect(verdict(closed(STEP * 1000 - 1))).toBe('rejected outside_session');
  });

  test('[SCAN6] a walk-in waits, and counts once enrolled', () => {
    expect(verdict(evidence({ onRoster: false }))).toBe('waiting not_enrolled');
    expect(verdict(evidence({ onRoster: false, review: { decision: 'accept' } }))).toBe(
      'waiting not_enrolled',
    );
    expect(verdict(evidence({ onRoster: true }))).toBe('accepted live');
  });
});

describe('[SCAN7] two frames', () => {
  const two = (second: Parameters<typeof aReading>[0], gapMs: number) =>
    verdict(evidence({ readings: [aReading({ frame: 2 }), aReading(second, gapMs)] }));

  test('[SCAN7] one frame, or the same frame twice, is one photo', () => {
    expect(verdict(evidence({ readings: [aReading()] }))).toBe('review liveness_weak');
    expect(two({ frame: 2 }, 0)).toBe('review liveness_weak');
    expect(two({ frame: 2 }, 1_000)).toBe('review liveness_weak');
  });

  test('[SCAN7] distance on the screen and capture gap may differ by one frame + 500 ms', () => {
    expect(two({ frame: 4 }, 4_000 - 2_500)).toBe('accepted live');
    expect(two({ frame: 4 }, 4_000 - 2_501)).toBe('review liveness_weak');
    expect(two({ frame: 4 }, 4_000 + 2_500)).toBe('accepted live');
    expect(two({ frame: 4 }, 4_000 + 2_501)).toBe('review liveness_weak');
  });

  test('[SCAN7] frames shown in the other order than captured', () => {
    expect(two({ frame: 0 }, 2_000)).toBe('review liveness_weak');
  });

  test('[SCAN7] link and typed scans are weak where two frames are asked for, and only there', () => {
    const readings = [aReading()];
    expect(verdict(evidence({ how: 'link', readings }))).toBe('review liveness_weak');
    expect(verdict(evidence({ how: 'typed', readings }))).toBe('review liveness_weak');
    expect(verdict(evidence({ how: 'api', readings }))).toBe('review liveness_weak');
    expect(verdict(evidence({ how: 'link', readings, session: ONE_FRAME }))).toBe('accepted live');
  });

  test('[SCAN7] a screen of another kid does not make up the second frame', () => {
    expect(two({ frame: 3, kid: 8 }, 2_000)).toBe('review liveness_weak');
  });
});

describe('[SCAN8]–[SCAN11] doubts', () => {
  test('[SCAN8] an earlier contact did not carry it', () => {
    expect(verdict(receivedLater(LATER, { contactAfterScan: true }))).toBe('review scan_withheld');
  });

  test('[SCAN9] the device scanned for another account', () => {
    expect(verdict(evidence({ sharedDevice: true }))).toBe('review device_shared');
  });

  test('[SCAN10] scanned more than 2 min before its token', () => {
    const at = STEP * 1000 - 120_000;
    expect(verdict(evidence({ scannedAt: at, sentAt: at + 8_000, receivedAt: at + 8_000 }))).toBe(
      'accepted live',
    );
    expect(verdict(receivedLater(LATER, { scannedAt: at - 1 }))).toBe('review clock_suspect');
    expect(verdict(evidence({ scannedAt: STEP * 1000 - HOUR }))).toBe('review clock_suspect');
  });

  test('[SCAN4] [SCAN10] a jump that would change the answer is doubt, not refusal', () => {
    // The clock was set back an hour after the scan: by the new offset it looks late, by the old one it was in time.
    const back = { scannedAt: STEP * 1000 + 7_000, sentAt: LATER - HOUR, receivedAt: LATER };
    const clockJump = { beforeOffsetMs: 0, afterOffsetMs: HOUR };
    expect(verdict(evidence({ ...back, clockJump }))).toBe('review clock_suspect');
    expect(verdict(evidence(back))).toBe('rejected token_expired');
  });

  test('[SCAN4] [SCAN10] setting the clock back before an expired scan does not hide it', () => {
    const scannedAt = STEP_END; // claimed; by the old offset of an hour it was an hour later
    const clockJump = { beforeOffsetMs: HOUR, afterOffsetMs: 0 };
    expect(verdict(receivedLater(LATER, { scannedAt, clockJump }))).toBe('review clock_suspect');
  });

  test('[SCAN4] [SCAN10] a jump that leaves the answer as it is does not matter', () => {
    const late = { scannedAt: STEP_END + HOUR / 2, clockJump: { beforeOffsetMs: 60_000, afterOffsetMs: 0 } };
    expect(verdict(receivedLater(LATER, late))).toBe('rejected token_expired');
    const inTime = { clockJump: { beforeOffsetMs: -10_000, afterOffsetMs: 0 } };
    expect(verdict(receivedLater(LATER, inTime))).toBe('accepted deferred');
  });

  test('[SCAN10] a jump that only the device noticed matters unless the scan was received in time', () => {
    expect(verdict(receivedLater(LATER, { clockJumped: true }))).toBe('review clock_suspect');
    expect(verdict(receivedLater(LATER, { clockJumped: true, scannedAt: LATER }))).toBe(
      'review clock_suspect',
    );
    expect(verdict(evidence({ clockJumped: true }))).toBe('accepted live');
  });

  test('[SCAN11] first receipt more than 24 h after the step', () => {
    const limit = STEP * 1000 + SCAN_LATE_AFTER_MS;
    expect(verdict(receivedLater(limit))).toBe('accepted deferred');
    expect(verdict(receivedLater(limit + 1))).toBe('review scan_late');
  });

  test('[SCAN11] key revoked before first receipt', () => {
    const revoked = (revokedAt: number) => receivedLater(LATER, { issuer: { staffAtStep: true, revokedAt } });
    expect(verdict(revoked(LATER))).toBe('review issuer_revoked');
    expect(verdict(revoked(LATER + 1))).toBe('accepted deferred');
  });

  test('[SCAN11] the nonce is not among those stated for the step; no list says nothing', () => {
    expect(verdict(evidence({ shownNonces: ['ffffffff'] }))).toBe('review nonce_not_displayed');
    expect(verdict(evidence({ shownNonces: null }))).toBe('accepted live');
  });

  test('[SCAN11] class policy sends offline scans to review', () => {
    const session = { ...SESSION, policy: { ...policy, offlineScans: 'review' as const } };
    expect(verdict(receivedLater(LATER, { session }))).toBe('review offline_policy');
    expect(verdict(evidence({ session }))).toBe('accepted live');
  });

  test('the first doubt in the order of the rules is told', () => {
    const all = {
      readings: [aReading()],
      contactAfterScan: true,
      sharedDevice: true,
      clockJumped: true,
      issuer: { staffAtStep: true, revokedAt: 0 },
      shownNonces: [],
    };
    const late = STEP * 1000 + SCAN_LATE_AFTER_MS + 1;
    expect(verdict(receivedLater(late, all))).toBe('review liveness_weak');
    const frames = evidence().readings;
    expect(verdict(receivedLater(late, { ...all, readings: frames }))).toBe('review scan_withheld');
    const kept = { ...all, readings: frames, contactAfterScan: false };
    expect(verdict(receivedLater(late, kept))).toBe('review device_shared');
    expect(verdict(receivedLater(late, { ...kept, sharedDevice: false }))).toBe('review clock_suspect');
    const steady = { ...kept, sharedDevice: false, clockJumped: false };
    expect(verdict(receivedLater(late, steady))).toBe('review scan_late');
    expect(verdict(receivedLater(LATER, steady))).toBe('review issuer_revoked');
  });
});

describe('[SCAN12]–[SCAN15] accepted', () => {
  test('[SCAN12] live when received by step end + 15 s, else deferred', () => {
    expect(verdict(receivedLater(STEP_END + TOKEN_GRACE_MS))).toBe('accepted live');
    expect(verdict(receivedLater(STEP_END + TOKEN_GRACE_MS + 1))).toBe('accepted deferred');
  });

  test('[SCAN13] a witness lifts review and deferred; the doubt stays as a remark', () => {
    expect(verdict(receivedLater(LATER, { witnessed: true }))).toBe('accepted witnessed');
    expect(verdict(evidence({ witnessed: true, sharedDevice: true }))).toBe(
      'accepted device_shared witnessed',
    );
    expect(verdict(evidence({ witnessed: true }))).toBe('accepted live');
  });

  test('[SCAN13] a witness does not lift a rejection', () => {
    expect(verdict(receivedLater(LATER, { witnessed: true, scannedAt: LATER }))).toBe(
      'rejected token_expired',
    );
  });

  test('[SCAN13] staff decide any review, and what they decide stands', () => {
    const doubtful = { sharedDevice: true };
    const accept = { decision: 'accept' } as const;
    const reject = { decision: 'reject' } as const;
    expect(verdict(evidence({ ...doubtful, review: accept }))).toBe('accepted device_shared live');
    expect(verdict(receivedLater(LATER, { ...doubtful, review: accept }))).toBe(
      'accepted device_shared deferred',
    );
    expect(verdict(evidence({ ...doubtful, review: reject }))).toBe('rejected rejected_by_staff');
    expect(verdict(evidence({ ...doubtful, review: reject, witnessed: true }))).toBe(
      'rejected rejected_by_staff',
    );
  });

  test('[SCAN13] staff decided about a walk-in, who was enrolled afterwards', () => {
    expect(verdict(evidence({ review: { decision: 'reject' } }))).toBe('rejected rejected_by_staff');
    expect(verdict(evidence({ review: { decision: 'accept' } }))).toBe('accepted live');
  });

  test('[SCAN13] known from a witness alone: the claim of the phone is not judged', () => {
    const readings = [aReading()];
    const late = { readings, scannedAt: LATER, byWitnessOnly: true, witnessed: true };
    expect(verdict(receivedLater(LATER, late))).toBe('accepted liveness_weak witnessed');
  });

  test('[SCAN15] the interval reaches from the newest frame to the receipt', () => {
    const { tokenTime, notBefore, notAfter } = judgeScan(receivedLater(LATER));
    expect({ tokenTime, notBefore, notAfter }).toEqual({
      tokenTime: STEP * 1000 + 3 * policy.frameMs,
      notBefore: STEP * 1000 + 3 * policy.frameMs,
      notAfter: LATER,
    });
  });

  test('[SCAN15] an issuer ahead of the server does not turn the interval around', () => {
    const receivedAt = STEP * 1000 - 30_000;
    const { notBefore, notAfter } = judgeScan(evidence({ receivedAt }));
    expect(notBefore).toBe(receivedAt);
    expect(notAfter).toBe(receivedAt);
  });
});

describe('[SCAN18] typed codes', () => {
  const typed = { how: 'typed', readings: [aReading({ nonce: '00000000' })], session: ONE_FRAME } as const;

  test('[SCAN18] received in time: live, else review', () => {
    expect(verdict(evidence(typed))).toBe('accepted live');
    expect(verdict(receivedLater(LATER, typed))).toBe('review typed_late');
  });

  test('[SCAN18] wrong, or too many tries', () => {
    expect(verdict(evidence({ ...typed, readings: [], typed: 'wrong' }))).toBe('rejected short_code_wrong');
    expect(verdict(evidence({ ...typed, readings: [], typed: 'tries' }))).toBe('rejected short_code_tries');
    expect(verdict(evidence({ ...typed, readings: [] }))).toBe('rejected short_code_wrong');
  });

  test('[SCAN18] with the session unknown it waits; too many tries do not', () => {
    expect(verdict(evidence({ ...typed, readings: [], session: null }))).toBe('waiting pending_session');
    const tries = { ...typed, readings: [], session: null, typed: 'tries' } as const;
    expect(verdict(evidence(tries))).toBe('rejected short_code_tries');
  });

  test('[SCAN18] has its own window instead of SCAN4, and shows no nonce', () => {
    const at = STEP * 1000 + 59_000;
    expect(verdict(receivedLater(at, { ...typed, scannedAt: at, shownNonces: ['ffffffff'] }))).toBe(
      'review typed_late',
    );
  });

  test('[SCAN12] the api route has no device: live in time, else review', () => {
    const api = { how: 'api', readings: [aReading()], session: ONE_FRAME } as const;
    expect(verdict(evidence(api))).toBe('accepted live');
    expect(verdict(receivedLater(LATER, api))).toBe('review scan_late');
  });
});

describe('every verdict', () => {
  const reading = fc.oneof(
    fc.record({
      step: fc.integer({ min: -9, max: 9 }),
      frame: fc.integer({ min: 0, max: 14 }),
      gapMs: fc.nat(9_000),
    }),
    fc.constant('token_bad_mac' as const),
  );
  const anyEvidence = fc
    .record({
      how: fc.constantFrom('camera', 'link', 'typed', 'api'),
      scannedAt: fc.integer({ min: START - HOUR, max: START + 2 * HOUR }),
      sentAt: fc.integer({ min: START - HOUR, max: START + 40 * HOUR }),
      receivedAt: fc.integer({ min: START, max: START + 40 * HOUR }),
      flags: fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
      readings: fc.array(reading, { maxLength: 3 }),
      openedAt: fc.option(fc.integer({ min: START - HOUR, max: START + HOUR })),
      review: fc.option(fc.constantFrom({ decision: 'accept' }, { decision: 'reject' })),
      typed: fc.constantFrom(null, null, 'wrong', 'tries'),
      revokedAt: fc.option(fc.constant(START)),
    })
    .map(({ flags, readings, openedAt, revokedAt, ...rest }): ScanEvidence => ({
      ...evidence(),
      ...rest,
      session: flags[0] ? { ...SESSION, openedAt } : null,
      readings: readings.map((one) =>
        typeof one === 'string'
          ? bad(one)
          : aReading({ stepStart: STEP + 30 * one.step, frame: one.frame }, one.gapMs),
      ),
      issuer: { staffAtStep: flags[1] ?? true, revokedAt },
      clockJumped: flags[2] ?? false,
      onRoster: flags[3] ?? true,
      contactAfterScan: flags[4] ?? false,
      sharedDevice: flags[5] ?? false,
      witnessed: flags[6] ?? false,
      keysRestored: flags[7] ?? false,
    }));

  test('[SCAN15] [SCAN12] hangs together', () => {
    fc.assert(
      fc.property(anyEvidence, (given) => {
        const { outcome, reason, trust, tokenTime, notBefore, notAfter } = judgeScan(given);
        expect(trust !== null).toBe(outcome === 'accepted');
        expect(reason !== null || outcome === 'accepted').toBe(true);
        expect(notBefore === null).toBe(tokenTime === null);
        expect((notBefore ?? notAfter) <= notAfter).toBe(true);
        if (outcome === 'accepted') {
          expect(given.readings.some(({ ok }) => ok) && given.onRoster && given.issuer.staffAtStep).toBe(
            true,
          );
          expect(reason === null || given.witnessed || given.review?.decision === 'accept').toBe(true);
        }
        if (trust === 'live') expect(given.receivedAt - (tokenTime ?? 0)).toBeLessThanOrEqual(45_000);
      }),
    );
  });

  test('[FACT1] does not depend on the order of the readings', () => {
    fc.assert(
      fc.property(anyEvidence, (given) => {
        expect(judgeScan({ ...given, readings: given.readings.toReversed() })).toEqual(judgeScan(given));
      }),
    );
  });
});
