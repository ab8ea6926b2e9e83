import { expect, test } from 'vitest';
import { makeKeySchedule } from './key-schedule.ts';
import { isReceiptStamp, makeReceiptStamp } from './receipt-stamp.ts';

const keys = makeKeySchedule(new Uint8Array(32).fill(1));
const others = makeKeySchedule(new Uint8Array(32).fill(2));
const HASH = 'ab'.repeat(32);
const RECEIVED_AT = 1_795_343_970_000;
const stamp = makeReceiptStamp(keys, HASH, RECEIVED_AT);

test('[SYNC6] a stamp proves one first receipt of one fact, by the server whose key it is', () => {
  expect(isReceiptStamp(keys, HASH, RECEIVED_AT, stamp)).toBe(true);
  expect(isReceiptStamp(keys, 'cd'.repeat(32), RECEIVED_AT, stamp)).toBe(false);
  expect(isReceiptStamp(keys, HASH, RECEIVED_AT - 1, stamp)).toBe(false);
  expect(isReceiptStamp(others, HASH, RECEIVED_AT, stamp)).toBe(false);
});

test('[SYNC6] what is no stamp is refused like a wrong one: it came with others’ facts', () => {
  for (const forged of ['', 'A', stamp.slice(0, -2), `${stamp}AAAA`, 'é'.repeat(22), 'A'.repeat(200)])
    expect(isReceiptStamp(keys, HASH, RECEIVED_AT, forged)).toBe(false);
});
