import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_POLICY } from './policy.ts';
import { expiresAt, frameAt, stepStartAt, tokenTime } from './steps.ts';
import './testing/runs.ts';

test('[TIME4] the frame on the screen is never more than one frame older than the moment', () => {
  fc.assert(
    fc.property(
      fc.nat(4e12),
      fc.constantFrom(10_000, 30_000, 60_000),
      fc.constantFrom(500, 2_000),
      (at, rotationMs, frameMs) => {
        const policy = { ...DEFAULT_POLICY, rotationMs, frameMs, expiryMs: rotationMs };
        const stepStart = stepStartAt(at, rotationMs);
        const frame = frameAt(at, stepStart, policy);
        expect((stepStart * 1000) % rotationMs).toBe(0);
        const shown = tokenTime({ stepStart, frame }, policy);
        expect(shown).toBeLessThanOrEqual(at);
        expect(at - shown).toBeLessThan(frameMs);
        expect(at).toBeLessThan(expiresAt({ stepStart }, policy));
      },
    ),
  );
});

test('[TIME4] a frame is one byte, however long the step', () => {
  expect(frameAt(3_600_000, 0, { frameMs: 200 })).toBe(255);
  expect(frameAt(-5, 0, { frameMs: 200 })).toBe(0);
});
