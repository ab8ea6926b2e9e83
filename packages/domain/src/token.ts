/** The value inside a code: 38 bytes, 61 characters (SPEC.md, Token). MACs are computed by the caller. */
import { assert } from './assert.ts';
import type { Bytes } from './bytes.ts';
import { fromBase32, fromHex, labelled, readU32be, toBase32, toHex, writeU32be } from './bytes.ts';
import type { SessionRef } from './ids.ts';
import type { Result } from './result.ts';
import { fail, ok } from './result.ts';
import { MAX_FRAME } from './steps.ts';

export const TOKEN_VERSION = 1;
export const TOKEN_BYTES = 38;
export const TOKEN_TEXT_LENGTH = 61;
export const TAG_BYTES = 16;
const SIGNED_BYTES = TOKEN_BYTES - TAG_BYTES;
const LABEL = labelled('hazri/v1/qr');

export interface TokenFields {
  /** Names one issuing device and the epoch of the master key; u32. */
  readonly kid: number;
  readonly ref: SessionRef;
  /** Unix seconds, u32, a multiple of the rotation interval (checked against the session's policy, SCAN1). */
  readonly stepStart: number;
  /** Picture within the step, 0–255. */
  readonly frame: number;
  /** Fresh per step, 8 hex digits. */
  readonly nonce: string;
}

export interface Token extends TokenFields {
  readonly version: 1;
  /** First 16 bytes of the HMAC as read; proves nothing until `tagMatches`. */
  readonly tag: Uint8Array;
}

export type TokenTextFault = 'token_malformed' | 'token_noncanonical' | 'token_unsupported';

/** The bytes that HMAC-SHA256 under the session key signs: `"hazri/v1/qr" 0x00` and bytes 0–21. */
export function tokenMessage(fields: TokenFields): Bytes {
  const message = new Uint8Array(LABEL.length + SIGNED_BYTES);
  message.set(LABEL);
  writeSigned(message, LABEL.length, fields);
  return message;
}

/** The token as text. @param mac the full HMAC over `tokenMessage`; its first 16 bytes are kept (RFC 2104 §5) */
export function encodeToken(fields: TokenFields, mac: Uint8Array): string {
  assert(mac.length >= TAG_BYTES, 'MAC shorter than a tag');
  const bytes = new Uint8Array(TOKEN_BYTES);
  writeSigned(bytes, 0, fields);
  bytes.set(mac.subarray(0, TAG_BYTES), SIGNED_BYTES);
  return toBase32(bytes);
}

/** Reads a token's text; the tag is still to be checked. Total: never throws, whatever the text. */
export function parseToken(text: string): Result<Token, TokenTextFault> {
  if (text.length !== TOKEN_TEXT_LENGTH) return fail('token_malformed');
  const decoded = fromBase32(text);
  if (!decoded.ok) {
    return fail(decoded.reason === 'base32_noncanonical' ? 'token_noncanonical' : 'token_malformed');
  }
  const bytes = decoded.value;
  if (bytes[0] !== TOKEN_VERSION) return fail('token_unsupported');
  return ok({
    version: TOKEN_VERSION,
    kid: readU32be(bytes, 1),
    ref: toHex(bytes.subarray(5, 13)) as SessionRef,
    stepStart: readU32be(bytes, 13),
    frame: bytes[17] ?? 0,
    nonce: toHex(bytes.subarray(18, 22)),
    tag: bytes.subarray(SIGNED_BYTES),
  });
}

/** Whether the token's tag is the first 16 bytes of `mac`; takes the same time wherever they differ. */
export function tagMatches(token: Pick<Token, 'tag'>, mac: Uint8Array): boolean {
  if (token.tag.length !== TAG_BYTES || mac.length < TAG_BYTES) return false;
  let difference = 0;
  for (let i = 0; i < TAG_BYTES; i++) difference |= (token.tag[i] ?? 0) ^ (mac[i] ?? 0);
  return difference === 0;
}

/** Puts bytes 0–21 of the token at `start`, in place: the server does it for each reading. */
function writeSigned(bytes: Bytes, start: number, fields: TokenFields): void {
  const ref = fromHex(fields.ref);
  const nonce = fromHex(fields.nonce);
  assert(ref?.length === 8, 'session ref is 8 bytes');
  assert(nonce?.length === 4, 'nonce is 4 bytes');
  assert(
    Number.isInteger(fields.frame) && fields.frame >= 0 && fields.frame <= MAX_FRAME,
    'frame is one byte',
  );
  bytes[start] = TOKEN_VERSION;
  writeU32be(bytes, start + 1, fields.kid);
  bytes.set(ref, start + 5);
  writeU32be(bytes, start + 13, fields.stepStart);
  bytes[start + 17] = fields.frame;
  bytes.set(nonce, start + 18);
}
