/**
 * How bytes become text and back: hex, base32 and base64url (RFC 4648), without TextEncoder or Buffer,
 * so that page, worker and server share one strict codec.
 */
import { assert } from './assert.ts';
import type { Result } from './result.ts';
import { fail, ok } from './result.ts';

/** Bytes over a plain ArrayBuffer: what WebCrypto and node:crypto both take. */
export type Bytes = Uint8Array<ArrayBuffer>;

interface Alphabet {
  readonly signs: string;
  /** Bits a sign stands for. */
  readonly width: number;
  /** What a sign stands for, by its character code; −1 where there is no such sign. */
  readonly values: Int8Array;
}

const HEX = alphabetOf('0123456789abcdef', 4);
const BASE32 = alphabetOf('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 5);
const BASE64URL = alphabetOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', 6);
const HEX_BY_BYTE: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  encode(Uint8Array.of(byte), HEX),
);
/** Lengths modulo 8 that RFC 4648 §6 can produce. */
const BASE32_TAILS: readonly number[] = [0, 2, 4, 5, 7];

/** Lower-case hex, two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += HEX_BY_BYTE[byte] ?? '';
  return text;
}

/** Bytes of lower-case hex; null for an odd length or any other character. */
export function fromHex(text: string): Bytes | null {
  return text.length % 2 === 0 ? decode(text, HEX) : null;
}

/** RFC 4648 §6, upper case, no padding. */
export function toBase32(bytes: Uint8Array): string {
  return encode(bytes, BASE32);
}

/**
 * Strict inverse of `toBase32`: exactly one text stands for each byte string.
 * @returns `base32_noncanonical` for lower case or spare bits that aren't zero, `base32_malformed` for the rest.
 */
export function fromBase32(text: string): Result<Bytes, 'base32_malformed' | 'base32_noncanonical'> {
  if (!BASE32_TAILS.includes(text.length % 8)) return fail('base32_malformed');
  const bytes = decode(text, BASE32);
  if (bytes !== null) return ok(bytes);
  return fail(/^[A-Za-z2-7]*$/.test(text) ? 'base32_noncanonical' : 'base32_malformed');
}

/** RFC 4648 §5, no padding. */
export function toBase64Url(bytes: Uint8Array): string {
  return encode(bytes, BASE64URL);
}

/** Strict inverse of `toBase64Url`; null for padding, foreign characters and spare bits that aren't zero. */
export function fromBase64Url(text: string): Bytes | null {
  return text.length % 4 === 1 ? null : decode(text, BASE64URL);
}

export function concatBytes(...parts: readonly Uint8Array[]): Bytes {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Four bytes, big-endian. @param value integer, 0 ≤ value < 2^32 */
export function u32be(value: number): Bytes {
  const bytes = new Uint8Array(4);
  writeU32be(bytes, 0, value);
  return bytes;
}

/** Puts `u32be(value)` at `offset`. */
export function writeU32be(bytes: Uint8Array, offset: number, value: number): void {
  assert(Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff, 'u32 out of range');
  assert(offset >= 0 && offset + 4 <= bytes.length, 'u32 beyond the end');
  bytes[offset] = value >>> 24;
  bytes[offset + 1] = value >>> 16;
  bytes[offset + 2] = value >>> 8;
  bytes[offset + 3] = value;
}

/** The integer of four big-endian bytes at `offset`. */
export function readU32be(bytes: Uint8Array, offset: number): number {
  assert(offset >= 0 && offset + 4 <= bytes.length, 'u32 beyond the end');
  let value = 0;
  for (let at = offset; at < offset + 4; at++) value = value * 256 + (bytes[at] ?? 0);
  return value;
}

/** One byte a character. @param text ASCII only: labels and canonical JSON, never what a person typed */
export function asciiBytes(text: string): Bytes {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    assert(code < 128, 'text is not ASCII');
    bytes[i] = code;
  }
  return bytes;
}

/** `label || 0x00 || parts`: every MAC and signature here starts with a label, so none passes for another. */
export function labelled(label: string, ...parts: readonly Uint8Array[]): Bytes {
  return concatBytes(asciiBytes(label), Uint8Array.of(0), ...parts);
}

function alphabetOf(signs: string, width: number): Alphabet {
  const values = new Int8Array(128).fill(-1);
  for (let value = 0; value < signs.length; value++) values[signs.charCodeAt(value)] = value;
  return { signs, width, values };
}

function encode(bytes: Uint8Array, { signs, width }: Alphabet): string {
  const mask = (1 << width) - 1;
  let text = '';
  let pending = 0;
  let bits = 0;
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    bits += 8;
    while (bits >= width) {
      bits -= width;
      text += signs.charAt((pending >>> bits) & mask);
    }
    pending &= (1 << bits) - 1;
  }
  return bits > 0 ? text + signs.charAt((pending << (width - bits)) & mask) : text;
}

/** null for a foreign character and when spare bits are set; the caller has checked the length. */
function decode(text: string, { width, values }: Alphabet): Bytes | null {
  const bytes = new Uint8Array(Math.floor((text.length * width) / 8));
  let pending = 0;
  let bits = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const value = values[text.charCodeAt(i)] ?? -1;
    if (value < 0) return null;
    pending = (pending << width) | value;
    bits += width;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = pending >>> bits;
      pending &= (1 << bits) - 1;
    }
  }
  return pending === 0 ? bytes : null;
}
