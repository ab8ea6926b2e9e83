import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  encodeReceipt,
  parseReceipt,
  readReceiptCode,
  receiptLink,
  receiptMessage,
  RECEIPT_TEXT_LENGTH,
} from './receipt.ts';
import type { ReceiptFields } from './receipt.ts';
import { START } from './testing/evidence.ts';
import { testId } from './testing/ids.ts';
import './testing/runs.ts';

const ORIGIN = 'https://hazri.acem.ac.in';
const TOKEN = 'AEAAAAABR46L2QLWELPSS2JA7UAAAFLMR7MFO6TLEMZDSSP53UOLWVGD7I2WG';
const FIELDS: ReceiptFields = {
  scanId: testId('fact', 1),
  studentId: testId('user', 2),
  deviceId: testId('device', 3),
  tokenText: TOKEN,
  claimedAt: START,
};
const SIGNATURE = Uint8Array.from({ length: 64 }, (_, i) => 255 - i);
const TEXT = encodeReceipt(FIELDS, SIGNATURE);

describe('[SCAN13] the receipt a witness scans', () => {
  test('[SCAN13] text and back', () => {
    fc.assert(
      fc.property(
        fc.maxSafeInteger().map(Math.abs),
        fc.uint8Array({ minLength: 64, maxLength: 64 }),
        (claimedAt, signature) => {
          const fields = { ...FIELDS, claimedAt };
          const text = encodeReceipt(fields, signature);
          expect(text).toHaveLength(RECEIPT_TEXT_LENGTH);
          expect(parseReceipt(text)).toMatchObject({ ok: true, value: { ...fields, signature } });
        },
      ),
    );
  });

  test('[SCAN13] link and back; the witness fact may carry the link as read', () => {
    const link = receiptLink(ORIGIN, TEXT);
    expect(link).toMatch(/^HTTPS:\/\/HAZRI\.ACEM\.AC\.IN\/R\/[A-Z2-7]{255}$/);
    expect(readReceiptCode(link, ORIGIN)).toEqual({ ok: true, value: TEXT });
    expect(parseReceipt(link)).toEqual(parseReceipt(TEXT));
    expect(readReceiptCode(link, 'https://other.example')).toEqual({ ok: false, reason: 'code_foreign' });
    expect(readReceiptCode(`${link}A`, ORIGIN)).toEqual({ ok: false, reason: 'receipt_malformed' });
  });

  test('[SCAN13] a phone signs it and a server verifies it', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const signature = sign('sha256', receiptMessage(FIELDS), { key: privateKey, dsaEncoding: 'ieee-p1363' });
    const parsed = parseReceipt(encodeReceipt(FIELDS, signature));
    expect(parsed.ok).toBe(true);
    if (!parsed.ok) return;
    const key = {
      key: createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })),
      dsaEncoding: 'ieee-p1363',
    } as const;
    expect(verify('sha256', receiptMessage(parsed.value), key, parsed.value.signature)).toBe(true);
    const later = { ...parsed.value, claimedAt: parsed.value.claimedAt + 1 };
    expect(verify('sha256', receiptMessage(later), key, parsed.value.signature)).toBe(false);
  });

  test.each([
    ['truncated', TEXT.slice(0, -1), 'receipt_malformed'],
    ['trailing', `${TEXT}A`, 'receipt_malformed'],
    ['lower case', TEXT.toLowerCase(), 'receipt_noncanonical'],
    ['spare bits', `${TEXT.slice(0, -1)}B`, 'receipt_noncanonical'],
    ['outside the alphabet', `1${TEXT.slice(1)}`, 'receipt_malformed'],
    ['version 2', `AI${TEXT.slice(2)}`, 'receipt_unsupported'],
    ['empty', '', 'receipt_malformed'],
  ])('[SCAN13] %s', (name, text, reason) => {
    const last = TEXT.slice(-1);
    if (name === 'spare bits') expect(last).not.toBe('B');
    expect(parseReceipt(text)).toEqual({ ok: false, reason });
  });

  test('[SCAN13] every signed field is in the message', () => {
    const messages = [
      FIELDS,
      { ...FIELDS, scanId: testId('fact', 9) },
      { ...FIELDS, studentId: testId('user', 9) },
      { ...FIELDS, deviceId: testId('device', 9) },
      { ...FIELDS, tokenText: `${TOKEN.slice(0, 20)}ABCDEF${TOKEN.slice(26)}` },
      { ...FIELDS, claimedAt: START + 2 ** 40 },
    ].map((fields) => receiptMessage(fields).join());
    expect(new Set(messages).size).toBe(messages.length);
  });

  test('[SCAN13] never throws', () => {
    const nearly = fc.stringMatching(/^[A-Z2-7]{255}$/);
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), nearly), (text) => {
        const parsed = parseReceipt(text);
        if (parsed.ok) expect(encodeReceipt(parsed.value, parsed.value.signature)).toBe(text);
      }),
    );
  });
});
