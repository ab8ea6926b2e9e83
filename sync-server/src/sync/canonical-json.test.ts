import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from './canonical-json.ts';

/** How the hashes that are stored were made in the beginning: they are compared for as long as the facts are kept. */
function asItBegan(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asItBegan).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${asItBegan(member)}`);
  return `{${members.join(',')}}`;
}

/** Keys that objects keep in an order of their own, that escape, or that come close to what needs no escape. */
const key = fc.oneof(
  fc.constantFrom(
    '10',
    '9',
    '',
    '__proto__',
    'constructor',
    'toJSON',
    'é',
    '"',
    '\\',
    '\u007f',
    '\ud800',
    '\n',
    'A',
    'a',
  ),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: 'grapheme' }),
);
const leaf = fc.oneof(
  key,
  fc.double(),
  fc.integer(),
  fc.constantFrom(null, true, false, undefined, -0, 1e21, 1e-7, Number.MAX_SAFE_INTEGER, Number.NaN),
);
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 6 }).map((entries) => Object.fromEntries(entries)),
  ),
}));

test('[FACT4] the text is what it was when the first hash was stored, byte by byte', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      expect(canonicalJson(value)).toBe(asItBegan(value));
    }),
    { numRuns: Number(process.env['FAST_CHECK_RUNS'] ?? 5_000) },
  );
});

test('[FACT4] each single character', () => {
  for (let code = 0; code <= 0xffff; code += 1) {
    const text = `x${String.fromCharCode(code)}`;
    if (canonicalJson({ [text]: text }) !== asItBegan({ [text]: text }))
      expect.unreachable(`U+${code.toString(16)}`);
  }
  expect(canonicalJson('\ud83d\ude00\ud800')).toBe('"\u{1f600}\\ud800"');
});

test('[FACT4] the order of keys says nothing, that of a list does', () => {
  const written = '{"10":[2,1],"9":{"a":null,"b":"\\n"},"id":"x"}';
  expect(canonicalJson({ id: 'x', 9: { b: '\n', a: null }, 10: [2, 1], gone: undefined })).toBe(written);
  expect(canonicalJson({ 10: [2, 1], 9: { a: null, b: '\n' }, id: 'x' })).toBe(written);
  expect(canonicalJson([1, 2])).not.toBe(canonicalJson([2, 1]));
});
