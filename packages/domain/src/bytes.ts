/**
 * How bytes become text and back: hex, base32 and base64url (RFC 4648), without TextEncoder or Buffer,
 * so that page, worker and server share one strict codec.
 */
import { assert } from './assert.ts';
import type { Result } from './result.ts';
import { fail, ok } from './result.ts';

/** Bytes over a plain ArrayBuffer: what WebCrypto and node:crypto both take. */
export type Bytes = Uint8Array<ArrayBuffer>;

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Lengths modulo 8 that RFC 4648 §6 can produce. */
const BASE32_TAILS: readonly number[] = [0, 2, 4, 5, 7];

/** Lower-case hex, two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}

/** Bytes of lower-case hex; null for an odd length or any other character. */
export function fromHex(text: string): Bytes | null {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) return null;
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}

/** RFC 4648 §6, upper case, no padding. */
export function toBase32(bytes: Uint8Array): string {
  return encode(bytes, BASE32, 5);
}

/**
 * Strict inverse of `toBase32`: exactly one text stands for each byte string.
 * @returns `base32_noncanonical` for lower case or spare bits that aren't zero, `base32_malformed` for the rest.
 */
export function fromBase32(text: string): Result<Bytes, 'base32_malformed' | 'base32_noncanonical'> {
  if (!/^[A-Za-z2-7]*$/.test(text) || !BASE32_TAILS.includes(text.length % 8))
    return fail('base32_malformed');
  if (!/^[A-Z2-7]*$/.test(text)) return fail('base32_noncanonical');
  const bytes = decode(text, BASE32, 5);
  return bytes === null ? fail('base32_noncanonical') : ok(bytes);
}

/** RFC 4648 §5, no padding. */
export function toBase64Url(bytes: Uint8Array): string {
  return encode(bytes, BASE64URL, 6);
}

/** Strict inverse of `toBase64Url`; null for padding, foreign characters and spare bits that aren't zero. */
export function fromBase64Url(text: string): Bytes | null {
  return /^[A-Za-z0-9_-]*$/.test(text) && text.length % 4 !== 1 ? decode(text, BASE64URL, 6) : null;
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
  assert(Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff, 'u32 out of range');
  return Uint8Array.of(value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255);
}

/** The integer of four big-endian bytes at `offset`. */
export function readU32be(bytes: Uint8Array, offset: number): number {
  assert(offset >= 0 && offset + 4 <= bytes.length, 'u32 beyond the end');
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(offset);
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

function encode(bytes: Uint8Array, alphabet: string, width: number): string {
  const mask = (1 << width) - 1;
  let text = '';
  let pending = 0;
  let bits = 0;
  for (const byte of bytes) {
    pending = (pending << 8) | byte;
    bits += 8;
    while (bits >= width) {
      bits -= width;
      text += alphabet.charAt((pending >>> bits) & mask);
    }
    pending &= (1 << bits) - 1;
  }
  return bits > 0 ? text + alphabet.charAt((pending << (width - bits)) & mask) : text;
}

/** null when spare bits are set; the caller has checked the characters. */
function decode(text: string, alphabet: string, width: number): Bytes | null {
  const bytes = new Uint8Array(Math.floor((text.length * width) / 8));
  let pending = 0;
  let bits = 0;
  let at = 0;
  for (const character of text) {
    pending = (pending << width) | alphabet.indexOf(character);
    bits += width;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = pending >>> bits;
      pending &= (1 << bits) - 1;
    }
  }
  return pending === 0 ? bytes : null;
}
