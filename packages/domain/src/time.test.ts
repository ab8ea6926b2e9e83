import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import './testing/runs.ts';
import { betterSample, clockJump, correctClaim, isJump, sampleOffset } from './time.ts';

const HOUR = 3_600_000;

describe('[TIME3] correcting a claim', () => {
  test('[TIME3] a constant error of the device cancels out', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.nat(10 ** 9), fc.nat(10 ** 9), (errorMs, ageMs, receivedAt) => {
        fc.pre(Math.abs(errorMs) < 10 ** 15);
        const sentAt = receivedAt + errorMs;
        expect(correctClaim({ claimedAt: sentAt - ageMs, sentAt, receivedAt })).toBe(receivedAt - ageMs);
      }),
    );
  });

  test('[TIME3] nothing happens after it was received', () => {
    expect(correctClaim({ claimedAt: 2_000, sentAt: 1_000, receivedAt: 50_000 })).toBe(50_000);
  });
});

describe('[TIME2] offsets', () => {
  test('[TIME2] server midpoint − own midpoint, ± half the round trip', () => {
    expect(sampleOffset({ sentAt: 1_000, answeredAt: 1_200, serverTime: 5_000 })).toEqual({
      offsetMs: 3_900,
      errorMs: 100,
      deviceTime: 1_200,
    });
  });

  test('[TIME2] the true offset lies within the error, however the delay is split', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e12, max: 1e12 }),
        fc.nat(60_000),
        fc.nat(60_000),
        (offsetMs, up, down) => {
          const sample = sampleOffset({ sentAt: 0, answeredAt: up + down, serverTime: up + offsetMs });
          expect(Math.abs(sample.offsetMs - offsetMs)).toBeLessThanOrEqual(sample.errorMs);
        },
      ),
    );
  });

  test('[TIME2] a clock set back during the exchange makes the worst sample', () => {
    const broken = sampleOffset({ sentAt: 5_000, answeredAt: 4_000, serverTime: 9_000 });
    const slow = sampleOffset({ sentAt: 0, answeredAt: 30_000, serverTime: 9_000 });
    expect(betterSample(broken, slow)).toBe(slow);
    expect(betterSample(slow, broken)).toBe(slow);
  });

  test('[TIME2] the best sample is kept until drift has made it worse than a new one', () => {
    const good = { offsetMs: 0, errorMs: 20, deviceTime: 0 };
    const coarse = { offsetMs: 9, errorMs: 200, deviceTime: HOUR / 2 };
    expect(betterSample(good, coarse)).toBe(good);
    expect(betterSample(good, { ...coarse, deviceTime: 2 * HOUR }).errorMs).toBe(200);
  });
});

describe('[TIME2] jumps', () => {
  const at = (deviceTime: number, offsetMs: number) => ({ deviceTime, offsetMs });

  test('[TIME2] more than 2 s + 50 ppm of the time between', () => {
    expect(isJump(at(0, 0), at(1_000, 2_000))).toBe(false);
    expect(isJump(at(0, 0), at(1_000, 2_001))).toBe(true);
    expect(isJump(at(0, 0), at(1_000, -2_001))).toBe(true);
    expect(isJump(at(0, 0), at(10 * HOUR, 2_000 + 1_800))).toBe(false);
    expect(isJump(at(0, 0), at(10 * HOUR, 2_000 + 1_802))).toBe(true);
  });

  test('[TIME2] a gap alone is never a jump: phones sleep', () => {
    expect(isJump(at(0, 0), at(90 * 24 * HOUR, 0))).toBe(false);
  });

  test('[TIME2] a wall clock that went backwards', () => {
    expect(isJump(at(5_000, 0), at(4_999, 0))).toBe(true);
  });

  test('[TIME2] what the samples can be wrong by is no evidence', () => {
    expect(isJump({ ...at(0, 0), errorMs: 3_000 }, { ...at(60_000, 4_500), errorMs: 0 })).toBe(false);
  });

  test('[TIME2] a year set forward is not excused as a year of drift', () => {
    const year = 365 * 24 * HOUR;
    expect(isJump(at(0, 0), at(year, -year))).toBe(true);
    expect(isJump(at(0, 0), at(600_000 + 20_000, -20_000))).toBe(true);
  });

  test('[TIME2] the server sees the jump between two exchanges', () => {
    expect(clockJump({ sentAt: 0, receivedAt: 100 }, { sentAt: HOUR, receivedAt: HOUR + 900 })).toBeNull();
    expect(clockJump({ sentAt: 0, receivedAt: 100 }, { sentAt: 2 * HOUR, receivedAt: HOUR })).toEqual({
      beforeOffsetMs: 100,
      afterOffsetMs: -HOUR,
    });
    expect(clockJump(null, { sentAt: 0, receivedAt: 10 ** 12 })).toBeNull();
  });

  test('[TIME5] never throws, whatever clocks say', () => {
    const anyTime = fc.double();
    fc.assert(
      fc.property(anyTime, anyTime, anyTime, anyTime, (a, b, c, d) => {
        isJump({ offsetMs: a, deviceTime: b }, { offsetMs: c, deviceTime: d });
        sampleOffset({ sentAt: a, answeredAt: b, serverTime: c });
        clockJump({ sentAt: a, receivedAt: b }, { sentAt: c, receivedAt: d });
      }),
    );
  });
});
