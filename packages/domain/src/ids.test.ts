import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toHex } from './bytes.ts';
import { parseId, sessionRef, uuidv7 } from './ids.ts';
import './testing/runs.ts';

const moment = fc.nat({ max: 2 ** 48 - 1 });
const random = fc.uint8Array({ minLength: 10, maxLength: 10 });

test('RFC 9562 §A.6: the example of a version 7 UUID', () => {
  const bytes = Uint8Array.of(0xcc, 0x31, 0x8c, 0x4d, 0xc0, 0xc0, 0xc0, 0x73, 0x98, 0xf0);
  expect(uuidv7(0x017f_22e2_79b0, bytes)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
});

test('an id is a UUIDv7 of its moment that keeps its random digits', () => {
  fc.assert(
    fc.property(moment, random, (nowMs, bytes) => {
      const id = uuidv7(nowMs, bytes);
      expect(parseId(id)).toBe(id);
      const digits = id.replaceAll('-', '');
      expect(Number.parseInt(digits.slice(0, 12), 16)).toBe(nowMs);
      expect([digits.charAt(12), digits.slice(13, 16), digits.slice(17)]).toEqual([
        '7',
        toHex(bytes).slice(0, 3),
        toHex(bytes).slice(4, 19),
      ]);
      expect(Number.parseInt(digits.charAt(16), 16)).toBe(8 | ((bytes[1] ?? 0) & 3));
    }),
  );
});

test('a session’s ref is the last 8 bytes of its id', () => {
  fc.assert(
    fc.property(moment, random, (nowMs, bytes) => {
      const id = uuidv7<'session'>(nowMs, bytes);
      expect(sessionRef(id)).toBe(id.replaceAll('-', '').slice(16));
    }),
  );
});
