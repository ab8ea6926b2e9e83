import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeMac } from './mac.ts';

const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
const message = fc.oneof(bytes(200), fc.string({ unit: 'binary', maxLength: 100 }));

test('[SCAN1] a MAC is Node’s own HMAC-SHA256, for one message after the other', () => {
  fc.assert(
    fc.property(bytes(64), fc.array(message, { minLength: 1, maxLength: 4 }), (key, messages) => {
      const mac = makeMac(key);
      for (const text of messages) {
        const expected = createHmac('sha256', key).update(text).digest('hex');
        expect(Buffer.from(mac(text)).toString('hex')).toBe(expected);
      }
    }),
  );
});

test('a key that would have to be digested first is refused', () => {
  expect(() => makeMac(new Uint8Array(65))).toThrow('a key fits a block');
});
