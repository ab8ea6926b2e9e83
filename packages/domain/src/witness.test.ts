import { expect, test } from 'vitest';
import { START } from './testing/evidence.ts';
import { stated } from './testing/facts.ts';
import { witnessCounts, WITNESS_AFTER_CLOSE_MS } from './witness.ts';

const HOUR = 3_600_000;
const witness = (at: number, clockErrorMs = 0) =>
  stated(
    'witness',
    { receipt: '' },
    {
      id: 1,
      madeAt: at + clockErrorMs,
      sentAt: START + 9 * HOUR + clockErrorMs,
      receivedAt: START + 9 * HOUR,
    },
  );
const session = { openedAt: START, closedAt: START + HOUR };

test('[SCAN13] a witness counts from the opening to the closing + 15 min', () => {
  const last = START + HOUR + WITNESS_AFTER_CLOSE_MS;
  expect(witnessCounts(session, witness(START))).toBe(true);
  expect(witnessCounts(session, witness(START - 1))).toBe(false);
  expect(witnessCounts(session, witness(last))).toBe(true);
  expect(witnessCounts(session, witness(last + 1))).toBe(false);
});

test('[SCAN13] in server time, whatever the clock of the witness says', () => {
  expect(witnessCounts(session, witness(START + 1, -50 * HOUR))).toBe(true);
  expect(witnessCounts(session, witness(START - 1, 50 * HOUR))).toBe(false);
});

test('[SCAN13] not before anything is known of an opening, and at any time while it is open', () => {
  expect(witnessCounts({ openedAt: null, closedAt: null }, witness(START))).toBe(false);
  expect(witnessCounts({ openedAt: START, closedAt: null }, witness(START + 8 * HOUR))).toBe(true);
});
