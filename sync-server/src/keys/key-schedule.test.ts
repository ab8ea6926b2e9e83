import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import type { SessionRef } from '@hazri/domain';
import { parseToken, shortCodeFromMac, shortCodeMessage } from '@hazri/domain';
import { makeKeySchedule } from './key-schedule.ts';
import { readToken } from './read-token.ts';

const vectorFile = new URL('../../../packages/domain/vectors/token-v1.json', import.meta.url);
const { master, valid } = z
  .object({
    master: z.string(),
    valid: z.array(
      z.object({ kid: z.int(), day: z.int(), kDay: z.string(), token: z.string(), short: z.string() }),
    ),
  })
  .parse(JSON.parse(readFileSync(vectorFile, 'utf8')));
const masterKey = Buffer.from(master, 'hex');
const keys = makeKeySchedule(masterKey);

test.each(valid)('[SCAN1] day and session key of $token', ({ kid, day, kDay, token, short }) => {
  expect(Buffer.from(keys.dayKey(kid, day)).toString('hex')).toBe(kDay);
  const parsed = parseToken(token);
  if (!parsed.ok) throw new Error(parsed.reason);
  const { ref, stepStart } = parsed.value;
  for (const _firstAndCached of [1, 2]) {
    expect(readToken(keys, () => true, { text: token, gapMs: 3 })).toEqual({
      ok: true,
      token: parsed.value,
      gapMs: 3,
    });
    expect(shortCodeFromMac(keys.sessionMac(kid, day, ref, shortCodeMessage(stepStart)))).toBe(short);
  }
});

test('[SCAN1] each kid, day and session has a key of its own, cached or not', () => {
  const text = Buffer.from('text');
  const macs = (['0011223344556677', '0011223344556678'] as SessionRef[]).flatMap((ref) =>
    [1, 2].flatMap((kid) => [20_000, 20_001].map((day) => keys.sessionMac(kid, day, ref, text))),
  );
  expect(new Set(macs.map((mac) => Buffer.from(mac).toString('hex'))).size).toBe(8);
});

test('[SYNC6] a key of the server’s own is HKDF (RFC 5869) of the master key for its purpose', () => {
  const hmac = (key: Uint8Array, ...parts: readonly (string | Uint8Array)[]) =>
    parts.reduce((mac, part) => mac.update(part), createHmac('sha256', key)).digest();
  const own = (purpose: string) =>
    hmac(hmac(new Uint8Array(32), masterKey), `hazri/v1/own/${purpose}`, '\u0001');
  for (const purpose of ['receipt-stamp', 'other', 'receipt-stamp'])
    expect(keys.ownMac(purpose, Buffer.from('text'))).toEqual(hmac(own(purpose), 'text'));
});
