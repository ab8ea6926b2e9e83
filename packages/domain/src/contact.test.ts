import { expect, test } from 'vitest';
import { contactAfterScan } from './contact.ts';

// The device's clock runs 100 s behind the server's.
const scan = { scannedAt: 100_000, sentAt: 800_000, receivedAt: 900_000 };
const missed = { sentAt: 105_001, receivedAt: 205_001, answered: true, hadRoom: true };

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

test('[SCAN8] only the last contact with room speaks', () => {
  const before = { ...missed, sentAt: 99_000, receivedAt: 300_000 };
  expect(contactAfterScan(scan, [missed, before])).toBe(false);
  expect(contactAfterScan(scan, [before, { ...missed, sentAt: 400_000, receivedAt: 500_000 }])).toBe(true);
  expect(contactAfterScan(scan, [missed, { ...before, hadRoom: false }])).toBe(true);
});

test('[SCAN8] a clock that was put back leaves contacts in its future, which say nothing', () => {
  // Contact at server time 205 s; then the clock went back, and the scan is of server time 700 s.
  const putBack = { scannedAt: 90_000, sentAt: 290_000, receivedAt: 900_000 };
  expect(contactAfterScan(putBack, [missed])).toBe(false);
  expect(contactAfterScan({ ...putBack, receivedAt: 300_000 }, [missed])).toBe(true);
});
