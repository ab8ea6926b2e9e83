import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  asciiBytes,
  concatBytes,
  fromBase32,
  fromBase64Url,
  fromHex,
  labelled,
  readU32be,
  toBase32,
  toBase64Url,
  toHex,
  u32be,
  writeU32be,
} from './bytes.ts';
import './testing/runs.ts';

const anyBytes = fc.uint8Array({ maxLength: 200 });
const anyText = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.stringMatching(/^[A-Za-z0-9=_-]*$/));

describe('RFC 4648 §10', () => {
  test.each([
    ['', '', ''],
    ['f', 'MY', 'Zg'],
    ['fo', 'MZXQ', 'Zm8'],
    ['foo', 'MZXW6', 'Zm9v'],
    ['foob', 'MZXW6YQ', 'Zm9vYg'],
    ['fooba', 'MZXW6YTB', 'Zm9vYmE'],
    ['foobar', 'MZXW6YTBOI', 'Zm9vYmFy'],
  ])('%j', (plain, base32, base64) => {
    const bytes = asciiBytes(plain);
    expect([toBase32(bytes), toBase64Url(bytes)]).toEqual([base32, base64]);
    expect(fromBase32(base32)).toEqual({ ok: true, value: bytes });
    expect(fromBase64Url(base64)).toEqual(bytes);
  });
});

describe('round trips', () => {
  test('bytes → text → bytes', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        expect(fromHex(toHex(bytes))).toEqual(bytes);
        expect(fromBase32(toBase32(bytes))).toEqual({ ok: true, value: bytes });
        expect(fromBase64Url(toBase64Url(bytes))).toEqual(bytes);
        expect(toBase64Url(bytes)).toBe(Buffer.from(bytes).toString('base64url'));
        expect(toHex(bytes)).toBe(Buffer.from(bytes).toString('hex'));
      }),
    );
  });

  test('text that decodes encodes to itself: one text for each byte string', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const base32 = fromBase32(text);
        if (base32.ok) expect(toBase32(base32.value)).toBe(text);
        const base64 = fromBase64Url(text);
        if (base64 !== null) expect(toBase64Url(base64)).toBe(text);
        const hex = fromHex(text);
        if (hex !== null) expect(toHex(hex)).toBe(text);
      }),
    );
  });

  test('one sign replaced by another gives other bytes or is refused, with its reason', () => {
    const replacement = fc.oneof(fc.string({ unit: 'binary', minLength: 1 }), fc.stringMatching(/^[ -~]$/));
    fc.assert(
      fc.property(anyBytes, fc.nat(), replacement, (bytes, place, sign) => {
        const changed = (text: string) => {
          const at = place % (text.length + 1);
          return text.slice(0, at) + sign.charAt(0) + text.slice(at + 1);
        };
        const base32 = changed(toBase32(bytes));
        const inner = fromBase32(base32);
        if (inner.ok) expect(toBase32(inner.value)).toBe(base32);
        else {
          const isBase32InAnyCase = /^[A-Za-z2-7]*$/.test(base32) && ![1, 3, 6].includes(base32.length % 8);
          expect(inner.reason).toBe(isBase32InAnyCase ? 'base32_noncanonical' : 'base32_malformed');
        }
        const base64 = changed(toBase64Url(bytes));
        const plain = Buffer.from(base64, 'base64url');
        const isBase64 = plain.toString('base64url') === base64;
        expect(fromBase64Url(base64)).toEqual(isBase64 ? Uint8Array.from(plain) : null);
        const hex = changed(toHex(bytes));
        const isHex = Buffer.from(hex, 'hex').toString('hex') === hex;
        expect(fromHex(hex)).toEqual(isHex ? Uint8Array.from(Buffer.from(hex, 'hex')) : null);
      }),
    );
  });

  test('u32be', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), (value) => {
        expect(readU32be(u32be(value), 0)).toBe(value);
      }),
    );
  });
});

test('base32 refuses what is nearly right', () => {
  const malformed = { ok: false, reason: 'base32_malformed' };
  const noncanonical = { ok: false, reason: 'base32_noncanonical' };
  for (const text of ['M', 'MZX', 'MZXW6Y', 'MY======', 'M1', 'MZ XQ', 'MÝ', 'ſY']) {
    expect(fromBase32(text)).toEqual(malformed);
  }
  for (const text of ['my', 'mY', 'MZ', 'MZXR']) expect(fromBase32(text)).toEqual(noncanonical);
});

test('hex and base64url refuse what is nearly right', () => {
  for (const text of ['0', 'AB', 'zz', '0x', '٠٠']) expect(fromHex(text)).toBeNull();
  for (const text of ['A', 'Zh', 'Zg==', 'Z+', 'Z/', 'Zg\n']) expect(fromBase64Url(text)).toBeNull();
});

test('bugs are assertions', () => {
  expect(() => u32be(2 ** 32)).toThrow();
  expect(() => u32be(-1)).toThrow();
  expect(() => u32be(1.5)).toThrow();
  expect(() => asciiBytes('é')).toThrow();
  expect(() => readU32be(new Uint8Array(3), 0)).toThrow();
  expect(() => writeU32be(new Uint8Array(5), 2, 0)).toThrow();
});

test('labels end in a zero byte, so no label with data passes for another', () => {
  expect(toHex(labelled('ab', Uint8Array.of(1), Uint8Array.of(2, 3)))).toBe('616200010203');
  expect(concatBytes()).toHaveLength(0);
});
