import { createHmac, hkdfSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import vectors from '../vectors/token-v1.json' with { type: 'json' };
import { fromHex, toHex } from './bytes.ts';
import { parseId, sessionRef } from './ids.ts';
import type { SessionId, SessionRef } from './ids.ts';
import { shortCodeFromMac, shortCodeMessage } from './short-code.ts';
import { dayOfStep, deriveDayKey, deriveSessionKey } from './token-keys.ts';
import type { Hkdf } from './token-keys.ts';
import { encodeToken, parseToken, tagMatches, tokenMessage } from './token.ts';

const hkdf: Hkdf = (ikm, salt, info) => new Uint8Array(hkdfSync('sha256', ikm, salt, info, 32));
const hmac = (key: Uint8Array, data: Uint8Array) =>
  new Uint8Array(createHmac('sha256', key).update(data).digest());

function bytesOf(hex: string): Uint8Array {
  const bytes = fromHex(hex);
  if (bytes === null) throw new Error(`not hex: ${hex}`);
  return bytes;
}

const master = bytesOf(vectors.master);
const knownKids = new Set(vectors.valid.map(({ kid }) => kid));

/** The fault of a token's text, as a verifier that knows only `knownKids` finds it; null when valid. */
function faultOf(text: string): string | null {
  const parsed = parseToken(text);
  if (!parsed.ok) return parsed.reason;
  const token = parsed.value;
  if (!knownKids.has(token.kid)) return 'token_unknown_key';
  const day = deriveDayKey(hkdf, master, token.kid, dayOfStep(token.stepStart));
  const mac = hmac(deriveSessionKey(hkdf, day, token.ref), tokenMessage(token));
  return tagMatches(token, mac) ? null : 'token_bad_mac';
}

describe('token vectors', () => {
  test.each(vectors.valid)('[SCAN1] $token', (vector) => {
    const sessionId = vector.sessionId.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    const id: SessionId | null = parseId<'session'>(sessionId);
    expect(id !== null && sessionRef(id)).toBe(vector.ref);
    expect(dayOfStep(vector.stepStart)).toBe(vector.day);
    const ref = vector.ref as SessionRef;
    const dayKey = deriveDayKey(hkdf, master, vector.kid, vector.day);
    expect(toHex(dayKey)).toBe(vector.kDay);
    const key = deriveSessionKey(hkdf, dayKey, ref);
    expect(toHex(key)).toBe(vector.kSess);
    const fields = {
      kid: vector.kid,
      ref,
      stepStart: vector.stepStart,
      frame: vector.frame,
      nonce: vector.nonce,
    };
    expect(encodeToken(fields, hmac(key, tokenMessage(fields)))).toBe(vector.token);
    expect(parseToken(vector.token)).toMatchObject({ ok: true, value: fields });
    expect(faultOf(vector.token)).toBeNull();
    expect(shortCodeFromMac(hmac(key, shortCodeMessage(vector.stepStart)))).toBe(vector.short);
  });

  test.each(vectors.invalid)('[SCAN1] $name → $reason', ({ token, reason }) => {
    expect(faultOf(token)).toBe(reason);
  });
});
