/** Bytes, counted without an encoder. */
import { describe, expect, it } from 'vitest';
import { utf8Length } from './utf8-length.ts';

describe('bounds', () => {
  it('counts bytes as they go over the wire', () => {
    for (const text of ['', 'abc', 'é', 'उ', '🙂', '\ud800', 'mixed é उ 🙂']) {
      expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
    }
  });
});
