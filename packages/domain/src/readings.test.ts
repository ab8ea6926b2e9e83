import { describe, expect, test } from 'vitest';
import { agreedReadings, furthestFault, judgedToken } from './readings.ts';
import { aReading, STEP } from './testing/evidence.ts';

describe('[SCAN17] readings that agree', () => {
  test('[SCAN17] the majority on (kid, ref) stands, in the order of capture', () => {
    const readings = [
      aReading({ frame: 3 }, 2_000),
      aReading({ kid: 9, frame: 9 }, 1_000),
      aReading({ frame: 2 }),
    ];
    expect(agreedReadings(readings).map(({ token }) => token.frame)).toEqual([2, 3]);
    expect(judgedToken(readings)?.kid).toBe(7);
  });

  test('[SCAN17] between equals the newer token, then the smaller kid: arrival decides nothing', () => {
    const older = aReading({ kid: 1, frame: 1 });
    const newer = aReading({ kid: 2, stepStart: STEP + 30 }, 500);
    const twin = aReading({ kid: 3, frame: 1 }, 100);
    for (const readings of [
      [older, newer],
      [newer, older],
    ])
      expect(judgedToken(readings)?.kid).toBe(2);
    for (const readings of [
      [older, twin],
      [twin, older],
    ])
      expect(judgedToken(readings)?.kid).toBe(1);
  });

  test('[SCAN17] nothing valid, nothing judged', () => {
    const readings = [{ ok: false, reason: 'token_bad_mac', gapMs: 0 }] as const;
    expect(agreedReadings(readings)).toEqual([]);
    expect(judgedToken(readings)).toBeNull();
    expect(furthestFault(readings)).toBe('token_bad_mac');
    expect(furthestFault([])).toBe('token_malformed');
  });
});
