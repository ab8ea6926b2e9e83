import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SessionRef } from './ids.ts';
import type { Reading, ValidReading } from './readings.ts';
import { agreedReadings, furthestFault, judgedToken } from './readings.ts';
import { aReading, STEP } from './testing/evidence.ts';
import './testing/runs.ts';

/** Few kids, refs and frames, so that readings agree, differ and tie often. */
const anyReading: fc.Arbitrary<Reading> = fc.oneof(
  { weight: 1, arbitrary: fc.constant<Reading>({ ok: false, reason: 'token_bad_mac', gapMs: 0 }) },
  {
    weight: 6,
    arbitrary: fc
      .record({
        kid: fc.constantFrom(9, 16, 0xffff_ffff),
        ref: fc.constantFrom('00ff00ff00ff00ff', 'a000000000000000').map((ref) => ref as SessionRef),
        stepStart: fc.constantFrom(STEP, STEP + 30),
        frame: fc.nat(2),
        nonce: fc.constantFrom('0a0b0c0d', '0a0b0c0e'),
        gapMs: fc.nat(2),
      })
      .map(({ gapMs, ...token }) => aReading(token, gapMs)),
  },
);

/** The sentence above `agreedReadings`, word by word. */
function bySentence(readings: readonly Reading[]): readonly ValidReading[] {
  const valid = readings.filter((reading) => reading.ok);
  const campOf = ({ token }: ValidReading) =>
    valid.filter((other) => other.token.kid === token.kid && other.token.ref === token.ref);
  const newest = (camp: readonly ValidReading[]) =>
    Math.max(...camp.map(({ token }) => token.stepStart * 256 + token.frame));
  const [standing] = valid.toSorted(
    (a, b) =>
      campOf(b).length - campOf(a).length ||
      newest(campOf(b)) - newest(campOf(a)) ||
      a.token.kid - b.token.kid ||
      (a.token.ref < b.token.ref ? -1 : a.token.ref > b.token.ref ? 1 : 0),
  );
  return standing === undefined ? [] : campOf(standing);
}

const place = ({ token, gapMs }: ValidReading) =>
  [gapMs, token.stepStart, token.frame, token.nonce].join(' ');

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

  test('[SCAN17] whatever was read: the camp of the sentence, by gap, then by age; the newest of it is judged', () => {
    fc.assert(
      fc.property(fc.array(anyReading, { maxLength: 5 }), (readings) => {
        const agreed = agreedReadings(readings);
        const camp = bySentence(readings);
        expect(agreed.map(place)).toEqual(camp.map(place).sort());
        expect(new Set(agreed)).toEqual(new Set(camp));
        const age = ({ token }: Pick<ValidReading, 'token'>) =>
          `${token.stepStart} ${token.frame} ${token.nonce}`;
        const judged = judgedToken(readings);
        expect(judged && age({ token: judged })).toBe(camp.map(age).sort().at(-1) ?? null);
        if (judged !== null) expect(agreed.map(({ token }) => token)).toContain(judged);
      }),
    );
  });

  test('[SCAN17] nothing valid, nothing judged', () => {
    const readings = [{ ok: false, reason: 'token_bad_mac', gapMs: 0 }] as const;
    expect(agreedReadings(readings)).toEqual([]);
    expect(judgedToken(readings)).toBeNull();
    expect(furthestFault(readings)).toBe('token_bad_mac');
    expect(furthestFault([])).toBe('token_malformed');
  });
});
