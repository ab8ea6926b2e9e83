/** A whole verifier over node:crypto, as a server has it: text, key schedule, MAC, rhythm of the steps. */
import { createHmac, hkdfSync } from 'node:crypto';
import { fromHex } from '../bytes.ts';
import type { SessionRef } from '../ids.ts';
import { dayOfStep, deriveDayKey, deriveSessionKey } from '../token-keys.ts';
import type { Hkdf } from '../token-keys.ts';
import { parseToken, tagMatches, tokenMessage } from '../token.ts';
import vectors from '../../vectors/token-v1.json' with { type: 'json' };

export const hkdf: Hkdf = (ikm, salt, info) => new Uint8Array(hkdfSync('sha256', ikm, salt, info, 32));

export function hmac(key: Uint8Array, data: Uint8Array): Uint8Array {
  return new Uint8Array(createHmac('sha256', key).update(data).digest());
}

export function bytesOf(hex: string): Uint8Array {
  const bytes = fromHex(hex);
  if (bytes === null) throw new Error(`not hex: ${hex}`);
  return bytes;
}

export const MASTER_KEY = bytesOf(vectors.master);
/** Only these kids are registered. */
export const KNOWN_KIDS: ReadonlySet<number> = new Set(vectors.valid.map(({ kid }) => kid));
const ROTATION_SECONDS = 30;

export function sessionKey(kid: number, ref: SessionRef, day: number): Uint8Array {
  return deriveSessionKey(hkdf, deriveDayKey(hkdf, MASTER_KEY, kid, day), ref);
}

/** The fault of a token's text; null when it is valid. */
export function faultOf(text: string): string | null {
  const parsed = parseToken(text);
  if (!parsed.ok) return parsed.reason;
  const token = parsed.value;
  if (!KNOWN_KIDS.has(token.kid)) return 'token_unknown_key';
  const key = sessionKey(token.kid, token.ref, dayOfStep(token.stepStart));
  if (!tagMatches(token, hmac(key, tokenMessage(token)))) return 'token_bad_mac';
  return token.stepStart % ROTATION_SECONDS === 0 ? null : 'token_malformed';
}
