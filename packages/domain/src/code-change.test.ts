import { describe, expect, test } from 'vitest';
import { FRAME_TOLERANCE_MS, sawTheCodeChange } from './code-change.ts';

const POLICY = { frameMs: 2_000 };
const STEP_START = 1_795_343_970;
const frame = (number: number, gapMs: number) => ({ token: { stepStart: STEP_START, frame: number }, gapMs });

describe('[SCAN7] seeing the code change', () => {
  test('[SCAN7] nothing, one frame, and the same frame twice are no change', () => {
    expect(sawTheCodeChange([], POLICY)).toBe(false);
    expect(sawTheCodeChange([frame(2, 0)], POLICY)).toBe(false);
    expect(sawTheCodeChange([frame(2, 0), frame(2, 40)], POLICY)).toBe(false);
  });

  test('[SCAN7] the tolerance is one frame and half a second, both ways and to the millisecond', () => {
    const tolerance = POLICY.frameMs + FRAME_TOLERANCE_MS;
    const after = (gapMs: number) => sawTheCodeChange([frame(2, 0), frame(4, gapMs)], POLICY);
    expect(after(4_000 - tolerance)).toBe(true);
    expect(after(4_000 - tolerance - 1)).toBe(false);
    expect(after(4_000 + tolerance)).toBe(true);
    expect(after(4_000 + tolerance + 1)).toBe(false);
  });

  test('[SCAN7] counts across steps, and from the first reading wherever its gap stands', () => {
    const next = { token: { stepStart: STEP_START + 30, frame: 0 }, gapMs: 5_900 };
    expect(sawTheCodeChange([frame(14, 4_000), next], POLICY)).toBe(true);
    expect(sawTheCodeChange([frame(14, 4_000), { ...next, gapMs: 8_601 }], POLICY)).toBe(false);
  });

  test('[SCAN7] one reading out of step spoils them all', () => {
    expect(sawTheCodeChange([frame(2, 0), frame(3, 2_000)], POLICY)).toBe(true);
    expect(sawTheCodeChange([frame(2, 0), frame(3, 2_000), frame(9, 2_100)], POLICY)).toBe(false);
  });
});
