import { describe, expect, it } from 'vitest';
import { encodeToken, type SessionRef, type Token } from '@hazri/domain';
import {
  addReading,
  agreedToken,
  isEnough,
  NO_READINGS,
  patienceMs,
  statedReadings,
} from './collect-readings.ts';

const TWO_FRAMES = { twoFrames: true, frameMs: 2_000 };
const ONE_FRAME = { twoFrames: false, frameMs: 2_000 };

function token(frame: number, ref = '8f3cbd417622df29', tagByte = frame + 1): string {
  const fields: Omit<Token, 'tag'> = {
    version: 1,
    kid: 7,
    ref: ref as SessionRef,
    stepStart: 1_795_343_970,
    frame,
    nonce: '156c8fd8',
  };
  return encodeToken(fields, new Uint8Array(32).fill(tagByte));
}

/** The same frame with a tag that the decoder got wrong. */
function misread(frame: number): string {
  return token(frame, '8f3cbd417622df29', 99);
}

describe('collecting readings', () => {
  it('[SCAN7] wants two different frames where the policy asks for them', () => {
    const one = addReading(NO_READINGS, token(0), 1_000);
    const oneTwice = addReading(one, token(0), 1_040);
    expect(isEnough(oneTwice, TWO_FRAMES)).toBe(false);
    expect(isEnough(addReading(oneTwice, token(1), 3_000), TWO_FRAMES)).toBe(true);
  });

  it('takes one frame read twice where one is enough, never one reading alone', () => {
    const one = addReading(NO_READINGS, token(0), 1_000);
    expect(isEnough(one, ONE_FRAME)).toBe(false);
    expect(isEnough(addReading(one, token(0), 1_040), ONE_FRAME)).toBe(true);
  });

  it('outvotes a false reading of another session', () => {
    const strange = addReading(NO_READINGS, token(3, '8f3cbd417622df28'), 900);
    const mixed = addReading(strange, token(0), 1_000);
    expect(isEnough(mixed, ONE_FRAME)).toBe(false);
    const clear = addReading(mixed, token(1), 3_000);
    expect(agreedToken(clear)?.ref).toBe('8f3cbd417622df29');
    expect(isEnough(clear, TWO_FRAMES)).toBe(true);
  });

  it('[SCAN7] is not satisfied by frames that were seen out of step with the screen', () => {
    // The phone stood still for three seconds: the picture of frame 1 is much later than frame 1 was.
    const late = addReading(addReading(NO_READINGS, token(0), 1_000), token(1), 5_600);
    expect(isEnough(late, TWO_FRAMES)).toBe(false);
    expect(isEnough(addReading(NO_READINGS, token(0), 1_000), TWO_FRAMES)).toBe(false);
    const next = addReading(late, token(2), 7_600);
    expect(isEnough(next, TWO_FRAMES)).toBe(true);
    expect(statedReadings(next, TWO_FRAMES)).toEqual({
      tokens: [
        { text: token(1), gapMs: 0 },
        { text: token(2), gapMs: 2_000 },
      ],
      scannedAt: 7_600,
    });
  });

  it('[SCAN7] of more than three tokens states those that pass', () => {
    let collection = addReading(NO_READINGS, token(0), 1_000);
    collection = addReading(collection, token(7), 3_000);
    collection = addReading(collection, token(14), 5_000);
    collection = addReading(collection, token(20), 7_000);
    expect(isEnough(collection, TWO_FRAMES)).toBe(false);
    collection = addReading(collection, token(4), 9_000);
    expect(isEnough(collection, TWO_FRAMES)).toBe(true);
    expect(statedReadings(collection, TWO_FRAMES).tokens).toEqual([
      { text: token(0), gapMs: 0 },
      { text: token(4), gapMs: 8_000 },
    ]);
  });

  it('[SCAN7] takes the text that was read more often where one frame has two', () => {
    let collection = addReading(NO_READINGS, token(0), 1_000);
    collection = addReading(collection, token(0), 1_040);
    collection = addReading(collection, misread(0), 1_080);
    collection = addReading(collection, token(1), 3_000);
    expect(statedReadings(collection, TWO_FRAMES).tokens.map(({ text }) => text)).toEqual([
      token(0),
      token(1),
    ]);
  });

  it('states at most three tokens, strangers left out first, gaps from the first that is left', () => {
    let collection = addReading(NO_READINGS, token(3, '8f3cbd417622df28'), 500);
    collection = addReading(collection, token(0), 1_000);
    collection = addReading(collection, token(1), 3_000);
    collection = addReading(collection, token(2), 5_000);
    expect(statedReadings(collection, ONE_FRAME)).toEqual({
      tokens: [
        { text: token(0), gapMs: 0 },
        { text: token(1), gapMs: 2_000 },
        { text: token(2), gapMs: 4_000 },
      ],
      scannedAt: 5_000,
    });
    expect(statedReadings(addReading(collection, token(3), 7_000), ONE_FRAME).tokens[0]?.text).toBe(token(1));
  });

  it('[SCAN1] states what there is when patience ends, and remembers a bounded number', () => {
    const one = addReading(NO_READINGS, token(0), 1_000);
    expect(statedReadings(one, TWO_FRAMES).tokens).toEqual([{ text: token(0), gapMs: 0 }]);
    expect(statedReadings(NO_READINGS, TWO_FRAMES)).toEqual({ tokens: [], scannedAt: null });
    let many = NO_READINGS;
    for (let index = 0; index < 30; index += 1) many = addReading(many, token(index), 1_000 + index);
    expect(many.readings).toHaveLength(8);
    expect(many.readings.at(-1)?.text).toBe(token(29));
  });

  it('ignores text that is no token', () => {
    expect(addReading(NO_READINGS, 'HELLO', 1_000)).toBe(NO_READINGS);
  });

  it('is patient for two frames and a shaking hand', () => {
    expect(patienceMs(TWO_FRAMES)).toBe(7_500);
  });
});
