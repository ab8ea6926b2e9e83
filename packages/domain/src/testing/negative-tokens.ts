/**
 * Tokens that are nearly right, after the manner of Wycheproof: each with what is wrong and the reason to give.
 * `vectors/token-negative.json` is this list, kept as data for verifiers in other languages.
 */
import { concatBytes, fromBase32, toBase32, u32be } from '../bytes.ts';
import { parseToken, TOKEN_BYTES, tokenMessage, encodeToken } from '../token.ts';
import type { Token } from '../token.ts';
import { dayOfStep, deriveDayKey } from '../token-keys.ts';
import { hkdf, hmac, KNOWN_KIDS, MASTER_KEY, sessionKey } from './verify-token.ts';

export interface NegativeToken {
  readonly name: string;
  readonly token: string;
  readonly reason: string;
}

/** Every near miss of one valid token. */
export function negativeTokens(valid: string): readonly NegativeToken[] {
  const parsed = parseToken(valid);
  const decoded = fromBase32(valid);
  if (!parsed.ok || !decoded.ok) throw new Error('start from a valid token');
  return [...spellings(valid), ...flippedBits(decoded.value), ...wronglySigned(parsed.value)];
}

function spellings(valid: string): readonly NegativeToken[] {
  const malformed = (name: string, token: string) => ({ name, token, reason: 'token_malformed' });
  const noncanonical = (name: string, token: string) => ({ name, token, reason: 'token_noncanonical' });
  const at = (i: number, character: string) => valid.slice(0, i) + character + valid.slice(i + 1);
  const letter = valid.search(/[A-Z]/);
  const lengths = Array.from({ length: valid.length }, (_, length) => length);
  return [
    ...lengths.map((length) => malformed(`truncated to ${length}`, valid.slice(0, length))),
    ...['A', '=', ' ', '\n', '\0', '===', valid].map((tail) =>
      malformed(`trailing ${JSON.stringify(tail)}`, valid + tail),
    ),
    malformed('leading space', ` ${valid}`),
    malformed('last character replaced by a line break', `${valid.slice(0, -1)}\n`),
    ...['0', '1', '8', '9', '-', '_', '+', '/', '=', ' ', '\0', 'é', 'А', 'Ａ', 'ı', 'ſ'].map((character) =>
      malformed(
        `U+${character.charCodeAt(0).toString(16).padStart(4, '0')} in the middle`,
        at(30, character),
      ),
    ),
    noncanonical('lower case', valid.toLowerCase()),
    noncanonical('one letter in lower case', at(letter, valid.charAt(letter).toLowerCase())),
    noncanonical('spare bit set', at(60, nextInAlphabet(valid.charAt(60)))),
  ];
}

function flippedBits(bytes: Uint8Array): readonly NegativeToken[] {
  return Array.from({ length: TOKEN_BYTES * 8 }, (_, bit) => {
    const flipped = Uint8Array.from(bytes);
    const byte = bit >> 3;
    flipped[byte] = (flipped[byte] ?? 0) ^ (0x80 >> (bit & 7));
    const token = toBase32(flipped);
    return { name: `bit ${bit} flipped`, token, reason: reasonForByte(byte, token) };
  });
}

function reasonForByte(byte: number, text: string): string {
  if (byte === 0) return 'token_unsupported';
  const parsed = parseToken(text);
  if (byte <= 4 && parsed.ok && !KNOWN_KIDS.has(parsed.value.kid)) return 'token_unknown_key';
  return 'token_bad_mac';
}

function wronglySigned(token: Token): readonly NegativeToken[] {
  const day = dayOfStep(token.stepStart);
  const key = sessionKey(token.kid, token.ref, day);
  const message = tokenMessage(token);
  const signed = message.subarray(message.length - 22);
  const badMac = (name: string, mac: Uint8Array) => ({
    name,
    token: encodeToken(token, mac),
    reason: 'token_bad_mac',
  });
  const offRhythm = { ...token, stepStart: token.stepStart + 1 };
  return [
    badMac('tag is the last 16 bytes of the MAC', hmac(key, message).subarray(16)),
    badMac('tag all ones', new Uint8Array(16).fill(255)),
    badMac('tag all zeros', new Uint8Array(16)),
    badMac('MAC without the label', hmac(key, signed)),
    badMac(
      'MAC without the zero byte',
      hmac(
        key,
        Uint8Array.from(message).filter((_, i) => i !== 11),
      ),
    ),
    badMac(
      'MAC of the short code',
      hmac(key, concatBytes(Buffer.from('hazri/v1/short\0'), u32be(token.stepStart))),
    ),
    badMac('MAC under the day key', hmac(deriveDayKey(hkdf, MASTER_KEY, token.kid, day), message)),
    badMac('MAC under the master key', hmac(MASTER_KEY, message)),
    badMac('MAC under the key of the next day', hmac(sessionKey(token.kid, token.ref, day + 1), message)),
    badMac('MAC under another kid', hmac(sessionKey(token.kid + 1, token.ref, day), message)),
    badMac('MAC under an empty key', hmac(new Uint8Array(0), message)),
    {
      name: 'rightly signed, but the step is no multiple of the rotation interval',
      token: encodeToken(offRhythm, hmac(key, tokenMessage(offRhythm))),
      reason: 'token_malformed',
    },
  ];
}

function nextInAlphabet(character: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  return alphabet.charAt(alphabet.indexOf(character) + 1);
}
