import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toHex } from './bytes.ts';
import {
  isTryAllowed,
  shortCodeFromMac,
  shortCodeMessage,
  shortCodeSteps,
  SHORT_CODE_TRIES_WITHIN_MS,
} from './short-code.ts';
import { START } from './testing/evidence.ts';
import './testing/runs.ts';

describe('[SCAN18] the digits', () => {
  test('[SCAN18] label, zero byte, step', () => {
    expect(toHex(shortCodeMessage(0x01020304))).toBe(
      `${Buffer.from('hazri/v1/short').toString('hex')}0001020304`,
    );
  });

  test('[SCAN18] u64 modulo 10^8, with leading zeros', () => {
    const mac = (hex: string) => Uint8Array.from(Buffer.from(hex.padEnd(64, 'f'), 'hex'));
    expect(shortCodeFromMac(mac('0000000000000007'))).toBe('00000007');
    expect(shortCodeFromMac(mac('ffffffffffffffff'))).toBe('09551615');
  });
});

describe('[SCAN18] the window', () => {
  test('[SCAN18] steps that begin within ± 60 s', () => {
    const second = START / 1000;
    expect(shortCodeSteps(START, { rotationMs: 30_000 })).toEqual(
      [-60, -30, 0, 30, 60].map((s) => second + s),
    );
    expect(shortCodeSteps(START + 1, { rotationMs: 30_000 })).toEqual(
      [-30, 0, 30, 60].map((s) => second + s),
    );
    expect(shortCodeSteps(10_000, { rotationMs: 30_000 })).toEqual([0, 30, 60]);
  });
});

describe('[SCAN18] three tries in three hours', () => {
  const tries = [5, 1, 4, 2, 3].map((n) => ({ id: `t${n}`, at: START + n * 60_000 }));
  const allowed = (all: typeof tries) =>
    all
      .filter((one) => isTryAllowed(all, one))
      .map(({ id }) => id)
      .sort();

  test('[SCAN18] the first three by time, not by arrival', () => {
    expect(allowed(tries)).toEqual(['t1', 't2', 't3']);
    fc.assert(
      fc.property(fc.shuffledSubarray(tries, { minLength: 5 }), (shuffled) => {
        expect(allowed(shuffled)).toEqual(['t1', 't2', 't3']);
      }),
    );
  });

  test('[SCAN18] at the same moment the smaller ids', () => {
    expect(allowed(['d', 'b', 'c', 'a'].map((id) => ({ id, at: START })))).toEqual(['a', 'b', 'c']);
  });

  test('[SCAN18] a try three hours later is free again', () => {
    const next = { id: 'later', at: START + 60_000 + SHORT_CODE_TRIES_WITHIN_MS };
    const early = tries.filter(({ id }) => id <= 't3');
    expect(isTryAllowed(early, { ...next, at: next.at - 1 })).toBe(false);
    expect(isTryAllowed(early, next)).toBe(true);
  });
});
