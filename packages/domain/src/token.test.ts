import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import negative from '../vectors/token-negative.json' with { type: 'json' };
import vectors from '../vectors/token-v1.json' with { type: 'json' };
import { toHex } from './bytes.ts';
import { parseId, sessionRef } from './ids.ts';
import type { SessionRef } from './ids.ts';
import { shortCodeFromMac, shortCodeMessage } from './short-code.ts';
import { negativeTokens } from './testing/negative-tokens.ts';
import './testing/runs.ts';
import { bytesOf, faultOf, hkdf, hmac, MASTER_KEY, sessionKey } from './testing/verify-token.ts';
import { dayOfStep, deriveDayKey } from './token-keys.ts';
import { encodeToken, parseToken, tagMatches, TOKEN_TEXT_LENGTH, tokenMessage } from './token.ts';

const FIRST = vectors.valid[0]?.token ?? '';

const fields = fc.record({
  kid: fc.nat(0xffff_ffff),
  ref: fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => toHex(bytes) as SessionRef),
  stepStart: fc.nat(0xffff_ffff),
  frame: fc.nat(255),
  nonce: fc.uint8Array({ minLength: 4, maxLength: 4 }).map(toHex),
});
const mac = fc.uint8Array({ minLength: 32, maxLength: 32 });

describe('vectors', () => {
  test.each(vectors.valid)('[SCAN1] $token', (vector) => {
    const uuid = vector.sessionId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    const id = parseId<'session'>(uuid);
    const ref = vector.ref as SessionRef;
    expect(id !== null && sessionRef(id)).toBe(ref);
    expect(dayOfStep(vector.stepStart)).toBe(vector.day);
    expect(toHex(deriveDayKey(hkdf, MASTER_KEY, vector.kid, vector.day))).toBe(vector.kDay);
    const key = sessionKey(vector.kid, ref, vector.day);
    expect(toHex(key)).toBe(vector.kSess);
    const { kid, stepStart, frame, nonce } = vector;
    const given = { kid, ref, stepStart, frame, nonce };
    expect(encodeToken(given, hmac(key, tokenMessage(given)))).toBe(vector.token);
    expect(parseToken(vector.token)).toMatchObject({ ok: true, value: given });
    expect(faultOf(vector.token)).toBeNull();
    expect(shortCodeFromMac(hmac(key, shortCodeMessage(stepStart)))).toBe(vector.short);
  });

  test.each(vectors.invalid)('[SCAN1] $name → $reason', ({ token, reason }) => {
    expect(faultOf(token)).toBe(reason);
  });

  test('[SCAN1] the list of near misses is the one that is generated', () => {
    expect(negative.cases).toEqual(negativeTokens(FIRST));
    expect(negative.valid).toBe(FIRST);
    expect(negative.cases.length).toBeGreaterThan(380);
  });

  test('[SCAN1] every near miss is refused with its reason', () => {
    for (const { name, token, reason } of negative.cases)
      expect([name, faultOf(token)]).toEqual([name, reason]);
  });
});

describe('any token', () => {
  test('[SCAN1] text and back', () => {
    fc.assert(
      fc.property(fields, mac, (given, full) => {
        const text = encodeToken(given, full);
        expect(text).toHaveLength(TOKEN_TEXT_LENGTH);
        const parsed = parseToken(text);
        expect(parsed).toEqual({ ok: true, value: { version: 1, ...given, tag: full.slice(0, 16) } });
        expect(parsed.ok && tagMatches(parsed.value, full)).toBe(true);
      }),
    );
  });

  test('[SCAN1] every flipped bit changes the signed bytes or the tag', () => {
    fc.assert(
      fc.property(fields, mac, fc.nat(38 * 8 - 1), (given, full, bit) => {
        const bytes = [
          ...Buffer.from(toHex(tokenMessage(given)).slice(-44) + toHex(full.slice(0, 16)), 'hex'),
        ];
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7));
        const text = encodeBytes(bytes);
        const parsed = parseToken(text);
        if (!parsed.ok) {
          expect(parsed.reason).toBe('token_unsupported');
        } else {
          const sameMessage = toHex(tokenMessage(parsed.value)) === toHex(tokenMessage(given));
          expect(sameMessage && tagMatches(parsed.value, full)).toBe(false);
        }
      }),
    );
  });

  test('[SCAN1] never throws; what it accepts is spelled in one way only', () => {
    const near = fc.stringMatching(/^[A-Z2-7]{61}$/);
    const versionOne = near.map((text) => `AE${text.slice(2)}`);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), near, versionOne), (text) => {
        const parsed = parseToken(text);
        if (parsed.ok) expect(encodeToken(parsed.value, parsed.value.tag)).toBe(text);
      }),
    );
  });
});

test('[SCAN1] a tag is compared whole, and only with a whole MAC', () => {
  const full = bytesOf('00112233445566778899aabbccddeeff'.repeat(2));
  expect(tagMatches({ tag: full.slice(0, 16) }, full)).toBe(true);
  expect(tagMatches({ tag: full.slice(0, 15) }, full)).toBe(false);
  expect(tagMatches({ tag: full.slice(0, 16) }, full.slice(0, 15))).toBe(false);
  expect(tagMatches({ tag: new Uint8Array(0) }, new Uint8Array(0))).toBe(false);
});

/** Base32 of 38 bytes by an independent route: bits in groups of five. */
function encodeBytes(bytes: readonly number[]): string {
  const bits = bytes.map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.padEnd(305, '0').match(/.{5}/g) ?? [];
  return groups.map((group) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.charAt(Number.parseInt(group, 2))).join('');
}
