/**
 * `node token-fuzz.ts <count> <seed>`: token texts and codes that nobody issued, read as scanner and server read
 * them. Ends with 1 at the first that throws or verifies without being one of ours; prints what it tried as JSON.
 */
import { createHmac, hkdfSync } from 'node:crypto';
import type { Hkdf, SessionRef, TokenFields } from '@hazri/domain';
import {
  codeLink,
  dayOfStep,
  deriveDayKey,
  deriveSessionKey,
  encodeToken,
  parseReceipt,
  parseToken,
  readCode,
  tagMatches,
  toBase32,
  TOKEN_BYTES,
  tokenMessage,
} from '@hazri/domain';
import { seededBelow } from './kit/seeded-below.ts';

const [count = '1000', seed = '1'] = process.argv.slice(2);
const below = seededBelow(Number(seed));
const ORIGIN = 'https://hazri.acem.ac.in';
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const NASTY = [
  '\0',
  '\ud800',
  '\udfff',
  '\n',
  ' ',
  '=',
  '%',
  '/',
  '?',
  '#',
  'ı',
  'ſ',
  'K',
  'А',
  '\u202e',
  '💥',
  'a',
  '0',
  '1',
  '8',
];

const hkdf: Hkdf = (ikm, salt, info) => new Uint8Array(hkdfSync('sha256', ikm, salt, info, 32));
const master = Uint8Array.from({ length: 32 }, () => below(256));
const kid = below(2 ** 32);
const ref = Array.from({ length: 16 }, () => below(16).toString(16)).join('') as SessionRef;
const base = 1_795_343_970;
const today = dayOfStep(base);
const key = deriveSessionKey(hkdf, deriveDayKey(hkdf, master, kid, today), ref);
const mac = (message: Uint8Array): Uint8Array => createHmac('sha256', key).update(message).digest();

/** What the professor's screen showed: the only texts that may verify. */
const issued = Array.from({ length: 50 }, (_, n): string => {
  const nonce = (n * 7_919).toString(16).padStart(8, '0');
  const fields: TokenFields = { kid, ref, stepStart: base + 30 * (n >> 2), frame: n & 3, nonce };
  return encodeToken(fields, mac(tokenMessage(fields)));
});
const ours = new Set(issued);
const pick = <T>(list: readonly T[]): T => {
  const found = list[below(list.length)];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
};
const letters = (length: number, from: string): string =>
  Array.from({ length }, () => from.charAt(below(from.length))).join('');
const at = (text: string, place: number, instead: string, length = 1): string =>
  text.slice(0, place) + instead + text.slice(place + length);

const KINDS: Readonly<Record<string, () => string>> = {
  /** One to three letters of a right one changed: every bit is hit sooner or later. */
  altered: () => {
    let text = pick(issued);
    for (let times = 1 + below(3); times > 0; times -= 1)
      text = at(text, below(text.length), letters(1, ALPHABET));
    return text;
  },
  nasty: () => at(pick(issued), below(61), pick(NASTY), below(3)),
  cut: () => pick(issued).slice(below(61), below(62)),
  spliced: () => {
    const place = below(62);
    return pick(issued).slice(0, place) + pick(issued).slice(place);
  },
  /** Right in form, of our key and session, with a tag that was guessed. */
  guessed: () => {
    const fields: TokenFields = {
      kid,
      ref,
      stepStart: base + below(1_000),
      frame: below(256),
      nonce: '00000000',
    };
    return encodeToken(
      fields,
      Uint8Array.from({ length: 16 }, () => below(256)),
    );
  },
  bytes: () => toBase32(Uint8Array.from({ length: TOKEN_BYTES }, (_, n) => (n === 0 ? 1 : below(256)))),
  alphabet: () => letters(55 + below(12), ALPHABET),
  anything: () => letters(below(140), '\0 AaZz09=%/?#é\ud83d\udca5\u2028'),
  huge: () => letters(1, ALPHABET).repeat(below(5_000)),
};

function isOurs(text: string): boolean {
  const parsed = parseToken(text);
  if (!parsed.ok || parsed.value.kid !== kid || parsed.value.ref !== ref) return false;
  // The day of the key is the day of the step.
  return (
    dayOfStep(parsed.value.stepStart) === today && tagMatches(parsed.value, mac(tokenMessage(parsed.value)))
  );
}

const tried: Record<string, number> = {};
let wellFormed = 0;
let longestMs = 0;
for (let n = 0; n < Number(count); n += 1) {
  const kinds = Object.keys(KINDS);
  const kind = kinds[n % kinds.length] ?? '';
  const text = KINDS[kind]?.() ?? '';
  const link = below(3) === 0 ? codeLink(ORIGIN, text) : below(2) === 0 ? `${ORIGIN}/S/${text}` : text;
  const started = performance.now();
  if (isOurs(text) && !ours.has(text)) fail('verifies', text);
  const code = readCode(link, ORIGIN);
  if (code.ok && !parseToken(code.value).ok) fail('was read as a code', link);
  parseReceipt(text);
  longestMs = Math.max(longestMs, performance.now() - started);
  if (parseToken(text).ok) wellFormed += 1;
  tried[kind] = (tried[kind] ?? 0) + 1;
}
if (!issued.every(isOurs)) fail('our own don’t verify', '');
process.stdout.write(`${JSON.stringify({ seed: Number(seed), tried, wellFormed, longestMs })}\n`);

function fail(what: string, text: string): never {
  process.stderr.write(`${what}: ${JSON.stringify(text)} (seed ${seed})\n`);
  process.exit(1);
} // prettier-ignore
