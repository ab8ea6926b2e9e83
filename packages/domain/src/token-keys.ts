/**
 * Which bytes go into the key schedule? (SPEC.md, Token: Keys)
 * ```
 * K_day  = HKDF-SHA256(K_master[epoch], salt "",  info "hazri/v1/issuer" || kid || day)
 * K_sess = HKDF-SHA256(K_day,           salt ref, info "hazri/v1/session")
 * ```
 * The builders serve asynchronous WebCrypto as well; `deriveDayKey` and `deriveSessionKey` a synchronous HKDF.
 */
import { assert } from './assert.ts';
import type { Bytes } from './bytes.ts';
import { asciiBytes, concatBytes, fromHex, u32be } from './bytes.ts';
import type { SessionRef } from './ids.ts';

export const KEY_BYTES = 32;
/** A device holds the keys of yesterday … */
export const KEY_DAYS_BACK = 1;
/** … to 13 days ahead. */
export const KEY_DAYS_AHEAD = 13;

/** HKDF-SHA256 with an output of 32 bytes (RFC 5869). */
export type Hkdf = (ikm: Uint8Array, salt: Uint8Array, info: Uint8Array) => Uint8Array;

export function issuerSalt(): Bytes {
  return new Uint8Array(0);
}

/** @param kid u32 @param day UTC day number */
export function issuerInfo(kid: number, day: number): Bytes {
  return concatBytes(asciiBytes('hazri/v1/issuer'), u32be(kid), u32be(day));
}

/** The eight bytes of the session's ref. */
export function sessionSalt(ref: SessionRef): Bytes {
  const salt = fromHex(ref);
  assert(salt?.length === 8, 'session ref is 8 bytes');
  return salt;
}

export function sessionInfo(): Bytes {
  return asciiBytes('hazri/v1/session');
}

export function deriveDayKey(hkdf: Hkdf, masterKey: Uint8Array, kid: number, day: number): Uint8Array {
  return hkdf(masterKey, issuerSalt(), issuerInfo(kid, day));
}

export function deriveSessionKey(hkdf: Hkdf, dayKey: Uint8Array, ref: SessionRef): Uint8Array {
  return hkdf(dayKey, sessionSalt(ref), sessionInfo());
}

/** UTC day number of a step (Unix seconds). */
export function dayOfStep(stepStart: number): number {
  return Math.floor(stepStart / 86_400);
}

/** UTC day numbers whose keys a device holds at `nowMs`, oldest first. */
export function issuerDays(nowMs: number): readonly number[] {
  const today = dayOfStep(nowMs / 1000);
  return Array.from({ length: KEY_DAYS_BACK + 1 + KEY_DAYS_AHEAD }, (_, i) => today - KEY_DAYS_BACK + i);
}
