import { describe, expect, test } from 'vitest';
import { parseJson } from './read-body.ts';

const DEEPEST = 24;
const MALFORMED = { ok: false, reason: 'body_malformed' };
const parse = (text: string) => parseJson(Buffer.from(text));
const whole = (text: string) => ({ ok: true, value: JSON.parse(text) as unknown });
const lists = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const objects = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

describe('how deep a body may nest', () => {
  test.each([lists, objects])('[SYNC10] up to the limit, and no level more', (nested) => {
    expect(parse(nested(DEEPEST))).toEqual(whole(nested(DEEPEST)));
    expect(parse(nested(DEEPEST + 1))).toEqual(MALFORMED);
    expect(parse(`[${nested(DEEPEST)}]`)).toEqual(MALFORMED);
  });

  test('[SYNC10] beside each other they nest no deeper', () => {
    const wide = `[${Array.from({ length: 30 }, () => '[{"a":[]}]').join(',')}]`;
    expect(parse(wide)).toEqual(whole(wide));
  });

  test('[SYNC10] brackets inside a text are text, also behind an escaped quote', () => {
    const brackets = '[{'.repeat(30);
    for (const value of [brackets, `"${brackets}`, `\\"${brackets}`, `${brackets}\\`])
      expect(parse(JSON.stringify([value, [value]]))).toEqual({ ok: true, value: [value, [value]] });
    expect(parse(`["\\\\",${lists(DEEPEST)}]`)).toEqual(MALFORMED);
  });
});

test('[SYNC10] a body that is not UTF-8 is refused and leaves nothing behind for the next', () => {
  const next = () => parseJson(Uint8Array.of(0xef, 0xbb, 0xbf, 0x22, 0xc3, 0xa9, 0x22));
  expect(next()).toEqual({ ok: true, value: 'é' });
  for (const bytes of [[0x22, 0xff, 0x22], [0x22, 0xe2, 0x82], [0xc3], [0xef, 0xbb]]) {
    expect(parseJson(Uint8Array.from(bytes))).toEqual(MALFORMED);
    expect(next()).toEqual({ ok: true, value: 'é' });
  }
});
