/**
 * What does a student's screen show a witness? 95 bytes and a P-256 signature of the phone (SPEC.md, Receipt):
 * version 1 · scan id 16 · student id 16 · device id 16 · token 38 · claimed time u64be 8, then r‖s 64.
 */
import { assert } from './assert.ts';
import type { Bytes } from './bytes.ts';
import { concatBytes, fromBase32, fromHex, labelled, readU32be, toBase32, toHex, u32be } from './bytes.ts';
import type { CodeFault } from './code-link.ts';
import { readOwnPath } from './code-link.ts';
import type { DeviceId, FactId, Id, UserId } from './ids.ts';
import { parseId } from './ids.ts';
import type { Result } from './result.ts';
import { fail, ok } from './result.ts';
import type { Token } from './token.ts';
import { parseToken, TOKEN_BYTES, TOKEN_TEXT_LENGTH } from './token.ts';

export const RECEIPT_VERSION = 1;
export const RECEIPT_SIGNATURE_BYTES = 64;
const ID_BYTES = 16;
const SIGNED_BYTES = 1 + 3 * ID_BYTES + TOKEN_BYTES + 8;
/** Characters of a receipt's text. */
export const RECEIPT_TEXT_LENGTH = Math.ceil(((SIGNED_BYTES + RECEIPT_SIGNATURE_BYTES) * 8) / 5);

export interface ReceiptFields {
  readonly scanId: FactId;
  readonly studentId: UserId;
  readonly deviceId: DeviceId;
  readonly tokenText: string;
  /** Raw device time of the scan, epoch ms: a claim. */
  readonly claimedAt: number;
}

export interface Receipt extends ReceiptFields {
  readonly version: 1;
  readonly token: Token;
  /** P-256 r‖s over `receiptMessage` by the student's device; still to be verified. */
  readonly signature: Bytes;
}

export type ReceiptFault = 'receipt_malformed' | 'receipt_noncanonical' | 'receipt_unsupported';

/** The bytes that the phone signs: `"hazri/v1/receipt" 0x00` and the 95 bytes. */
export function receiptMessage(fields: ReceiptFields): Bytes {
  return labelled('hazri/v1/receipt', signedBytes(fields));
}

/** The receipt as text. @param signature P-256 r‖s, 64 bytes */
export function encodeReceipt(fields: ReceiptFields, signature: Uint8Array): string {
  assert(signature.length === RECEIPT_SIGNATURE_BYTES, 'signature is 64 bytes');
  return toBase32(concatBytes(signedBytes(fields), signature));
}

/** The link in a receipt's QR code, upper case throughout. */
export function receiptLink(origin: string, receiptText: string): string {
  return `${origin.replace(/\/+$/, '').toUpperCase()}/R/${receiptText}`;
}

/** The receipt text inside a read code of our own origin (compare `readCode`). */
export function readReceiptCode(text: string, origin: string): Result<string, CodeFault | ReceiptFault> {
  const path = readOwnPath(text, origin, 'R');
  if (!path.ok) return path;
  const receipt = parseReceipt(path.value);
  return receipt.ok ? path : fail(receipt.reason);
}

/**
 * Reads a receipt, given as its text or as the whole link that the QR code holds. Signature and token tag are
 * still to be verified. Total: never throws.
 */
export function parseReceipt(text: string): Result<Receipt, ReceiptFault> {
  const bare = text.slice(text.lastIndexOf('/') + 1);
  if (bare.length !== RECEIPT_TEXT_LENGTH) return fail('receipt_malformed');
  const decoded = fromBase32(bare);
  if (!decoded.ok) {
    return fail(decoded.reason === 'base32_noncanonical' ? 'receipt_noncanonical' : 'receipt_malformed');
  }
  const bytes = decoded.value;
  if (bytes[0] !== RECEIPT_VERSION) return fail('receipt_unsupported');
  const scanId = readId<'fact'>(bytes, 1);
  const studentId = readId<'user'>(bytes, 1 + ID_BYTES);
  const deviceId = readId<'device'>(bytes, 1 + 2 * ID_BYTES);
  const tokenAt = 1 + 3 * ID_BYTES;
  const tokenText = toBase32(bytes.subarray(tokenAt, tokenAt + TOKEN_BYTES));
  const token = parseToken(tokenText);
  const claimedAt =
    readU32be(bytes, tokenAt + TOKEN_BYTES) * 2 ** 32 + readU32be(bytes, tokenAt + TOKEN_BYTES + 4);
  if (!token.ok || scanId === null || studentId === null || deviceId === null)
    return fail('receipt_malformed');
  if (!Number.isSafeInteger(claimedAt)) return fail('receipt_malformed');
  return ok({
    version: RECEIPT_VERSION,
    scanId,
    studentId,
    deviceId,
    tokenText,
    token: token.value,
    claimedAt,
    signature: bytes.slice(SIGNED_BYTES),
  });
}

function signedBytes(fields: ReceiptFields): Bytes {
  const { claimedAt, tokenText } = fields;
  const token = fromBase32(tokenText);
  assert(token.ok && tokenText.length === TOKEN_TEXT_LENGTH, 'a receipt carries a whole token');
  assert(Number.isSafeInteger(claimedAt) && claimedAt >= 0, 'claimed time is whole milliseconds');
  return concatBytes(
    Uint8Array.of(RECEIPT_VERSION),
    idBytes(fields.scanId),
    idBytes(fields.studentId),
    idBytes(fields.deviceId),
    token.value,
    u32be(Math.floor(claimedAt / 2 ** 32)),
    u32be(claimedAt % 2 ** 32),
  );
}

function idBytes(id: string): Bytes {
  const bytes = fromHex(id.replaceAll('-', ''));
  assert(bytes?.length === ID_BYTES, 'ids are UUIDs');
  return bytes;
}

function readId<Name extends string>(bytes: Uint8Array, at: number): Id<Name> | null {
  const hex = toHex(bytes.subarray(at, at + ID_BYTES));
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join(
    '-',
  );
  return parseId<Name>(uuid);
}
