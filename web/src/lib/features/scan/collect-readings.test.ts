import { describe, expect, it } from 'vitest';
import { encodeToken, type SessionRef, type Token } from '@hazri/domain';
import {
  addReading,
  agreedToken,
  isEnough,
  NO_READINGS,
  patienceMs,
  scannedTokens,
} from './collect-readings.ts';

const TWO_FRAMES = { twoFrames: true, frameMs: 2_000 };
const ONE_FRAME = { twoFrames: false, frameMs: 2_000 };

function token(frame: number, ref = '8f3cbd417622df29'): string {
  const fields: Omit<Token, 'tag'> = {
    version: 1,
    kid: 7,
    ref: ref as SessionRef,
    stepStart: 1_795_343_970,
    frame,
    nonce: '156c8fd8',
  };
  return encodeToken(fields, new Uint8Array(32).fill(frame + 1));
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

  it('keeps at most three tokens and drops the stranger first', () => {
    let collection = addReading(NO_READINGS, token(0), 1_000);
    collection = addReading(collection, token(3, '8f3cbd417622df28'), 1_500);
    collection = addReading(collection, token(1), 3_000);
    collection = addReading(collection, token(2), 5_000);
    expect(scannedTokens(collection)).toEqual([
      { text: token(0), gapMs: 0 },
      { text: token(1), gapMs: 2_000 },
      { text: token(2), gapMs: 4_000 },
    ]);
  });

  it('counts gaps from the first token that is kept', () => {
    let collection = addReading(NO_READINGS, token(3, '8f3cbd417622df28'), 500);
    collection = addReading(collection, token(0), 1_000);
    collection = addReading(collection, token(1), 3_000);
    collection = addReading(collection, token(2), 5_000);
    expect(scannedTokens(collection).map((scanned) => scanned.gapMs)).toEqual([0, 2_000, 4_000]);
  });

  it('ignores text that is no token', () => {
    expect(addReading(NO_READINGS, 'HELLO', 1_000)).toBe(NO_READINGS);
  });

  it('is patient for two frames and a shaking hand', () => {
    expect(patienceMs(TWO_FRAMES)).toBe(5_500);
  });
});
