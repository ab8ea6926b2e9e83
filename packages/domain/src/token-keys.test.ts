import { expect, test } from 'vitest';
import { toHex } from './bytes.ts';
import { START } from './testing/evidence.ts';
import { dayOfStep, issuerDays, issuerInfo, issuerSalt, sessionInfo } from './token-keys.ts';

test('the bytes of the key schedule', () => {
  const ascii = (label: string) => Buffer.from(label).toString('hex');
  expect(toHex(issuerInfo(0x01020304, 20_779))).toBe(`${ascii('hazri/v1/issuer')}010203040000512b`);
  expect(toHex(sessionInfo())).toBe(ascii('hazri/v1/session'));
  expect(issuerSalt()).toHaveLength(0);
});

test('a device holds the keys of yesterday to 13 days ahead', () => {
  const today = dayOfStep(START / 1000);
  const days = issuerDays(START);
  expect([days[0], days[1], days.at(-1), days.length]).toEqual([today - 1, today, today + 13, 15]);
});
