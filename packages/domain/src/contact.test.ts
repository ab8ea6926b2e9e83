import { expect, test } from 'vitest';
import { contactAfterScan } from './contact.ts';

const scan = { scannedAt: 100_000, receivedAt: 900_000 };
const missed = { sentAt: 105_001, receivedAt: 205_000, answered: true, hadRoom: true };

test('[SCAN8] an earlier, answered sync with room, sent more than 5 s after the scan', () => {
  expect(contactAfterScan(scan, [missed])).toBe(true);
  expect(contactAfterScan(scan, [{ ...missed, sentAt: 105_000 }])).toBe(false);
  expect(contactAfterScan(scan, [{ ...missed, answered: false }])).toBe(false);
  expect(contactAfterScan(scan, [{ ...missed, hadRoom: false }])).toBe(false);
  expect(contactAfterScan(scan, [])).toBe(false);
});

test('[SCAN8] the exchange that carried the scan is no missed one', () => {
  expect(contactAfterScan(scan, [{ ...missed, sentAt: 800_000, receivedAt: 900_000 }])).toBe(false);
});
