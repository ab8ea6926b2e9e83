/** The server's MAC over (fact hash, first receipt): after a restore it proves when a fact first came (SYNC6). */
import { timingSafeEqual } from 'node:crypto';
import type { KeySchedule } from './key-schedule.ts';

const PURPOSE = 'receipt-stamp';
const STAMP_BYTES = 16;

function stampBytes(keys: KeySchedule, factHash: string, receivedAt: number): Uint8Array {
  return keys.ownMac(PURPOSE, `${factHash}:${receivedAt}`).subarray(0, STAMP_BYTES);
}

/** @param factHash hex, as kept with the fact */
export function makeReceiptStamp(keys: KeySchedule, factHash: string, receivedAt: number): string {
  return Buffer.from(stampBytes(keys, factHash, receivedAt)).toString('base64url');
}

export function isReceiptStamp(
  keys: KeySchedule,
  factHash: string,
  receivedAt: number,
  stamp: string,
): boolean {
  const given = Buffer.from(stamp, 'base64url');
  return given.length === STAMP_BYTES && timingSafeEqual(given, stampBytes(keys, factHash, receivedAt));
}
