import { expect, test } from 'vitest';
import { referenceJsonMessage } from './reference-json.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

test('label, zero byte and the four fields in their order, whatever order they come in', () => {
  const fields = { expiresAt: 9, nonce: 'ab', timestamp: 1, sessionId: 's' };
  expect(text(referenceJsonMessage(fields))).toBe(
    'hazri/v1/json\0{"sessionId":"s","timestamp":1,"nonce":"ab","expiresAt":9}',
  );
});

test('other characters are escaped, so that the bytes are the same everywhere', () => {
  const fields = { sessionId: 'é😀"', timestamp: '2026', nonce: '', expiresAt: 0 };
  expect(text(referenceJsonMessage(fields))).toContain(
    '{"sessionId":"\\u00e9\\ud83d\\ude00\\"","timestamp":"2026"',
  );
});
